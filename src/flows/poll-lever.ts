// Asks Lever what changed since the last time: repairs whatever a webhook missed. See docs/lever.md#polling.

import { appendAudit } from '../db/queries/audit.ts';
import { dropReceipts } from '../db/queries/hook-receipts.ts';
import { savePollProgress } from '../db/queries/lever-connections.ts';
import type { LeverConnection } from '../db/queries/lever-connections.ts';
import { removeMirrored } from '../db/queries/mirror.ts';
import { getDefaultRegion } from '../db/queries/run-scope.ts';
import { listKnown } from '../db/queries/records-by-opportunity.ts';
import { callLimited } from '../engine/limiter.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkResult } from '../engine/worker.ts';
import type { LeverOpportunity, Page } from '../ports/lever.ts';
import { applyGone } from './apply-gone.ts';
import { applyOpportunity } from './apply-lever-change.ts';
import type { Deps } from './deps.ts';
import { endCold } from '../db/queries/cold-mode.ts';
import { mirrorPage } from './mirror-page.ts';
import { inTransaction } from './in-transaction.ts';
import { findLeverAccess } from './lever-access.ts';
import type { ConnectedLever } from './lever-access.ts';

export const POLL_EVERY_MS = 5 * 60_000;
/** Covers the lag of Lever's index and the time it takes a changed row to get its time. */
const OVERLAP_MS = 10 * 60_000;
/** Where nothing was read yet there is no remote time to start from; ours may be wrong by less than this. */
const FIRST_WINDOW_MS = 24 * 60 * 60_000;
const PAGES_MAX = 2_000;
/** Longer than Lever repeats a webhook, by itself or by hand. */
const RECEIPTS_KEPT_MS = 30 * 24 * 60 * 60_000;

interface Poll {
  work: ClaimedWork;
  lever: ConnectedLever;
}

/**
 * Handler of work kind `lever_poll`; the subject is the workspace. Safe to repeat: the watermarks come from the times
 * Lever gave, and move only after everything of the window was applied.
 */
export async function pollLever(
  deps: Deps,
  work: ClaimedWork,
  pace: { everyMs: number } = { everyMs: POLL_EVERY_MS },
): Promise<WorkResult> {
  const { workspaceId } = work;
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null) return { next: 'done' };
  const startedAt = deps.clock.now();
  const updatedTo = await pollUpdated(deps, { work, lever });
  const deletedTo = await pollDeleted(deps, { work, lever });
  await savePollProgress(deps.db, {
    workspaceId,
    updatedWatermark: updatedTo === null ? null : new Date(updatedTo),
    deletedWatermark: deletedTo === null ? null : new Date(deletedTo),
    now: startedAt,
  });
  const hasWarmed = await endCold(deps.db, { workspaceId, pollStartedAt: startedAt });
  if (hasWarmed) deps.log.info('connection.warmed', { workspaceId });
  const receivedBefore = new Date(startedAt.getTime() - RECEIPTS_KEPT_MS);
  await dropReceipts(deps.db, { workspaceId, receivedBefore });
  deps.wake();
  const dueAt = new Date(startedAt.getTime() + pace.everyMs);
  return { next: 'again', dueAt, because: 'the next poll' };
}

/**
 * The list is not ordered by time of update, and a row that changes stage while pages are read can be skipped. It then
 * changed after the pass began, and the next poll starts before that, because it starts an overlap before the newest
 * time seen. Only where a pass took nearly as long as the overlap is the window read again at once.
 */
