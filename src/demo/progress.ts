// The demo's progress: one line that is refreshed on a terminal, a plain line now and then elsewhere.

import type { StatusCounts } from '../db/queries/status-counts.ts';

export interface ProgressFacts {
  counts: StatusCounts;
  touchesReported: number;
  touchesPlanned: number;
  secondsSoFar: number;
  callsPerSecondMax: number;
}

export interface ProgressLine {
  show(facts: ProgressFacts): void;
  /** Leaves the last line standing. */
  end(): void;
}

const plainEverySeconds = 5;

/** `write` gets text for the terminal or the log. */
export function progressLine(isTerminal: boolean, write: (text: string) => void): ProgressLine {
  let lastPlain = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show: (facts) => {
      const text = progressText(facts);
      if (isTerminal) {
        write(`\r\u001B[2K${text}`);
        isShown = true;
      } else if (facts.secondsSoFar - lastPlain >= plainEverySeconds) {
        lastPlain = facts.secondsSoFar;
        write(`${text}\n`);
      }
    },
    end: () => {
      if (isShown) write('\n');
      isShown = false;
    },
  };
}

/** All numbers in one line of at most some 110 characters. */
export function progressText(facts: ProgressFacts): string {
  const { counts, touchesReported, touchesPlanned } = facts;
  const waiting = counts.waitingIntake + counts.waitingRecords;
  const use = rateLimitUse(counts.calls, facts);
  return [
    `${String(Math.round(facts.secondsSoFar)).padStart(3)} s`,
    `${counts.profiles} profiles`,
    `${counts.people} people`,
    `${counts.inLever} in Lever`,
    `${waiting} waiting`,
    `${touchesReported}/${touchesPlanned} touches`,
    `${counts.calls} calls (${Math.round(use * 100)} % of the limit)`,
    `${counts.paused} paused`,
  ].join(' · ');
}

/** Share of the calls Lever would have allowed in that time. */
export function rateLimitUse(
  calls: number,
  time: { secondsSoFar: number; callsPerSecondMax: number },
): number {
  const allowed = time.secondsSoFar * time.callsPerSecondMax;
  return allowed <= 0 ? 0 : Math.min(1, calls / allowed);
}
