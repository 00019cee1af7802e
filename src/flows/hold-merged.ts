// When two people become one, a hold on the one holds the other too, and the sources are told at once.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { strongerEffect } from '../core/status/status.ts';
import type { Trx } from '../db/connect.ts';
import { listEnrollments, moveEnrollments } from '../db/queries/enrollments.ts';
import { listHoldsOfBoth } from '../db/queries/holds.ts';
import type { Hold } from '../db/queries/holds.ts';
import { noteHeldByMerge } from '../db/queries/merges.ts';
import type { Deps } from './deps.ts';
import { effectInForce } from './hold-outreach.ts';
import { tellSource } from './tell-source.ts';

interface Sides {
  workspaceId: string;
  fromId: string;
  toId: string;
}

/** Holds in force of both sides, before anything is moved. */
export async function readHolds(trx: Trx, sides: Sides): Promise<Hold[]> {
  const { workspaceId, fromId, toId } = sides;
  return await listHoldsOfBoth(trx, { workspaceId, personIds: [fromId, toId] });
}

/** After everything was moved. How the runs stood is noted for undo; the caller appends the entries. */
export async function holdBoth(
  trx: Trx,
  deps: Deps,
  merged: Sides & { decisionId: string; holds: readonly Hold[] },
): Promise<AuditEntry[]> {
  const { workspaceId, toId: personId, holds } = merged;
  const effectOf = (id: string) => effectInForce(holds.filter((hold) => hold.personId === id));
  const [ofSurvivor, ofMerged] = [effectOf(personId), effectOf(merged.fromId)];
  const effect = strongerEffect(ofSurvivor, ofMerged);
  if (effect === 'continue' || ofSurvivor === ofMerged) return [];
  const because = 'it is one person with somebody to whom outreach is held';
  const before = await listEnrollments(trx, { workspaceId, personId });
  const held = await moveEnrollments(trx, {
    workspaceId,
    personId,
    from: effect === 'stop' ? ['active', 'paused'] : ['active'],
    to: effect === 'stop' ? 'stopped' : 'paused',
    because,
    now: deps.clock.now(),
  });
  await noteHeldByMerge(trx, {
    workspaceId,
    decisionId: merged.decisionId,
    held: held.map(({ id, epoch }) => {
      const was = before.find((one) => one.id === id);
      return { id, epoch, before: was?.state ?? 'paused', because: null };
    }),
  });
  return await tellSource(trx, deps, {
    workspaceId,
    personId,
    event: effect === 'stop' ? 'outreach.stop' : 'outreach.pause',
    scope: 'person',
    reason: { cause: 'merge', text: because, status: null },
    enrollments: held,
  });
}
