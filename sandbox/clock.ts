// Time for the sandbox: real, or virtual and moved by hand, with timers that follow it.
import { sortedList } from './world/sorted-list.ts';

/** What the sandbox needs to know about time; a simulator may pass its own. */
export type SandboxClock = {
  now(): number;
  /** Runs once after the delay; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
  /** Keeps the process alive until the returned function is called: somebody waits for a timer. */
  hold?(): () => void;
};

export const CLOCK_MODES = ['real', 'virtual'] as const;
export type ClockMode = (typeof CLOCK_MODES)[number];

/** A clock the control API can stop, set and advance. */
export type SteeredClock = SandboxClock & {
  mode(): ClockMode;
  setMode(mode: ClockMode): void;
  set(now: number): void;
  advance(ms: number): void;
  stop(): void;
};

type Timer = { at: number; order: number; run: () => void };

// A real timer cannot wait longer than 2^31 - 1 ms.
const LONGEST_WAIT_MS = 2_000_000_000;

/** A clock of our own, real unless a start time is given. */
export function steeredClock(start?: number): SteeredClock {
  let mode: ClockMode = start === undefined ? 'real' : 'virtual';
  let offset = 0;
  let frozen = start ?? 0;
  let order = 0;
  let holds = 0;
  let wake: NodeJS.Timeout | undefined;
  const timers = sortedList<Timer, Timer>((a, b) => a.at - b.at || a.order - b.order);
  const now = (): number => (mode === 'real' ? Date.now() + offset : frozen);

  const runDue = (): void => {
    for (let next = timers.first(); next && next.at <= now(); next = timers.first()) {
      timers.delete(next);
      next.run();
    }
    arm();
  };
  const arm = (): void => {
    clearTimeout(wake);
    wake = undefined;
    const next = timers.first();
    if (!next || mode === 'virtual') return;
    wake = setTimeout(runDue, Math.min(Math.max(0, next.at - now()), LONGEST_WAIT_MS));
    if (holds === 0) wake.unref();
  };
  const moveTo = (target: number): void => {
    if (mode === 'real') offset = target - Date.now();
    for (let next = timers.first(); next && next.at <= target; next = timers.first()) {
      timers.delete(next);
      if (mode === 'virtual') frozen = Math.max(frozen, next.at);
      next.run();
    }
    frozen = target;
    arm();
  };

  return {
    now,
    after: (delayMs, run) => {
      order += 1;
      const timer = { at: now() + Math.max(0, delayMs), order, run };
      timers.add(timer);
      if (timers.first() === timer) arm();
      return () => void timers.delete(timer);
    },
    hold: () => {
      holds += 1;
      wake?.ref();
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holds -= 1;
        if (holds === 0) wake?.unref();
      };
    },
    mode: () => mode,
    setMode: (wanted) => {
      const at = now();
      mode = wanted;
      frozen = at;
      offset = at - Date.now();
      arm();
    },
    set: moveTo,
    advance: (ms) => moveTo(now() + ms),
    stop: () => {
      clearTimeout(wake);
      timers.load([]);
    },
  };
}
