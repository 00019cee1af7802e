// A clock whose time passes only when nothing else is left to do: days of waiting in milliseconds, the same every time.

import type { Clock } from '../src/ports/clock.ts';

export interface VirtualClock extends Clock {
  /** Runs until the promise settles, letting time pass from one timer to the next. */
  run<Result>(promise: Promise<Result>): Promise<Result>;
  /** Lets that much time pass, running what is due on the way. */
  pass(ms: number): Promise<void>;
  /** Moves the wall clock alone, as a bad time server does; timers keep their spans. */
  jump(ms: number): void;
}

interface Timer {
  atMs: number;
  order: number;
  end(): void;
}

/**
 * Only for code whose other waiting is in this process (the embedded database): between two timers
 * everything that can go on does so within a few turns of the event loop.
 */
export function newVirtualClock(startAt: Date): VirtualClock {
  let nowMs = startAt.getTime();
  let jumpedMs = 0;
  let order = 0;
  let timers: Timer[] = [];

  async function step(untilMs: number, isOver = () => false): Promise<boolean> {
    await quiet();
    if (isOver()) return false;
    const next = earliest(timers);
    if (next === undefined || next.atMs > untilMs) return false;
    timers = timers.filter((timer) => timer !== next);
    nowMs = Math.max(nowMs, next.atMs);
    next.end();
    return true;
  }

  return {
    now: () => new Date(nowMs + jumpedMs),
    async sleep(ms, signal) {
      if (!Number.isFinite(ms)) throw new RangeError('A span is a number of milliseconds.');
      if (signal?.aborted === true || ms <= 0) return;
      await new Promise<void>((resolve) => {
        const timer: Timer = { atMs: nowMs + ms, order: order++, end: () => end() };
        const end = (): void => {
          signal?.removeEventListener('abort', end);
          timers = timers.filter((other) => other !== timer);
          resolve();
        };
        signal?.addEventListener('abort', end, { once: true });
        timers.push(timer);
      });
    },
    async run(promise) {
      const end = { isReached: false };
      const over = promise.finally(() => {
        end.isReached = true;
      });
      over.catch(() => undefined);
      for (let idle = 0; !end.isReached;) {
        idle = (await step(Infinity, () => end.isReached)) ? 0 : idle + 1;
        if (idle > idleStepsMax) throw new Error('Everything waits, and no timer will end it.');
      }
      return await over;
    },
    async pass(ms) {
      const untilMs = nowMs + ms;
      for (let steps = 0; await step(untilMs); steps++) {
        if (steps > stepsMax) throw new Error('Time does not pass: timers make timers.');
      }
      nowMs = untilMs;
      await quiet();
    },
    jump(ms) {
      jumpedMs += ms;
    },
  };
}

// Real waiting (a file, a socket) may take this many turns at most before the run is called stuck.
const idleStepsMax = 20_000;
const quietTurns = 3;
const stepsMax = 1_000_000;

async function quiet(): Promise<void> {
  for (let turn = 0; turn < quietTurns; turn++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

function earliest(timers: Timer[]): Timer | undefined {
  let best: Timer | undefined;
  for (const timer of timers) {
    const isSooner =
      best === undefined ||
      timer.atMs < best.atMs ||
      (timer.atMs === best.atMs && timer.order < best.order);
    if (isSooner) best = timer;
  }
  return best;
}
