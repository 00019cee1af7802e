// Works on what was acknowledged: finds whose each profile and touch is, in batches, any number of processes at once.

import { databaseErrorCode, isLostConnection, isTryAgain } from '../db/errors.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  markPendingFailed,
  pickWorkspaceWithIntake,
  removePending,
  takeOnePending,
  takePending,
} from '../db/queries/pending-intake.ts';
import type { PendingItem } from '../db/queries/pending-intake.ts';
import type { Deps } from './deps.ts';
import { identifyItems } from './identify-items.ts';
import { PeopleMoved } from './identify-trouble.ts';

/** Large enough to spread the cost of a transaction, small enough to hold locks for a fraction of a second. */
export const identifyBatchMax = 200;
const attemptsMax = 5;
const retryAfterMs = 2_000;

/** One batch of one workspace, for a worker's loop. */
export async function identifyPending(deps: Deps): Promise<'more' | 'idle'> {
  const workspace = await pickWorkspaceWithIntake(deps.db, {
    now: deps.clock.now(),
    seed: Math.floor(deps.chance.next() * 1e9),
  });
  if (workspace === undefined) return 'idle';
  const settled = await identifyBatch(deps, workspace);
  return settled === 0 ? 'idle' : 'more';
}

interface Workspace {
  id: string;
  defaultRegion: string;
}

/** Works on up to a batch of one workspace; returns how many items were settled (done, delayed or parked). */
export async function identifyBatch(
  deps: Deps,
  workspace: Workspace,
  limit: number = identifyBatchMax,
): Promise<number> {
  let taken: PendingItem[] = [];
  try {
    await deps.db.transaction().execute(async (trx) => {
      const now = deps.clock.now();
      taken = await takePending(trx, { workspaceId: workspace.id, now, limit });
      await settle(trx, deps, { workspace, items: taken });
    });
  } catch (error) {
    if (isOfTheMoment(error)) {
      deps.log.debug('intake.retried', { workspaceId: workspace.id, because: nameOf(error) });
      return taken.length === 0 ? 0 : 1;
    }
    deps.log.warn('intake.batch_failed', { items: taken.length, because: nameOf(error) });
    // One bad item must not hold up the others: each on its own.
    for (const item of taken) await identifyOne(deps, workspace, item);
  }
  if (taken.length > 0) deps.wake();
  return taken.length;
}

async function identifyOne(deps: Deps, workspace: Workspace, item: PendingItem): Promise<void> {
  try {
    await deps.db.transaction().execute(async (trx) => {
      const key = { workspaceId: workspace.id, position: item.position };
      const taken = await takeOnePending(trx, key);
      await settle(trx, deps, { workspace, items: taken === undefined ? [] : [taken] });
    });
  } catch (error) {
    if (isOfTheMoment(error)) return;
    await delayOrPark(deps, workspace, item, error);
  }
}

async function settle(
  trx: Parameters<typeof identifyItems>[0],
  deps: Deps,
  batch: { workspace: Workspace; items: PendingItem[] },
): Promise<void> {
  const { workspace, items } = batch;
  if (items.length === 0) return;
  const { entries, unusable } = await identifyItems(trx, deps, {
    workspaceId: workspace.id,
    defaultRegion: workspace.defaultRegion,
    items,
  });
  const parked = new Set(unusable.map((item) => item.position));
  const positions = items.map((item) => item.position).filter((position) => !parked.has(position));
  await removePending(trx, { workspaceId: workspace.id, positions });
  for (const { position, because } of unusable) {
    const failed = { workspaceId: workspace.id, position, dueAt: deps.clock.now() };
    await markPendingFailed(trx, { ...failed, parkedBecause: because });
  }
  await appendAudit(trx, deps, entries);
}

async function delayOrPark(
  deps: Deps,
  workspace: Workspace,
  item: PendingItem,
  error: unknown,
): Promise<void> {
  const isHopeless = item.attempts + 1 >= attemptsMax;
  const because = `failed ${item.attempts + 1} times: ${nameOf(error)}`;
  const { id: workspaceId } = workspace;
  const fields = { workspaceId, itemId: item.itemId, kind: item.kind, because: nameOf(error) };
  if (isHopeless) deps.log.error('intake.parked', fields);
  else deps.log.warn('intake.delayed', fields);
  await markPendingFailed(deps.db, {
    workspaceId,
    position: item.position,
    dueAt: new Date(deps.clock.now().getTime() + retryAfterMs * 4 ** item.attempts),
    parkedBecause: isHopeless ? because : null,
  });
}

// Nothing is wrong with the items: others were in the way, or the database was.
function isOfTheMoment(error: unknown): boolean {
  return error instanceof PeopleMoved || isTryAgain(error) || isLostConnection(error);
}

// The name and code only: the text of a database error can quote personal values.
function nameOf(error: unknown): string {
  const code = databaseErrorCode(error);
  if (code !== undefined) return `database error ${code}`;
  return error instanceof Error ? error.name : 'unknown error';
}
