// Tells the sourcing and outreach tools what to do about a person: the signed webhooks outreach.pause, .stop, .resume.
// The payload is documented in docs/webhooks.md#outreach-events.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import type { Enrollment } from '../db/queries/enrollments.ts';
import { findOutreachAddresses, listJobNames } from '../db/queries/outreach-addresses.ts';
import type { Deps } from './deps.ts';
import { queueWebhook } from './queue-webhook.ts';

export const outreachEvents = ['outreach.pause', 'outreach.stop', 'outreach.resume'] as const;
export type OutreachEvent = (typeof outreachEvents)[number];

export interface OutreachOrder {
  workspaceId: string;
  personId: string;
  event: OutreachEvent;
  /** `person`: everything to the person; `sequences`: only the enrollments named. */
  scope: 'person' | 'sequences';
  reason: { cause: string; text: string; status: string | null };
  enrollments: readonly Enrollment[];
}

/** Queues the webhook in the caller's transaction; returns the audit entries to append. */
export async function tellSource(
  trx: Trx,
  deps: Deps,
  order: OutreachOrder,
): Promise<AuditEntry[]> {
  const { workspaceId, personId, event } = order;
  const addresses = await findOutreachAddresses(trx, { workspaceId, personId });
  const jobIds = [...new Set(order.enrollments.flatMap((each) => each.jobId ?? []))];
  const jobs = await listJobNames(trx, { workspaceId, ids: jobIds });
  return await queueWebhook(trx, deps, {
    workspaceId,
    event,
    personId,
    payload: {
      person: { id: personId, ...addresses },
      scope: order.scope,
      reason: order.reason,
      enrollments: order.enrollments.map((each) => ({
        source: each.source,
        sequence: each.sequence === '' ? null : each.sequence,
        job: each.jobId === null ? null : (jobs.get(each.jobId) ?? null),
        state: each.state,
        epoch: each.epoch,
      })),
      decidedAt: deps.clock.now().toISOString(),
    },
  });
}
