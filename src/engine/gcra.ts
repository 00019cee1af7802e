// The pace of calls on one credential as pure arithmetic: GCRA for the even pace, AIMD for a limit that is lower than
// we were told. All times are milliseconds.

export interface Pace {
  /** Theoretical arrival time: up to here the rate is spent. */
  nextFreeMs: number;
  ratePerSecond: number;
  rateMax: number;
  burst: number;
  /** Nothing goes out before. */
  holdUntilMs: number | null;
  loweredMs: number | null;
}

export const paceDefaults = {
  // 0.2 % under Lever's documented 10/s: what a clock that is 1000 ppm fast needs to stay clear of every refusal.
  ratePerSecond: 9.98,
  // Lever promises 20 only "when possible". A small burst costs nothing in sustained rate.
  burst: 5,
  // Tokens that only urgent lanes may spend, so that a pause goes out at once.
  sparedTokens: 3,
  // How far ahead a slot may be taken. Longer would put urgent calls of other processes behind a queue of promises;
  // shorter would let slots go by unused while a worker commits. Must stay under sparedTokens - 1 intervals.
  aheadMs: 200,
  loweredTo: 0.85,
  loweredAtMostEveryMs: 1_000,
  raisedBy: 0.02,
  holdMs: 300,
  // The slowest the pace may become, as a share of rateMax: it always recovers.
  rateFloor: 0.05,
  // More than any promise that can lie ahead: beyond it the clock has jumped back, and the stored time is not believed.
  clockSkewMs: 2_000,
} as const;

export type Slot =
  | { isReserved: true; pace: Pace; sendAtMs: number }
  | { isReserved: false; retryAtMs: number; isHeld: boolean };

/** A pace that has spent nothing yet. */
export function freshPace(nowMs: number, rate: { ratePerSecond: number; burst: number }): Pace {
  return {
    nextFreeMs: nowMs,
    ratePerSecond: rate.ratePerSecond,
    rateMax: rate.ratePerSecond,
    burst: rate.burst,
    holdUntilMs: null,
    loweredMs: null,
  };
}

/**
 * Takes the next slot, or says when to ask again.
 * In any span of S seconds at most rate × S + burst slots begin, in whatever order urgent and other calls come:
 * each slot moves nextFree on by one interval, no slot begins more than (burst - 1) intervals before it.
 */
export function takeSlot(pace: Pace, asked: { nowMs: number; isUrgent: boolean }): Slot {
  const { nowMs } = asked;
  const intervalMs = 1_000 / pace.ratePerSecond;
  const openMs = Math.max(nowMs, pace.holdUntilMs ?? nowMs);
  const tokens = asked.isUrgent ? pace.burst : Math.max(1, pace.burst - paceDefaults.sparedTokens);
  const toleranceMs = (tokens - 1) * intervalMs;
  const latestMs =
    openMs + paceDefaults.aheadMs + pace.burst * intervalMs + paceDefaults.clockSkewMs;
  // Later than any promise: the clock was set back. Whatever is written from here on is believable again.
  const isBelieved = pace.nextFreeMs <= latestMs;
  const spentUntilMs = isBelieved ? Math.max(openMs, pace.nextFreeMs) : openMs + toleranceMs;
  const sendAtMs = Math.max(openMs, spentUntilMs - toleranceMs);
  if (sendAtMs > nowMs + paceDefaults.aheadMs) {
    return {
      isReserved: false,
      retryAtMs: sendAtMs - paceDefaults.aheadMs,
      isHeld: openMs > nowMs + paceDefaults.aheadMs,
    };
  }
  return { isReserved: true, sendAtMs, pace: { ...pace, nextFreeMs: spentUntilMs + intervalMs } };
}

/** The pace after the other side refused a call for speed: slower, and silent for a moment. */
export function afterRefusal(pace: Pace, refusal: { nowMs: number; retryAtMs?: number }): Pace {
  const { nowMs } = refusal;
  const holdUntilMs = Math.max(
    pace.holdUntilMs ?? 0,
    nowMs + paceDefaults.holdMs,
    refusal.retryAtMs ?? 0,
  );
  // One refusal seldom comes alone: several calls were under way at the same speed.
  const isAnotherEcho =
    pace.loweredMs !== null &&
    nowMs - pace.loweredMs < paceDefaults.loweredAtMostEveryMs &&
    nowMs >= pace.loweredMs;
  if (isAnotherEcho) return { ...pace, holdUntilMs };
  const ratePerSecond = Math.max(
    pace.ratePerSecond * paceDefaults.loweredTo,
    pace.rateMax * paceDefaults.rateFloor,
  );
  return { ...pace, ratePerSecond, holdUntilMs, loweredMs: nowMs };
}

/** The pace after a call was let through: a little faster, up to what it was set to. */
export function afterSuccess(pace: Pace): Pace {
  if (pace.ratePerSecond >= pace.rateMax) return pace;
  const ratePerSecond = Math.min(
    pace.rateMax,
    pace.ratePerSecond + paceDefaults.raisedBy / pace.ratePerSecond,
  );
  return { ...pace, ratePerSecond };
}
