// The rate limit of one credential, shared by every process through its row in rate_limits.

import { sql } from 'kysely';
import type { Conn, Trx } from '../db/connect.ts';
import { PortFailure } from '../ports/failure.ts';
import type { EngineDeps } from './deps.ts';
import { afterRefusal, afterSuccess, freshPace, paceDefaults, takeSlot } from './gcra.ts';
import type { Pace } from './gcra.ts';
import { isUrgentLane, type Lane } from './lanes.ts';

export interface CallFrom {
  queueKey: string;
  lane: Lane;
}

export type Reservation =
  /** `isSlowed`: report the success, so that the pace can rise again. */
  | { isReserved: true; sendAt: Date; isSlowed: boolean }
  | { isReserved: false; retryAt: Date; isHeld: boolean };

/** A queue that is silent for longer than this is left alone by claims instead of being waited for in memory. */
export const heldFromMs = 2_000;

/** Takes the next slot of the queue in the caller's transaction, which holds the row until it ends: keep it short. */
export async function reserveCall(trx: Trx, call: CallFrom & { now: Date }): Promise<Reservation> {
  const pace = await lockPace(trx, call);
  const slot = takeSlot(pace, { nowMs: call.now.getTime(), isUrgent: isUrgentLane(call.lane) });
  if (!slot.isReserved) {
    return { isReserved: false, retryAt: wholeMs(slot.retryAtMs), isHeld: slot.isHeld };
  }
  await sql`update rate_limits
    set next_free_at = ${instant(slot.pace.nextFreeMs)}, call_count = call_count + 1
    where queue_key = ${call.queueKey}`.execute(trx);
  return {
    isReserved: true,
    sendAt: wholeMs(slot.sendAtMs),
    isSlowed: pace.ratePerSecond < pace.rateMax,
  };
}

/** Waits for a slot. Throws PortFailure `rateLimited` where the queue is on hold for long or the worker stops. */
export async function waitForSlot(
  deps: EngineDeps,
  from: CallFrom,
): Promise<Extract<Reservation, { isReserved: true }>> {
  for (let tries = 0; tries < slotTriesMax; tries++) {
    const now = deps.clock.now();
    const taken = await deps.db
      .transaction()
      .execute(async (trx) => await reserveCall(trx, { ...from, now }));
    if (!taken.isReserved && isLongHold(taken, now)) throw notNow(taken.retryAt);
    await sleepUntil(deps, taken.isReserved ? taken.sendAt : taken.retryAt);
    if (deps.turn?.signal.aborted === true) throw notNow(deps.clock.now());
    if (taken.isReserved) return taken;
  }
  throw notNow(deps.clock.now());
}

// At a try per interval or slower this is longer than any turn should wait for one slot.
const slotTriesMax = 300;
const refusalsMax = 5;

/**
 * Makes one outside call in its turn under the rate limit. A refusal for speed is waited out and repeated a few times,
 * because it was not applied; every other failure is thrown as it came. Never inside a transaction.
 */
export async function callLimited<Answer>(
  deps: EngineDeps,
  from: CallFrom,
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (let refusals = 0; ; refusals++) {
    deps.turn?.enter('waiting');
    const slot = await waitForSlot(deps, from);
    deps.turn?.enter('wire');
    try {
      const answer = await call();
      if (slot.isSlowed) await reportSuccess(deps.db, from.queueKey);
      return answer;
    } catch (failure) {
      if (!(failure instanceof PortFailure)) throw failure;
      if (failure.kind === 'rateLimited') {
        await reportRefused(deps.db, {
          queueKey: from.queueKey,
          now: deps.clock.now(),
          retryAt: failure.retryAt,
        });
        if (refusals < refusalsMax) continue;
      }
      throw failure;
    } finally {
      deps.turn?.enter('waiting');
    }
  }
}

/** Makes an outside call that draws on no limit, and tells the worker that it may take on more meanwhile. */
export async function callUnlimited<Answer>(
  deps: EngineDeps,
  call: () => Promise<Answer>,
): Promise<Answer> {
  deps.turn?.enter('wire');
  try {
    return await call();
  } finally {
    deps.turn?.enter('waiting');
  }
}

/** True where the wait is so long that the work had better be put back. */
export function isLongHold(
  refused: Extract<Reservation, { isReserved: false }>,
  now: Date,
): boolean {
  return refused.isHeld && refused.retryAt.getTime() - now.getTime() > heldFromMs;
}

/** The other side refused a call for speed: slower from now on, for every process. */
export async function reportRefused(
  conn: Conn,
  refusal: { queueKey: string; now: Date; retryAt?: Date | undefined },
): Promise<void> {
  await changePace(conn, refusal, (pace) => ({
    ...afterRefusal(pace, {
      nowMs: refusal.now.getTime(),
      ...(refusal.retryAt === undefined ? {} : { retryAtMs: refusal.retryAt.getTime() }),
    }),
    refused: 1,
  }));
}

