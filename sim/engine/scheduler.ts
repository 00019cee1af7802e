// Decides what runs next. Every wait on the outside is a point; between two points a process runs alone until nothing
// of it can go on. Time passes only when nothing is ready, from one timer to the next.

import type { Random } from '../../sandbox/random.ts';
import type { Process } from './process.ts';
import type { Trace } from './trace.ts';

export interface Scheduler {
  /** True time in milliseconds. */
  nowMs(): number;
  /** Waits here until chosen. `isOpen` false: not ready yet, as where another holds the database. */
  point(process: Process, label: string, isOpen?: () => boolean): Promise<void>;
  /** A wait of a process, counted in true time whatever its clock shows. */
  sleep(process: Process, ms: number, signal?: AbortSignal): Promise<void>;
  /** Something that the world does later; returns how to call it off. */
  after(delayMs: number, label: string, run: () => void): () => void;
  /** Nothing of the process ever goes on. */
  drop(process: Process): void;
  /** Runs until `isOver`, or until nothing can happen any more (false). */
  runUntil(isOver: () => boolean): Promise<boolean>;
  /** Lets more turns of the event loop pass before the next choice: something streams. */
  linger(turns: number): void;
}

/** What the world may do to a process at a point before it goes on. */
export type Strike = (process: Process, label: string) => Promise<void>;

interface Ready {
  process: Process;
  label: string;
  isOpen: (() => boolean) | null;
  go(): void;
}

interface Timer {
  atMs: number;
  order: number;
  process: Process | null;
  run(): void;
}

export interface SchedulerOptions {
  startMs: number;
  random: Random;
  trace: Trace;
  strike: Strike;
  /** A run that takes more choices than this will never end. */
  stepsMax: number;
}

/** A scheduler whose every choice comes from `random`. */
export function newScheduler(options: SchedulerOptions): Scheduler {
  const { random, trace, strike } = options;
  let nowMs = options.startMs;
  let order = 0;
  let steps = 0;
  let turns = 1;
  let ready: Ready[] = [];
  const timers = newTimers();

  const makeReady = (process: Process, label: string, go: () => void): void => {
    if (!process.isDead) ready.push({ process, label, isOpen: null, go });
  };

  async function drain(): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
    turns = 1;
  }

  function choose(): Ready | undefined {
    const open = ready.filter(
      (one) => one.process.stalledUntilMs <= nowMs && (one.isOpen === null || one.isOpen()),
    );
    if (open.length === 0) return undefined;
    const chosen = open[open.length === 1 ? 0 : random.int(open.length)];
    ready = ready.filter((one) => one !== chosen);
    return chosen;
  }

  function passTime(): boolean {
    const next = timers.first();
    const wakeMs = stalledUntil(ready, nowMs);
    if (next === undefined && wakeMs === null) return false;
    if (wakeMs !== null && (next === undefined || wakeMs < next.atMs)) {
      nowMs = wakeMs;
      return true;
    }
    timers.take();
    nowMs = Math.max(nowMs, next?.atMs ?? nowMs);
    next?.run();
    return true;
  }

  async function step(): Promise<boolean> {
    steps += 1;
    if (steps > options.stepsMax) throw new Error(`No end after ${options.stepsMax} choices.`);
    const chosen = choose();
    if (chosen === undefined) return passTime();
    trace.note(nowMs, `${chosen.process.name} ${chosen.label}`);
    await strike(chosen.process, chosen.label);
    if (chosen.process.isDead) return true;
    // Held still by the strike: it waits at the same point.
    if (chosen.process.stalledUntilMs > nowMs) ready.push(chosen);
    else chosen.go();
    return true;
  }

  const scheduler: Scheduler = {
    nowMs: () => nowMs,
    linger(wanted) {
      turns = Math.max(turns, wanted);
    },
    async point(process, label, isOpen) {
      if (process.isDead) await never();
      await new Promise<void>((resolve) => {
        ready.push({ process, label, isOpen: isOpen ?? null, go: resolve });
      });
    },
    async sleep(process, ms, signal) {
      if (process.isDead) await never();
      if (signal?.aborted === true || ms <= 0) return;
      await new Promise<void>((resolve) => {
        const timer: Timer = {
          atMs: nowMs + Math.ceil(ms),
          order: order++,
          process,
          run() {
            signal?.removeEventListener('abort', end);
            makeReady(process, 'wakes', resolve);
          },
        };
        const end = (): void => {
          timers.remove(timer);
          if (!process.isDead) resolve();
        };
        signal?.addEventListener('abort', end, { once: true });
        timers.add(timer);
      });
    },
    after(delayMs, label, run) {
      const timer: Timer = {
        atMs: nowMs + Math.max(0, Math.ceil(delayMs)),
        order: order++,
        process: null,
        run() {
          trace.note(nowMs, label);
          run();
        },
      };
      timers.add(timer);
      return () => timers.remove(timer);
    },
    drop(process) {
      process.isDead = true;
      ready = ready.filter((one) => one.process !== process);
      timers.removeOf(process);
    },
    async runUntil(isOver) {
      for (;;) {
        await drain();
        if (isOver()) return true;
        if (!(await step())) return false;
      }
    },
  };
  return scheduler;
}

/** When the first of those that are held still goes on, or null where none is. */
function stalledUntil(ready: readonly Ready[], nowMs: number): number | null {
  const ends = ready.map((one) => one.process.stalledUntilMs).filter((end) => end > nowMs);
  return ends.length === 0 ? null : Math.min(...ends);
}

async function never(): Promise<void> {
  await new Promise<void>(() => undefined);
}

interface Timers {
  first(): Timer | undefined;
  take(): void;
  add(timer: Timer): void;
  remove(timer: Timer): void;
  removeOf(process: Process): void;
}

/** Sorted, latest first, so that the next one is taken off the end. */
function newTimers(): Timers {
  let sorted: Timer[] = [];
  const isLater = (one: Timer, other: Timer): boolean =>
    one.atMs === other.atMs ? one.order > other.order : one.atMs > other.atMs;
  return {
    first: () => sorted.at(-1),
    take: () => void sorted.pop(),
    add(timer) {
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        const there = sorted[middle];
        if (there !== undefined && isLater(there, timer)) low = middle + 1;
        else high = middle;
      }
      sorted.splice(low, 0, timer);
    },
    remove(timer) {
      const at = sorted.indexOf(timer);
      if (at >= 0) sorted.splice(at, 1);
    },
    removeOf(process) {
      sorted = sorted.filter((timer) => timer.process !== process);
    },
  };
}
