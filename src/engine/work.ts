// The one work queue: a row per thing that wants attention, claimed under a lease, never two wishes for one thing.

import { sql } from 'kysely';
import type { Conn, Trx } from '../db/connect.ts';
import type { Lane } from './lanes.ts';

export interface WorkWish {
  workspaceId: string;
  kind: string;
  subjectId: string;
  /** Whose rate limit it draws on. */
  queueKey: string;
  lane: Lane;
  dueAt: Date;
  because: string;
}

export interface ClaimedWork extends WorkWish {
  version: number;
  /** Failures in a row. */
  attempts: number;
}

/** What a handler says about its work: `again` at a time, or nothing left to do. */
export type WorkResult =
  | { next: 'done' }
  | { next: 'again'; dueAt: Date; because: string; isFailure?: boolean; lane?: Lane };

/** Asks for attention; a wish that waits already becomes due and urgent as the sooner and more urgent of both. */
export async function requestWork(conn: Conn, wish: WorkWish): Promise<void> {
  await requestWorks(conn, [wish]);
}

const wishesPerStatement = 1_000;

/** The same for many at once, in an order in which two callers cannot block each other. */
export async function requestWorks(conn: Conn, wishes: readonly WorkWish[]): Promise<void> {
  const rows = combineWishes(wishes);
  for (let from = 0; from < rows.length; from += wishesPerStatement) {
    await conn
      .insertInto('work')
      .values(rows.slice(from, from + wishesPerStatement))
      .onConflict((conflict) =>
        conflict.columns(['workspaceId', 'kind', 'subjectId']).doUpdateSet({
          queueKey: (row) => row.ref('excluded.queueKey'),
          lane: sql`least(work.lane, excluded.lane)`,
          dueAt: sql`least(work.due_at, excluded.due_at)`,
          because: (row) => row.ref('excluded.because'),
          // Tells a handler that is at it right now that there is more.
          version: sql`nextval('work_versions')`,
        }),
      )
      .execute();
  }
}

/** Takes a wish back. A handler that is at it right now finishes its turn. */
export async function cancelWork(
  trx: Conn,
  work: { workspaceId: string; kind: string; subjectId: string },
): Promise<void> {
  await trx
    .deleteFrom('work')
    .where('workspaceId', '=', work.workspaceId)
    .where('kind', '=', work.kind)
    .where('subjectId', '=', work.subjectId)
    .execute();
}

/** A workspace got another credential: what is open draws on the new one's limit from now on. */
export async function moveQueue(
  trx: Trx,
  move: { workspaceId: string; from: string; to: string },
): Promise<void> {
  await trx
    .updateTable('work')
    .set({ queueKey: move.to, version: sql`nextval('work_versions')` })
    .where('workspaceId', '=', move.workspaceId)
    .where('queueKey', '=', move.from)
    .execute();
  await trx
    .updateTable('intents')
    .set({ queueKey: move.to })
    .where('workspaceId', '=', move.workspaceId)
    .where('queueKey', '=', move.from)
    .where('finishedAt', 'is', null)
    .execute();
}

/**
 * Leases up to `count` due rows of one lane to a worker, the longest due first.
 * Locks the rows it takes and skips those that others are taking; walks the index work_by_queue.
 */
export async function claimWork(
  conn: Conn,
  claim: {
    epoch: number;
    queueKey: string;
    lane: Lane;
    kinds: readonly string[];
    count: number;
    now: Date;
    leaseUntil: Date;
  },
): Promise<ClaimedWork[]> {
  const { rows } = await sql<ClaimedWork>`
    with due as materialized (
      select workspace_id, kind, subject_id from work
      where queue_key = ${claim.queueKey} and lane = ${claim.lane} and due_at <= ${claim.now}
        and (leased_by is null or lease_until <= ${claim.now})
        and kind = any(${claim.kinds}::text[])
      order by due_at
      limit ${claim.count}
      for update skip locked
    )
    update work set leased_by = ${claim.epoch}, lease_until = ${claim.leaseUntil}
    from due
    where work.workspace_id = due.workspace_id and work.kind = due.kind
      and work.subject_id = due.subject_id
    returning work.workspace_id, work.kind, work.subject_id, work.queue_key, work.lane,
      work.due_at, work.version, work.attempts, coalesce(work.because, '') as because`.execute(
    conn,
  );
  return rows.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
}

/**
 * Ends a turn. A wish that came in since the claim is kept: the row stays and is due at once.
 * False where the lease was lost; then somebody else decides.
 */
export async function finishWork(
  conn: Conn,
  turn: { work: ClaimedWork; epoch: number; result: WorkResult },
): Promise<boolean> {
  const { work, epoch, result } = turn;
  if (result.next === 'again') return await postponeWork(conn, { work, epoch, result });
  const done = await conn
    .deleteFrom('work')
    .where('workspaceId', '=', work.workspaceId)
    .where('kind', '=', work.kind)
    .where('subjectId', '=', work.subjectId)
    .where('leasedBy', '=', epoch)
    .where('version', '=', work.version)
    .executeTakeFirst();
  if (done.numDeletedRows > 0n) return true;
  return await releaseWork(conn, { work, epoch });
}

async function postponeWork(
  conn: Conn,
  turn: { work: ClaimedWork; epoch: number; result: Extract<WorkResult, { next: 'again' }> },
): Promise<boolean> {
  const { work, epoch, result } = turn;
  const isUnchanged = sql<boolean>`version = ${work.version}`;
  const updated = await conn
    .updateTable('work')
    .set({
      leasedBy: null,
      leaseUntil: null,
      // The wish that came in meanwhile may be due sooner; it kept the old, already passed time.
      dueAt: sql`case when ${isUnchanged} then ${result.dueAt}::timestamptz else least(due_at, ${result.dueAt}::timestamptz) end`,
      lane: sql`case when ${isUnchanged} then ${result.lane ?? work.lane}::smallint else lane end`,
      because: sql`case when ${isUnchanged} then ${result.because} else because end`,
      attempts: result.isFailure === true ? sql`attempts + 1` : 0,
    })
    .where('workspaceId', '=', work.workspaceId)
    .where('kind', '=', work.kind)
    .where('subjectId', '=', work.subjectId)
    .where('leasedBy', '=', epoch)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

async function releaseWork(
  conn: Conn,
  turn: { work: ClaimedWork; epoch: number },
): Promise<boolean> {
  const released = await conn
    .updateTable('work')
    .set({ leasedBy: null, leaseUntil: null, attempts: 0 })
    .where('workspaceId', '=', turn.work.workspaceId)
    .where('kind', '=', turn.work.kind)
    .where('subjectId', '=', turn.work.subjectId)
    .where('leasedBy', '=', turn.epoch)
    .executeTakeFirst();
  return released.numUpdatedRows > 0n;
}

function combineWishes(wishes: readonly WorkWish[]): WorkWish[] {
  const byKey = new Map<string, WorkWish>();
  for (const wish of wishes) {
    const key = `${wish.workspaceId} ${wish.kind} ${wish.subjectId}`;
    const { workspaceId, kind, subjectId, queueKey, because } = wish;
    const other = byKey.get(key);
    const lane = other !== undefined && other.lane < wish.lane ? other.lane : wish.lane;
    const dueAt = other !== undefined && other.dueAt < wish.dueAt ? other.dueAt : wish.dueAt;
    byKey.set(key, { workspaceId, kind, subjectId, queueKey, lane, dueAt, because });
  }
  return [...byKey.keys()].toSorted().map((key) => byKey.get(key)!);
}
