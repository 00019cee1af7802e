// How far the mirror of the account is, what it costs and how long it takes; and the wish to begin it anew.

import { InputError } from '../core/input-error.ts';
import { mirrorForecast, type MirrorForecast } from '../core/sync/mirror-forecast.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { countMirrored, findSweep, storeSweep, type Sweep } from '../db/queries/mirror.ts';
import { lanes } from '../engine/lanes.ts';
import { findRateUse } from '../engine/limiter.ts';
import { requestWork } from '../engine/work.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

export interface MirrorProgress extends MirrorForecast {
  state: 'never' | 'reading' | 'checking' | 'done';
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Candidates known at the moment. */
  mirroredCount: number;
  /** Read in this full reading. */
  rowCount: number;
  /** Calls made for its pages. */
  callCount: number;
}

/** Reads only. `candidates`: how many the account has, as far as somebody knows; Lever does not tell. */
export async function readMirror(
  deps: Deps,
  input: { workspaceId: string; candidates: number | null },
): Promise<MirrorProgress> {
  const { workspaceId, candidates } = input;
  const { db } = deps;
  const sweep = (await findSweep(db, workspaceId)) ?? null;
  const connection = await findConnection(db, workspaceId);
  const use = connection === undefined ? null : await findRateUse(db, connection.credentialKey);
  const mirroredCount = await countMirrored(db, workspaceId);
  const isRead = sweep !== null && sweep.pageCount > 0 && sweep.nextPage === null;
  const ratePerSecond = use?.ratePerSecond ?? null;
  const rowCount = sweep?.rowCount ?? 0;
  return {
    state: stateOf(sweep, isRead),
    startedAt: sweep?.startedAt ?? null,
    finishedAt: sweep?.finishedAt ?? null,
    mirroredCount,
    rowCount,
    callCount: sweep?.pageCount ?? 0,
    ...mirrorForecast({ isRead, rowCount, mirroredCount, candidates, ratePerSecond }),
  };
}

/** Begins a full reading now; one that is under way goes on where it is. */
export async function startSweep(
  deps: Deps,
  input: { workspaceId: string; actor: string },
): Promise<{ isNew: boolean }> {
  const { workspaceId, actor } = input;
  const connection = await findConnection(deps.db, workspaceId);
  if (connection === undefined || connection.state !== 'on') {
    throw new InputError('conflict', 'The sync with Lever is off; switch it on first.');
  }
  const now = deps.clock.now();
  const isNew = await inTransaction(deps.db, async (trx) => {
    const sweep = await findSweep(trx, workspaceId);
    const isUnderWay = sweep !== undefined && sweep.finishedAt === null;
    if (!isUnderWay) {
      const fresh = { startedAt: now, nextPage: null, pageCount: 0, rowCount: 0, finishedAt: null };
      await storeSweep(trx, { workspaceId, ...fresh });
    }
    await requestWork(trx, {
      workspaceId,
      kind: 'lever_sweep',
      subjectId: workspaceId,
      queueKey: connection.credentialKey,
      lane: lanes.backfill,
      dueAt: now,
      because: 'an admin asked for a full reading',
    });
    if (isUnderWay) return false;
    const subject = { subjectKind: 'connection', subjectId: workspaceId, detail: {} };
    await appendAudit(trx, deps, [{ workspaceId, actor, action: 'mirror.begun', ...subject }]);
    return true;
  });
  deps.wake();
  return { isNew };
}

function stateOf(sweep: Sweep | null, isRead: boolean): MirrorProgress['state'] {
  if (sweep === null) return 'never';
  if (sweep.finishedAt !== null) return 'done';
  return isRead ? 'checking' : 'reading';
}
