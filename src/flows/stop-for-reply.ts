// A person answered, on whatever channel and to whomever: nobody's automated steps to them go on.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { moveEnrollments } from '../db/queries/enrollments.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { findRunningOf } from '../db/queries/runs-of-ours.ts';
import { listRunsAtEmployer } from '../db/queries/company-runs.ts';
import { findSequence, findSequenceVersion } from '../db/queries/sequences.ts';
import type { Deps } from './deps.ts';

/** Joins the caller's transaction; safe to repeat. The caller appends the returned entries last and wakes the workers. */
export async function stopForReply(
  trx: Trx,
  deps: Deps,
  reply: {
    workspaceId: string;
    personId: string;
    inboundId: string;
    because: string;
    actor?: string;
  },
): Promise<AuditEntry[]> {
  const { workspaceId, personId } = reply;
  await lockPersonForOutreach(trx, { workspaceId, personId });
  const run = await findRunningOf(trx, { workspaceId, personId });
  if (run === undefined) return [];
  const entries = await stop(trx, deps, { ...reply, personId });
  const sequence = await findSequence(trx, { workspaceId, sequenceId: run.sequenceId });
  const version = await findSequenceVersion(trx, {
    workspaceId,
    sequenceId: run.sequenceId,
    version: sequence?.version ?? 'newest',
  });
  if (version?.body.stopsCompanyOnReply !== true) return entries;
  const others = await listRunsAtEmployer(trx, {
    workspaceId,
    personId,
    sequenceId: run.sequenceId,
  });
  for (const other of others.toSorted()) {
    await lockPersonForOutreach(trx, { workspaceId, personId: other });
    const because = 'somebody at the same company replied';
    entries.push(...(await stop(trx, deps, { ...reply, personId: other, because })));
  }
  return entries;
}

async function stop(
  trx: Trx,
  deps: Deps,
  of: { workspaceId: string; personId: string; inboundId: string; because: string; actor?: string },
): Promise<AuditEntry[]> {
  const { workspaceId, personId, because, inboundId } = of;
  const moved = await moveEnrollments(trx, {
    workspaceId,
    personId,
    from: ['active', 'paused'],
    to: 'stopped',
    because,
    now: deps.clock.now(),
  });
  return moved.map((each) => ({
    workspaceId,
    actor: of.actor ?? 'system',
    action: 'enrollment.stopped',
    subjectKind: 'enrollment',
    subjectId: each.id,
    personId,
    detail: { because, inboundId, epoch: each.epoch },
  }));
}
