// Tells every source that a person was erased, by the names the source itself gave; sealed until it is delivered.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Conn, Trx } from '../db/connect.ts';
import { addDelivery, listEndpointsFor } from '../db/queries/webhooks-out.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWork } from '../engine/work.ts';
import type { Deps } from './deps.ts';
import { deliveryQueue } from './queue-webhook.ts';

export const erasedEvent = 'person.erased';

export interface SourceName {
  kind: 'profile' | 'touch';
  source: string;
  eventId: string;
  externalId: string | null;
}

/** Enough to find one person in a source, and bounded: somebody with ten thousand hits has one id in their source. */
const namesMax = 1_000;

/** Joins the caller's transaction, which wakes the workers after its commit and appends the entries last. */
export async function tellSourcesOfErasure(
  trx: Trx,
  deps: Deps,
  given: { workspaceId: string; personId: string; names: readonly SourceName[] },
): Promise<AuditEntry[]> {
  const { workspaceId, personId, names } = given;
  const now = deps.clock.now();
  const ownIds = names.flatMap(({ source, externalId }) =>
    externalId === null ? [] : [JSON.stringify({ source, externalId })],
  );
  const data = {
    person: { id: personId },
    externalIds: [...new Set(ownIds)].map((text) => JSON.parse(text) as object),
    events: names
      .slice(0, namesMax)
      .map(({ kind, source, eventId }) => ({ kind, source, eventId })),
    erasedAt: now.toISOString(),
  };
  const sealed = Buffer.from(deps.sealer.seal(Buffer.from(JSON.stringify(data)))).toString(
    'base64',
  );
  const entries: AuditEntry[] = [];
  for (const endpoint of await listToTell(trx, workspaceId)) {
    const id = deps.ids.next();
    const delivery = { workspaceId, id, endpointId: endpoint.id, event: erasedEvent, personId };
    await addDelivery(trx, { ...delivery, payload: { sealed }, now });
    await requestWork(trx, {
      workspaceId,
      kind: 'delivery',
      subjectId: id,
      queueKey: deliveryQueue(endpoint.id),
      lane: lanes.safety,
      dueAt: now,
      because: erasedEvent,
    });
    entries.push({
      workspaceId,
      actor: 'system',
      action: 'webhook.queued',
      subjectKind: 'delivery',
      subjectId: id,
      personId,
      detail: { event: erasedEvent, endpointId: endpoint.id },
    });
  }
  return entries;
}

/** Whoever is told to stop has the person, so has to hear of this too. */
export async function listToTell(conn: Conn, workspaceId: string): Promise<{ id: string }[]> {
  const asked = await listEndpointsFor(conn, { workspaceId, event: erasedEvent });
  const stopping = await listEndpointsFor(conn, { workspaceId, event: 'outreach.stop' });
  const known = new Set(asked.map(({ id }) => id));
  return [...asked, ...stopping.filter(({ id }) => !known.has(id))];
}

/** What a delivery says, opened where it was sealed. */
export function openPayload(deps: Pick<Deps, 'sealer'>, payload: object): object {
  if (!('sealed' in payload) || typeof payload.sealed !== 'string') return payload;
  const plain = deps.sealer.open(Buffer.from(payload.sealed, 'base64'));
  return JSON.parse(Buffer.from(plain).toString('utf8')) as object;
}
