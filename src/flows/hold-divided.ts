// When one person becomes two again, a hold of which nobody knows whom it meant holds both, and the runs of both.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { moveEnrollments } from '../db/queries/enrollments.ts';
import { listHoldsInForce } from '../db/queries/holds.ts';
import type { Deps } from './deps.ts';
import { effectInForce } from './hold-outreach.ts';
import { tellSource } from './tell-source.ts';

/** After everything was divided; `copyIds` are the holds that were copied to `restoredId`. The caller appends the entries. */
export async function holdDivided(
  trx: Trx,
  deps: Deps,
  divided: {
    workspaceId: string;
    holderId: string;
    restoredId: string;
    copyIds: readonly string[];
    actor: string;
  },
): Promise<AuditEntry[]> {
  const { workspaceId, holderId, restoredId, copyIds, actor } = divided;
  const entries = copyIds.map((holdId): AuditEntry => ({
    workspaceId,
    actor,
    action: 'outreach.held',
    subjectKind: 'hold',
    subjectId: holdId,
    personId: restoredId,
    detail: { because, wasOf: holderId },
  }));
  for (const personId of [holderId, restoredId])
    entries.push(...(await stopRuns(trx, deps, { workspaceId, personId })));
  return entries;
}

const because = 'it was one person with somebody to whom outreach is held';

async function stopRuns(
  trx: Trx,
  deps: Deps,
  key: { workspaceId: string; personId: string },
): Promise<AuditEntry[]> {
  const effect = effectInForce(await listHoldsInForce(trx, key));
  if (effect === 'continue') return [];
  const isStop = effect === 'stop';
  const held = await moveEnrollments(trx, {
    ...key,
    from: isStop ? ['active', 'paused'] : ['active'],
    to: isStop ? 'stopped' : 'paused',
    because,
    now: deps.clock.now(),
  });
  if (held.length === 0) return [];
  return await tellSource(trx, deps, {
    ...key,
    event: isStop ? 'outreach.stop' : 'outreach.pause',
    scope: 'person',
    reason: { cause: 'merge', text: because, status: null },
    enrollments: held,
  });
}