async function pollUpdated(deps: Deps, poll: Poll): Promise<number | null> {
  const { work, lever } = poll;
  const { workspaceId } = work;
  const updatedAtStart = startOf(lever.connection, lever.connection.updatedWatermark);
  const defaultRegion = await getDefaultRegion(deps.db, workspaceId);
  const applied = new Map<string, number | null>();
  const pass = async (): Promise<number | null> => {
    let newest: number | null = null;
    await eachPage(
      deps,
      work,
      (page) => deps.lever.listOpportunities(lever.access, { updatedAtStart }, page),
      async (rows) => {
        newest = newestOf(
          newest,
          rows.map((row) => row.updatedAt),
        );
        const fresh = rows.filter((row) => applied.get(row.id) !== row.updatedAt);
        await applyKnown(deps, workspaceId, fresh);
        await inTransaction(deps.db, async (trx) => {
          await mirrorPage(trx, deps, { workspaceId, defaultRegion, rows: fresh });
        });
        for (const row of fresh) applied.set(row.id, row.updatedAt);
      },
    );
    return newest;
  };
  const beganAt = deps.clock.now();
  const newest = await pass();
  if (deps.clock.now().getTime() - beganAt.getTime() > OVERLAP_MS / 2) await pass();
  return newest;
}

async function pollDeleted(deps: Deps, poll: Poll): Promise<number | null> {
  const { work, lever } = poll;
  const { workspaceId } = work;
  const start = startOf(lever.connection, lever.connection.deletedWatermark);
  let newest: number | null = null;
  await eachPage(
    deps,
    work,
    (page) => deps.lever.listDeletedOpportunities(lever.access, start, page),
    async (rows) => {
      newest = newestOf(
        newest,
        rows.map((row) => row.deletedAt),
      );
      const known = await listKnown(deps.db, {
        workspaceId,
        opportunityIds: rows.map((row) => row.id),
        contactIds: [],
      });
      await inTransaction(deps.db, async (trx) => {
        await removeMirrored(trx, { workspaceId, opportunityIds: rows.map((row) => row.id) });
      });
      for (const row of rows.filter(({ id }) => known.opportunityIds.has(id))) {
        await inTransaction(deps.db, async (trx) => {
          const entries = await applyGone(trx, deps, {
            workspaceId,
            opportunityId: row.id,
            gone: 'deleted',
            because: 'the candidate was deleted in Lever',
          });
          await appendAudit(trx, deps, entries);
        });
      }
    },
  );
  return newest;
}

/** Rows of people we do not know cost one query per page and nothing else. */
async function applyKnown(
  deps: Deps,
  workspaceId: string,
  rows: readonly LeverOpportunity[],
): Promise<void> {
  if (rows.length === 0) return;
  const known = await listKnown(deps.db, {
    workspaceId,
    opportunityIds: rows.map((row) => row.id),
    contactIds: rows.map((row) => row.contact),
  });
  for (const opportunity of rows) {
    if (!known.opportunityIds.has(opportunity.id) && !known.contactIds.has(opportunity.contact)) {
      continue;
    }
    await inTransaction(deps.db, async (trx) => {
      const entries = await applyOpportunity(trx, deps, { workspaceId, opportunity });
      await appendAudit(trx, deps, entries);
    });
  }
}

async function eachPage<Row>(
  deps: Deps,
  work: ClaimedWork,
  read: (page: string | null) => Promise<Page<Row>>,
  take: (rows: Row[]) => Promise<void>,
): Promise<void> {
  let page: string | null = null;
  for (let count = 1; count <= PAGES_MAX; count += 1) {
    const answer: Page<Row> = await callLimited(deps, work, () => read(page));
    await take(answer.rows);
    page = answer.next;
    if (page === null) return;
  }
  // Going on as if all was read would lose the rest for good.
  throw new Error(`Lever's list did not end after ${PAGES_MAX} pages`);
}

function startOf(connection: LeverConnection, watermark: Date | null): number {
  if (watermark !== null) return watermark.getTime() - OVERLAP_MS;
  return connection.createdAt.getTime() - FIRST_WINDOW_MS;
}

function newestOf(newest: number | null, times: readonly (number | null)[]): number | null {
  return times.reduce<number | null>(
    (best, at) => (at !== null && (best === null || at > best) ? at : best),
    newest,
  );
}
