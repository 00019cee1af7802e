// Starts a change that touches many records: tried dry first, and held by the mass-update brake where it would
// change more of what stands in Lever than an admin allowed.

import { InputError } from '../core/input-error.ts';
import { decideBrake } from '../core/sync/brake.ts';
import type { ApprovalKind } from '../core/governance/approval-rules.ts';
import type { Mapping } from '../core/sync/mapping.ts';
import type { Trigger } from '../core/sync/trigger.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockImport, setImportState } from '../db/queries/imports.ts';
import { addTriggeredRecords, decideRun, findRun, insertRun } from '../db/queries/runs.ts';
import type { RunState } from '../db/queries/runs.ts';
import { listOpenCandidacies } from '../db/queries/triggers.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWork } from '../engine/work.ts';
import { applyMapping } from './apply-mapping.ts';
import { needSecondPerson, wouldNeedSecondPerson } from './approval-guard.ts';
import { getBrakeLimits } from './brake-limits.ts';
import { changeJob } from './change-job.ts';
import type { Deps } from './deps.ts';
import { dryRun, type DryRun } from './dry-run.ts';
import { triggerByHand } from './trigger-by-hand.ts';

/** A change as it is kept while it is held. */
export type RunChange =
  | { kind: 'mapping'; jobId: string | null; mapping: Mapping }
  | { kind: 'trigger'; jobId: string; trigger: Trigger }
  | { kind: 'by_hand'; jobId: string; personIds?: readonly string[] };

export interface StartedRun {
  runId: string;
  state: RunState;
  because: string;
  dryRun: DryRun;
}

/** Of an import the count is taken anew by the worker, which holds it again where it has grown. */
export type ConfirmedRun = Omit<StartedRun, 'dryRun'> & { dryRun: DryRun | null };

/** The change must have been checked. A held run changes nothing until confirmRun. */
export async function startRun(
  deps: Deps,
  input: { workspaceId: string; change: RunChange; actor: string },
): Promise<StartedRun> {
  const { workspaceId, change, actor } = input;
  const tried = await dryRun(deps, { workspaceId, change });
  const { standingCount, changedCount } = tried.sum;
  const limits = await getBrakeLimits(deps.db, workspaceId);
  const brake = decideBrake({ standingCount, changedCount, confirmedCount: null }, limits);
  const runId = deps.ids.next();
  const kind = approvalKindOf(change);
  const second = { workspaceId, kind, size: changedCount, actor };
  const waits = brake.decide === 'go' && (await wouldNeedSecondPerson(deps, second));
  const because = waits ? `${brake.because}; a second person has to agree` : brake.because;
  const state = brake.decide === 'go' && !waits ? 'started' : 'held';
  await deps.db.transaction().execute(async (trx) => {
    await insertRun(trx, {
      workspaceId,
      id: runId,
      kind: change.kind,
      state,
      change,
      because,
      standingCount,
      changedCount,
      createdAt: deps.clock.now(),
      createdBy: actor,
    });
    const detail = { kind: change.kind, standingCount, changedCount, because };
    const entry = { workspaceId, actor, subjectKind: 'run', subjectId: runId, detail };
    await appendAudit(trx, deps, [{ ...entry, action: `run.${state}` }]);
  });
  if (state === 'started') await applyChange(deps, { workspaceId, runId, change, actor });
  else deps.log.warn('run.held', { workspaceId, runId, changedCount, standingCount });
  return { runId, state, because, dryRun: tried };
}

/**
 * Lets a held run go. `confirmedCount` is the number of changed records the admin was shown: where it has grown
 * since, the run stays held. Throws InputError then, where the run is not held any more, and `approval_needed` where a
 * second person has to agree.
 */
export async function confirmRun(deps: Deps, input: RunToConfirm): Promise<ConfirmedRun> {
  const { workspaceId, runId, confirmedCount, actor } = input;
  const change = await getHeldChange(deps, input);
  if (change.kind === 'import') {
    await askSecondPerson(deps, { ...input, kind: 'back_fill', size: confirmedCount });
    return await releaseImport(deps, { ...input, ...change });
  }
  const tried = await dryRun(deps, { workspaceId, change });
  const { standingCount, changedCount } = tried.sum;
  const limits = await getBrakeLimits(deps.db, workspaceId);
  const brake = decideBrake({ standingCount, changedCount, confirmedCount }, limits);
  if (brake.decide === 'hold')
    throw new InputError(
      'conflict',
      `By now ${brake.because}. Look at the dry run again and confirm ${changedCount}.`,
      'confirmedCount',
    );
  await askSecondPerson(deps, { ...input, kind: approvalKindOf(change), size: changedCount });
  await decide(deps, { workspaceId, runId, state: 'started', confirmedCount, actor });
  await applyChange(deps, { workspaceId, runId, change, actor });
  return { runId, state: 'started', because: brake.because, dryRun: tried };
}

