// Somebody pauses, resumes or stops one person's run. A pause that returns is kept: nothing goes out after it.

import { InputError } from '../core/input-error.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { moveEnrollments } from '../db/queries/enrollments.ts';
import { listHoldsInForce, lockPersonForOutreach } from '../db/queries/holds.ts';
import { findRun } from '../db/queries/runs-of-ours.ts';
import type { Run } from '../db/queries/runs-of-ours.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { stopRun } from './stop-run.ts';
import { waitForInFlight } from './wait-for-in-flight.ts';
import type { Acknowledged } from './wait-for-in-flight.ts';

export interface RunChange {
  workspaceId: string;
  enrollmentId: string;
  actor: string;
  /** Shown to colleagues; without personal values. */
  because: string;
}

/** Keeps the place in the sequence and what is left of the delay. */
export async function pauseRun(deps: Deps, change: RunChange): Promise<Acknowledged> {
  return await endOrPause(deps, { ...change, to: 'paused' });
}

/** Final. */
export async function stopRunByHand(deps: Deps, change: RunChange): Promise<Acknowledged> {
  return await endOrPause(deps, { ...change, to: 'stopped' });
}

/** Goes on with what was left of the delay; refused while a hold is in force. */
export async function resumeRun(deps: Deps, change: RunChange): Promise<void> {
  const { workspaceId, enrollmentId, actor, because } = change;
  await inTransaction(deps.db, async (trx) => {
    const run = await getLockedRun(trx, change);
    if (run.state !== 'paused')
      throw new InputError('conflict', `This run is ${run.state}; only a paused one can go on.`);
    const [hold] = await listHoldsInForce(trx, { workspaceId, personId: run.personId });
    if (hold !== undefined)
      throw new InputError(
        'conflict',
        `Outreach to this person is held: ${hold.because}. Lift the hold first.`,
      );
    const moved = await moveEnrollments(trx, {
      workspaceId,
      personId: run.personId,
      ids: [enrollmentId],
      from: ['paused'],
      to: 'active',
      because,
      now: deps.clock.now(),
    });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'enrollment.resumed',
        subjectKind: 'enrollment',
        subjectId: enrollmentId,
        personId: run.personId,
        detail: { because, epoch: moved[0]?.epoch },
      },
    ]);
  });
  deps.wake();
}

async function endOrPause(
  deps: Deps,
  change: RunChange & { to: 'paused' | 'stopped' },
): Promise<Acknowledged> {
  const { workspaceId, enrollmentId, to, because, actor } = change;
  await inTransaction(deps.db, async (trx) => {
    const { personId, state } = await getLockedRun(trx, change);
    const entries: AuditEntry[] = await stopRun(trx, deps, {
      workspaceId,
      personId,
      enrollmentId,
      to,
      because,
      actor,
    });
    if (entries.length === 0 && state !== to)
      throw new InputError('conflict', `This run is ${state} already.`);
    await appendAudit(trx, deps, entries);
  });
  return await waitForInFlight(deps, { workspaceId, enrollmentIds: [enrollmentId] });
}

/** The run under its person's lock; a merge in between is seen. */
export async function getLockedRun(
  trx: Trx,
  key: { workspaceId: string; enrollmentId: string },
): Promise<Run> {
  const seen = await findRun(trx, key);
  if (seen === undefined) throw new InputError('not_found', 'There is no such enrollment.');
  await lockPersonForOutreach(trx, { workspaceId: key.workspaceId, personId: seen.personId });
  const run = await findRun(trx, key);
  if (run === undefined || run.personId !== seen.personId)
    throw new InputError('conflict', 'The person was merged just now. Try again.');
  return run;
}
