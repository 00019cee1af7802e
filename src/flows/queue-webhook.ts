// Queues a signed webhook to every endpoint that wants the event, in the transaction that makes it true.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { addDelivery, listEndpointsFor } from '../db/queries/webhooks-out.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWork } from '../engine/work.ts';
import type { Deps } from './deps.ts';

export interface WebhookToQueue {
  workspaceId: string;
  /** Noun.verb, such as `outreach.pause`. */
  event: string;
  /** Null where it is about nobody. */
  personId: string | null;
  /** What stands under `data` in the body. */
  payload: object;
}

/** The caller appends the entries and wakes the workers after its commit. */
export async function queueWebhook(
  trx: Trx,
  deps: Deps,
  webhook: WebhookToQueue,
): Promise<AuditEntry[]> {
  const { workspaceId, event, personId, payload } = webhook;
  const endpoints = await listEndpointsFor(trx, { workspaceId, event });
  const now = deps.clock.now();
  const entries: AuditEntry[] = [];
  for (const endpoint of endpoints) {
    const id = deps.ids.next();
    await addDelivery(trx, {
      workspaceId,
      id,
      endpointId: endpoint.id,
      event,
      personId,
      payload,
      now,
    });
    await requestWork(trx, {
      workspaceId,
      kind: 'delivery',
      subjectId: id,
      queueKey: deliveryQueue(endpoint.id),
      lane: lanes.safety,
      dueAt: now,
      because: event,
    });
    entries.push({
      workspaceId,
      actor: 'system',
      action: 'webhook.queued',
      subjectKind: 'delivery',
      subjectId: id,
      ...(personId === null ? {} : { personId }),
      detail: { event, endpointId: endpoint.id },
    });
  }
  return entries;
}

/** Each endpoint has a queue of its own, so a slow one delays nobody else. */
export function deliveryQueue(endpointId: string): string {
  return `endpoint:${endpointId}`;
}