/** A call was let through while the pace is lowered: a little faster again. */
export async function reportSuccess(conn: Conn, queueKey: string): Promise<void> {
  await changePace(conn, { queueKey, now: new Date(0) }, (pace) => ({
    ...afterSuccess(pace),
    refused: 0,
  }));
}

/** Stops every call of the queue, in every process, until then. */
export async function holdQueue(
  conn: Conn,
  hold: { queueKey: string; until: Date; now: Date },
): Promise<void> {
  await changePace(conn, hold, (pace) => ({
    ...pace,
    holdUntilMs: Math.max(pace.holdUntilMs ?? 0, hold.until.getTime()),
    refused: 0,
  }));
}

/** Ends a hold at once, as when a person repaired the credential. */
export async function releaseQueue(conn: Conn, queueKey: string): Promise<void> {
  await conn
    .updateTable('rateLimits')
    .set({ holdUntil: null })
    .where('queueKey', '=', queueKey)
    .execute();
}

/** Sets the pace of a queue whose other side allows more or less than the default. */
export async function setRate(
  conn: Conn,
  rate: { queueKey: string; ratePerSecond: number; burst: number; now: Date },
): Promise<void> {
  await conn
    .insertInto('rateLimits')
    .values({
      queueKey: rate.queueKey,
      nextFreeAt: rate.now,
      ratePerSecond: rate.ratePerSecond,
      rateMax: rate.ratePerSecond,
      burst: rate.burst,
    })
    .onConflict((conflict) =>
      conflict.column('queueKey').doUpdateSet({
        ratePerSecond: (row) => row.ref('excluded.ratePerSecond'),
        rateMax: (row) => row.ref('excluded.rateMax'),
        burst: (row) => row.ref('excluded.burst'),
      }),
    )
    .execute();
}

export interface RateUse {
  callCount: number;
  refusedCount: number;
  ratePerSecond: number;
  rateMax: number;
  holdUntil: Date | null;
}

/** How a queue's limit was used so far, or null where nothing was called. */
export async function findRateUse(conn: Conn, queueKey: string): Promise<RateUse | null> {
  const row = await conn
    .selectFrom('rateLimits')
    .select(['callCount', 'refusedCount', 'ratePerSecond', 'rateMax', 'holdUntil'])
    .where('queueKey', '=', queueKey)
    .executeTakeFirst();
  return row ?? null;
}

/** Sleeps until that time, or until the worker stops. */
export async function sleepUntil(deps: EngineDeps, at: Date): Promise<void> {
  const ms = at.getTime() - deps.clock.now().getTime();
  if (ms > 0) await deps.clock.sleep(ms, deps.turn?.signal);
}

// Rounded up: a Date cuts the fraction off, and asking a moment too early is asking in vain.
function wholeMs(ms: number): Date {
  return new Date(Math.ceil(ms));
}

function notNow(retryAt: Date): PortFailure {
  return new PortFailure({
    kind: 'rateLimited',
    message: 'Waiting until the other system takes calls again.',
    detail: 'no slot under the rate limit',
    retryAt,
  });
}

async function changePace(
  conn: Conn,
  of: { queueKey: string; now: Date },
  change: (pace: Pace) => Pace & { refused: number },
): Promise<void> {
  if (!conn.isTransaction) {
    await conn.transaction().execute(async (trx) => await changePace(trx, of, change));
    return;
  }
  const { refused, ...pace } = change(await lockPace(conn as Trx, of));
  await sql`update rate_limits set rate_per_second = ${pace.ratePerSecond},
      hold_until = ${instant(pace.holdUntilMs)}, lowered_at = ${instant(pace.loweredMs)},
      refused_count = refused_count + ${refused}
    where queue_key = ${of.queueKey}`.execute(conn);
}

// Locks the row of the queue, making it where it is new.
async function lockPace(trx: Trx, of: { queueKey: string; now: Date }): Promise<Pace> {
  const found = await selectPace(trx, of.queueKey);
  if (found !== undefined) return found;
  const { ratePerSecond, rateMax, burst } = freshPace(of.now.getTime(), paceDefaults);
  await trx
    .insertInto('rateLimits')
    .values({ queueKey: of.queueKey, nextFreeAt: of.now, ratePerSecond, rateMax, burst })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await selectPace(trx, of.queueKey))!;
}

// As numbers, because a Date has whole milliseconds: cutting 100.2 to 100 each time would be faster than the limit.
async function selectPace(trx: Trx, queueKey: string): Promise<Pace | undefined> {
  const { rows } = await sql<Pace>`
    select extract(epoch from next_free_at)::float8 * 1000 as next_free_ms, rate_per_second, rate_max, burst,
      extract(epoch from hold_until)::float8 * 1000 as hold_until_ms,
      extract(epoch from lowered_at)::float8 * 1000 as lowered_ms
    from rate_limits where queue_key = ${queueKey} for update`.execute(trx);
  return rows[0];
}

function instant(ms: number | null) {
  return ms === null ? sql`null` : sql`to_timestamp(${ms}::float8 / 1000)`;
}
