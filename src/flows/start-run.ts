// Starts a change that touches many records: tried dry first, and held by the mass-update brake where it would
// change more of what stands in Lever than an admin allowed.

import { InputError } from '../core/input-error.ts';
import { decideBrake, defaultBrakeLimits, type BrakeLimits } from '../core/sync/brake.ts';
import type { Mapping } from '../core/sync/mapping.ts';
import type { Trigger } from '../core/sync/trigger.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findRules } from '../db/queries/rules.ts';
import { decideRun, findRun, insertRun } from '../db/queries/runs.ts';
import type { RunState } from '../db/queries/runs.ts';
import { applyMapping } from './apply-mapping.ts';
import { changeJob } from './change-job.ts';
import type { Deps } from './deps.ts';
import { dryRun, type DryRun } from './dry-run.ts';

/** A change as it is kept while it is held. */
export type RunChange =
  | { kind: 'mapping'; jobId: string | null; mapping: Mapping }
  | { kind: 'trigger'; jobId: string; trigger: Trigger };

export interface StartedRun {
  runId: string;
  state: RunState;
  because: string;
  dryRun: DryRun;
}

/** The change must have been checked. A held run changes nothing until confirmRun. */
export async function startRun(
  deps: Deps,
  input: { workspaceId: string; change: RunChange; actor: string },
): Promise<StartedRun> {
  const { workspaceId, change, actor } = input;
  const tried = await dryRun(deps, { workspaceId, change });
  const { standingCount, changedCount } = tried.sum;
  const limits = await getBrakeLimits(deps, workspaceId);
  const brake = decideBrake({ standingCount, changedCount, confirmedCount: null }, limits);
  const runId = deps.ids.next();
  const state = brake.decide === 'go' ? 'started' : 'held';
  await deps.db.transaction().execute(async (trx) => {
    await insertRun(trx, {
      workspaceId,
      id: runId,
      kind: change.kind,
      state,
      change,
      because: brake.because,
      standingCount,
      changedCount,
      createdAt: deps.clock.now(),
      createdBy: actor,
    });
    const detail = { kind: change.kind, standingCount, changedCount, because: brake.because };
    const entry = { workspaceId, actor, subjectKind: 'run', subjectId: runId, detail };
    await appendAudit(trx, deps, [{ ...entry, action: `run.${state}` }]);
  });
  if (state === 'started') await applyChange(deps, { workspaceId, runId, change, actor });
  else deps.log.warn('run.held', { workspaceId, runId, changedCount, standingCount });
  return { runId, state, because: brake.because, dryRun: tried };
}

/**
 * Lets a held run go. `confirmedCount` is the number of changed records the admin was shown: where it has grown
 * since, the run stays held. Throws InputError then, and where the run is not held any more.
 */
export async function confirmRun(
  deps: Deps,
  input: { workspaceId: string; runId: string; confirmedCount: number; actor: string },
): Promise<StartedRun> {
  const { workspaceId, runId, confirmedCount, actor } = input;
  const change = await getHeldChange(deps, input);
  const tried = await dryRun(deps, { workspaceId, change });
  const { standingCount, changedCount } = tried.sum;
  const limits = await getBrakeLimits(deps, workspaceId);
  const brake = decideBrake({ standingCount, changedCount, confirmedCount }, limits);
  if (brake.decide === 'hold')
    throw new InputError(
      'conflict',
      `By now ${brake.because}. Look at the dry run again and confirm ${changedCount}.`,
      'confirmedCount',
    );
  await decide(deps, { workspaceId, runId, state: 'started', confirmedCount, actor });
  await applyChange(deps, { workspaceId, runId, change, actor });
  return { runId, state: 'started', because: brake.because, dryRun: tried };
}

/** A held run that is cancelled never changes anything. */
export async function cancelRun(
  deps: Deps,
  input: { workspaceId: string; runId: string; actor: string },
): Promise<void> {
  await getHeldChange(deps, input);
  await decide(deps, { ...input, state: 'cancelled', confirmedCount: null });
}

async function applyChange(
  deps: Deps,
  input: { workspaceId: string; runId: string; change: RunChange; actor: string },
): Promise<void> {
  const { workspaceId, runId, change, actor } = input;
  if (change.kind === 'mapping') {
    await applyMapping(deps, { workspaceId, runId, actor, ...change });
    return;
  }
  const { jobId, trigger } = change;
  await changeJob(deps, { workspaceId, jobId, change: { trigger }, preview: false, actor });
}

async function getHeldChange(
  deps: Deps,
  key: { workspaceId: string; runId: string },
): Promise<RunChange> {
  const run = await findRun(deps.db, key);
  if (run === undefined) throw new InputError('not_found', 'There is no such run.', 'runId');
  if (run.state !== 'held')
    throw new InputError('conflict', `The run is ${run.state} already.`, 'runId');
  return run.change as RunChange;
}

async function decide(
  deps: Deps,
  input: {
    workspaceId: string;
    runId: string;
    state: 'started' | 'cancelled';
    confirmedCount: number | null;
    actor: string;
  },
): Promise<void> {
  const { workspaceId, runId, state, confirmedCount, actor } = input;
  await deps.db.transaction().execute(async (trx) => {
    const by = { by: actor, now: deps.clock.now() };
    const isOurs = await decideRun(trx, { workspaceId, runId, state, confirmedCount, ...by });
    if (!isOurs) throw new InputError('conflict', 'Somebody decided this run already.', 'runId');
    const detail = { confirmedCount };
    const entry = { workspaceId, actor, subjectKind: 'run', subjectId: runId, detail };
    const action = state === 'started' ? 'run.confirmed' : 'run.cancelled';
    await appendAudit(trx, deps, [{ ...entry, action }]);
  });
}

async function getBrakeLimits(deps: Deps, workspaceId: string): Promise<BrakeLimits> {
  const rules = await findRules<BrakeLimits>(deps.db, { workspaceId, kind: 'brake' });
  return rules?.body ?? defaultBrakeLimits;
}
