// Somebody looked at what goes out next and said yes.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { setRunDue } from '../db/queries/runs-of-ours.ts';
import { finishTasksOfKind } from '../db/queries/tasks.ts';
import { findRemaining } from '../db/queries/runs-of-ours.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { getLockedRun } from './pause-run.ts';

/** The step goes when its time has come, and not before: what was left of hold and delay counts from the enrollment. */
export async function approveRun(
  deps: Deps,
  given: { workspaceId: string; enrollmentId: string; actor: string },
): Promise<{ nextAt: Date }> {
  const { workspaceId, enrollmentId, actor } = given;
  const nextAt = await inTransaction(deps.db, async (trx) => {
    const run = await getLockedRun(trx, given);
    if (run.approval !== 'waiting')
      throw new InputError('conflict', 'Nothing of this run waits for approval.');
    if (run.state !== 'active')
      throw new InputError('conflict', `This run is ${run.state}: ${run.because ?? ''}`.trim());
    const now = deps.clock.now();
    const remainingMs = await findRemaining(trx, { workspaceId, enrollmentId });
    const wanted = run.changedAt.getTime() + (remainingMs ?? 0);
    const at = new Date(Math.max(now.getTime(), wanted));
    await setRunDue(trx, {
      workspaceId,
      enrollmentId,
      nextAt: at,
      approval: 'given',
      approvedBy: actor,
    });
    await finishTasksOfKind(trx, {
      workspaceId,
      enrollmentId,
      kinds: ['approve', 'stale'],
      by: actor,
      now,
    });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'enrollment.approved',
        subjectKind: 'enrollment',
        subjectId: enrollmentId,
        personId: run.personId,
        detail: { position: run.position, nextAt: at },
      },
    ]);
    return at;
  });
  deps.wake();
  return { nextAt };
}
