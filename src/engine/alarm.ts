// Waiting that can be cut short: a worker sleeps until something is due or somebody rings.

import type { Clock } from '../ports/clock.ts';

export interface Alarm {
  /** Ends the present wait, or the next one at once. Cheap. */
  ring(): void;
  wait(ms: number): Promise<void>;
}

/** For one waiter. */
export function newAlarm(clock: Clock): Alarm {
  let isRung = false;
  let cut: AbortController | null = null;
  return {
    ring() {
      isRung = true;
      cut?.abort();
    },
    async wait(ms) {
      if (!isRung && ms > 0) {
        cut = new AbortController();
        await clock.sleep(ms, cut.signal);
        cut = null;
      }
      isRung = false;
    },
  };
}
