// The full reading of the account, one page per turn in the backfill lane: the mirror of who is in Lever already.
// Where it stands is kept, so a restart goes on there; a week later it begins anew and finds what polls cannot see.

import { findSweep, listUnseen, removeMirrored, storeSweep } from '../db/queries/mirror.ts';
import type { Sweep } from '../db/queries/mirror.ts';
import { getDefaultRegion } from '../db/queries/run-scope.ts';
import { callLimited } from '../engine/limiter.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkResult } from '../engine/worker.ts';
import { PortFailure } from '../ports/failure.ts';
import type { LeverOpportunity } from '../ports/lever.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { findLeverAccess, type ConnectedLever } from './lever-access.ts';
import { mirrorPage } from './mirror-page.ts';

const everyMs = 7 * 24 * 60 * 60_000;
/** Candidates a reading did not show are looked at one by one, so many per turn. */
const unseenPerTurn = 20;

interface Sweeping {
  work: ClaimedWork;
  lever: ConnectedLever;
  defaultRegion: string;
  sweep: Sweep;
}

/** Handler of work kind `lever_sweep`; the subject is the workspace. Safe to repeat at any point. */
export async function sweepLever(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId } = work;
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null) return { next: 'done' };
  const now = deps.clock.now();
  const found = await findSweep(deps.db, workspaceId);
  const finishedMs = found?.finishedAt?.getTime() ?? Infinity;
  const isDue = now.getTime() >= finishedMs + everyMs;
  const sweep = found === undefined || isDue ? newSweep(now) : found;
  if (sweep.finishedAt !== null)
    return again(new Date(sweep.finishedAt.getTime() + everyMs), 'the next full reading');
  const defaultRegion = await getDefaultRegion(deps.db, workspaceId);
  const sweeping = { work, lever, defaultRegion, sweep };
  const isRead = sweep.pageCount > 0 && sweep.nextPage === null;
  if (!isRead) return await readPage(deps, sweeping);
  return await lookAtUnseen(deps, sweeping);
}

async function readPage(deps: Deps, sweeping: Sweeping): Promise<WorkResult> {
  const { work, lever, defaultRegion, sweep } = sweeping;
  const { workspaceId } = work;
  try {
    const page = await callLimited(deps, work, () =>
      deps.lever.listOpportunities(lever.access, {}, sweep.nextPage),
    );
    await inTransaction(deps.db, async (trx) => {
      await mirrorPage(trx, deps, { workspaceId, defaultRegion, rows: page.rows });
      await storeSweep(trx, {
        ...sweep,
        workspaceId,
        nextPage: page.next,
        pageCount: sweep.pageCount + 1,
        rowCount: sweep.rowCount + page.rows.length,
      });
    });
    return again(deps.clock.now(), 'the next page');
  } catch (error) {
    // Lever takes no page mark of its own any more (it may be days old): begin anew.
    if (!(error instanceof PortFailure) || error.kind !== 'rejected' || sweep.nextPage === null)
      throw error;
    const anew = newSweep(deps.clock.now());
    await inTransaction(deps.db, async (trx) => await storeSweep(trx, { ...anew, workspaceId }));
    return again(deps.clock.now(), 'the full reading begins anew');
  }
}

/** A row that moves between pages while they are read can be missed, so absence proves nothing: each is asked for. */
async function lookAtUnseen(deps: Deps, sweeping: Sweeping): Promise<WorkResult> {
  const { work, lever, defaultRegion, sweep } = sweeping;
  const { workspaceId } = work;
  const since = sweep.startedAt;
  const ids = await listUnseen(deps.db, { workspaceId, since, limit: unseenPerTurn });
  if (ids.length === 0) {
    const finishedAt = deps.clock.now();
    await inTransaction(deps.db, async (trx) => {
      await storeSweep(trx, { ...sweep, workspaceId, finishedAt });
    });
    deps.log.info('mirror.swept', { workspaceId, rows: sweep.rowCount, pages: sweep.pageCount });
    return again(new Date(finishedAt.getTime() + everyMs), 'the next full reading');
  }
  const rows: LeverOpportunity[] = [];
  const gone: string[] = [];
  for (const id of ids) {
    const row = await callLimited(deps, work, () => deps.lever.getOpportunity(lever.access, id));
    if (row === null) gone.push(id);
    else rows.push(row);
  }
  await inTransaction(deps.db, async (trx) => {
    await removeMirrored(trx, { workspaceId, opportunityIds: gone });
    await mirrorPage(trx, deps, { workspaceId, defaultRegion, rows });
  });
  return again(deps.clock.now(), 'candidates that the full reading did not show');
}

function newSweep(now: Date): Sweep {
  return { startedAt: now, nextPage: null, pageCount: 0, rowCount: 0, finishedAt: null };
}

function again(dueAt: Date, because: string): WorkResult {
  return { next: 'again', dueAt, because };
}
