// How much of a rate limit the pace uses and how often it is refused, over days of simulated time.
// Part of `npm run bench -- lever`.

import { simulateLimits, type Scenario, type ScenarioResult } from './limits-simulation.ts';

export interface LimitsBenchOptions {
  say: (line: string) => void;
  /** Simulated time per scenario. */
  hours?: number;
}

const usual: Omit<Scenario, 'hours'> = {
  // What Lever documents: 10 a second, 20 at once "when possible".
  bucket: { perSecond: 10, burst: 20 },
  // As bad as the clock of a machine without a time server.
  clockErrorPpm: 1_000,
  roundTripMs: { median: 190, sigma: 0.5 },
  inFlightMax: 16,
  waitingMax: 3,
  seed: 1,
};

interface Named {
  name: string;
  goal: string;
  scenario: Omit<Scenario, 'hours'>;
}

const scenarios: readonly Named[] = [
  {
    name: 'sole',
    goal: 'at least 99.5 %, none refused',
    scenario: usual,
  },
  {
    name: 'soleJittery',
    goal: 'at least 99.5 %, none refused',
    scenario: { ...usual, roundTripMs: { median: 190, sigma: 1 } },
  },
  {
    name: 'soleHalfBurst',
    goal: 'at least 99.5 %, none refused',
    scenario: { ...usual, bucket: { perSecond: 10, burst: 10 } },
  },
  {
    name: 'lowered',
    goal: 'at most 5 of 1,000 refused where the limit quietly falls to 6 a second',
    scenario: { ...usual, lowered: { fromHour: 1, perSecond: 6 } },
  },
  {
    name: 'shared',
    goal: 'at least 95 %, at most 5 of 1,000 refused beside a neighbour with 3 calls a second',
    scenario: { ...usual, neighbourPerSecond: 3 },
  },
];

const hoursDefault = 24;

/** Runs every scenario; the same numbers each time. */
export async function limitsBench(options: LimitsBenchOptions): Promise<object> {
  const hours = options.hours ?? hoursDefault;
  const results: Record<string, ScenarioResult> = {};
  for (const { name, goal, scenario } of scenarios) {
    const result = simulateLimits({ ...scenario, hours });
    results[name] = result;
    options.say(
      `${name}, ${hours} h simulated: ${(result.utilisation * 100).toFixed(2)} % of the limit used, ${result.refusedPerThousand.toFixed(2)} of 1,000 refused (goal: ${goal})`,
    );
  }
  return { hours, ...results };
}