export interface RunToConfirm {
  workspaceId: string;
  runId: string;
  confirmedCount: number;
  actor: string;
  /** A second person's yes to it. */
  approvalId?: string | undefined;
}

function approvalKindOf(change: RunChange): ApprovalKind {
  return change.kind === 'mapping' ? 'mass_update' : 'back_fill';
}

async function askSecondPerson(
  deps: Deps,
  input: RunToConfirm & { kind: ApprovalKind; size: number },
): Promise<void> {
  const { workspaceId, runId, confirmedCount, actor, approvalId, kind, size } = input;
  await needSecondPerson(deps, {
    workspaceId,
    kind,
    size,
    title: `Run ${runId} would change ${size} records in Lever`,
    because: 'a held run is confirmed',
    change: { do: 'confirm_run', runId, confirmedCount },
    actor,
    approvalId,
  });
}

/** A held run that is cancelled never changes anything. */
export async function cancelRun(
  deps: Deps,
  input: { workspaceId: string; runId: string; actor: string },
): Promise<void> {
  const change = await getHeldChange(deps, input);
  const decided = { ...input, state: 'cancelled' as const, confirmedCount: null };
  const by = change.kind === 'import' ? { importId: change.importId } : {};
  await decide(deps, { ...decided, ...by });
  deps.wake();
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
  const { jobId } = change;
  if (change.kind === 'trigger') {
    const { trigger } = change;
    const since = deps.clock.now();
    const changed = { workspaceId, jobId, change: { trigger }, isRun: true };
    await changeJob(deps, { ...changed, preview: false, actor });
    await deps.db.transaction().execute(async (trx) => {
      await addTriggeredRecords(trx, { workspaceId, runId, jobId, since });
    });
    return;
  }
  const open =
    change.personIds ??
    (await listOpenCandidacies(deps.db, { workspaceId, jobId })).map((one) => one.personId);
  for (let start = 0; start < open.length; start += sliceSize) {
    const personIds = open.slice(start, start + sliceSize);
    await triggerByHand(deps, { workspaceId, jobId, personIds, runId, actor });
  }
}

const sliceSize = 500;

/** The import goes on from where it was held; its worker compares with what was confirmed. */
async function releaseImport(
  deps: Deps,
  input: {
    workspaceId: string;
    runId: string;
    importId: string;
    confirmedCount: number;
    actor: string;
  },
): Promise<ConfirmedRun> {
  const { runId, confirmedCount } = input;
  await decide(deps, { ...input, state: 'started' });
  deps.wake();
  const because = `an admin confirmed ${confirmedCount} changed records`;
  return { runId, state: 'started', because, dryRun: null };
}

async function moveImport(
  trx: Trx,
  deps: Deps,
  { workspaceId, importId, state }: { workspaceId: string; importId: string; state: RunState },
): Promise<void> {
  const now = deps.clock.now();
  const found = await lockImport(trx, { workspaceId, importId });
  if (found?.state !== 'held')
    throw new InputError('conflict', 'The import of this run is not held any more.', 'runId');
  const change =
    state === 'started'
      ? { state: 'running' as const, because: null, finishedAt: null }
      : { state: 'cancelled' as const, because: 'cancelled by a person', finishedAt: now };
  await setImportState(trx, { workspaceId, importId }, change);
  // Of a cancelled import the worker removes the kept sheet.
  await requestWork(trx, {
    workspaceId,
    kind: 'import',
    subjectId: importId,
    queueKey: 'import',
    lane: lanes.backfill,
    dueAt: now,
    because: 'a held import was decided',
  });
}

async function getHeldChange(
  deps: Deps,
  key: { workspaceId: string; runId: string },
): Promise<RunChange | { kind: 'import'; importId: string }> {
  const run = await findRun(deps.db, key);
  if (run === undefined) throw new InputError('not_found', 'There is no such run.', 'runId');
  if (run.state !== 'held')
    throw new InputError('conflict', `The run is ${run.state} already.`, 'runId');
  return run.change as RunChange | { kind: 'import'; importId: string };
}

async function decide(
  deps: Deps,
  input: {
    workspaceId: string;
    runId: string;
    state: 'started' | 'cancelled';
    confirmedCount: number | null;
    importId?: string;
    actor: string;
  },
): Promise<void> {
  const { workspaceId, runId, state, confirmedCount, importId, actor } = input;
  await deps.db.transaction().execute(async (trx) => {
    const by = { by: actor, now: deps.clock.now() };
    const isOurs = await decideRun(trx, { workspaceId, runId, state, confirmedCount, ...by });
    if (!isOurs) throw new InputError('conflict', 'Somebody decided this run already.', 'runId');
    if (importId !== undefined) await moveImport(trx, deps, { workspaceId, importId, state });
    const detail = { confirmedCount };
    const entry = { workspaceId, actor, subjectKind: 'run', subjectId: runId, detail };
    const action = state === 'started' ? 'run.confirmed' : 'run.cancelled';
    await appendAudit(trx, deps, [{ ...entry, action }]);
  });
}
