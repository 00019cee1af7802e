// What is due: which queues and lanes have work, and when the next thing will be.

import { sql } from 'kysely';
import type { Conn } from '../db/connect.ts';
import { heldFromMs } from './limiter.ts';
import type { Lane } from './lanes.ts';

export interface DueQueue {
  queueKey: string;
  lanes: Lane[];
}

// More queues than this wait for the next round; they are taken in another order then.
const queuesMax = 10_000;

/**
 * The queues that have due work nobody holds, with the lanes it waits in; queues on hold are left out.
 * Jumps through the index work_by_queue from queue to queue, so a long backlog costs nothing.
 */
export async function findDueQueues(
  conn: Conn,
  asked: { now: Date; kinds: readonly string[] },
): Promise<DueQueue[]> {
  const heldFrom = new Date(asked.now.getTime() + heldFromMs);
  const { rows } = await sql<DueQueue>`
    with recursive queues as (
      (select queue_key from work order by queue_key limit 1)
      union all
      select (select work.queue_key from work where work.queue_key > queues.queue_key
        order by work.queue_key limit 1)
      from queues where queues.queue_key is not null
    )
    select queues.queue_key, array_agg(lanes.lane order by lanes.lane) as lanes
    from queues
    left join rate_limits on rate_limits.queue_key = queues.queue_key
    cross join generate_series(0, 5) as lanes(lane)
    where (rate_limits.hold_until is null or rate_limits.hold_until <= ${heldFrom})
      and exists (
        select 1 from work where work.queue_key = queues.queue_key and work.lane = lanes.lane
          and work.due_at <= ${asked.now} and (leased_by is null or lease_until <= ${asked.now})
          and kind = any(${asked.kinds}::text[])
      )
    group by queues.queue_key
    order by queues.queue_key
    limit ${queuesMax}`.execute(conn);
  return rows;
}

/** When the next thing that nobody holds becomes due after now, or null. Reads one row of the index work_due. */
export async function findNextDueAt(conn: Conn, now: Date): Promise<Date | null> {
  const next = await conn
    .selectFrom('work')
    .select('dueAt')
    .where('dueAt', '>', now)
    .where('leasedBy', 'is', null)
    .orderBy('dueAt')
    .limit(1)
    .executeTakeFirst();
  return next?.dueAt ?? null;
}

/** True where something is due until that time, held by somebody or not; queues on hold do not count. */
export async function isAnythingDue(
  conn: Conn,
  asked: { now: Date; until: Date; kinds: readonly string[] },
): Promise<boolean> {
  const heldFrom = new Date(asked.now.getTime() + heldFromMs);
  const due = await conn
    .selectFrom('work')
    .leftJoin('rateLimits', 'rateLimits.queueKey', 'work.queueKey')
    .select('work.subjectId')
    .where('work.dueAt', '<=', asked.until)
    .where('work.kind', 'in', [...asked.kinds])
    .where((is) =>
      is.or([is('rateLimits.holdUntil', 'is', null), is('rateLimits.holdUntil', '<=', heldFrom)]),
    )
    .limit(1)
    .executeTakeFirst();
  return due !== undefined;
}
