// Adds up what the seeds of a run did, and judges the run.

import { disasterNames, faultNames } from '../world/fault-names.ts';
import type { Report } from './messages.ts';

export interface Tally {
  seeds: number;
  events: number;
  calls: number;
  commits: number;
  statements: number;
  virtualHours: number;
  fired: Record<string, number>;
  failures: { seed: number; violations: string[] }[];
  determinism: { sampled: number; unlike: number[] };
}

/** Nothing played yet. */
export function newTally(): Tally {
  const names = [...faultNames, ...disasterNames];
  return {
    seeds: 0,
    events: 0,
    calls: 0,
    commits: 0,
    statements: 0,
    virtualHours: 0,
    fired: Object.fromEntries(names.map((name) => [name, 0])),
    failures: [],
    determinism: { sampled: 0, unlike: [] },
  };
}

export function addReport(tally: Tally, report: Report): void {
  if (report.did === 'unlike') tally.determinism.unlike.push(report.seed);
  if (report.did !== 'seed') return;
  const { result, isSecond } = report;
  if (isSecond) {
    tally.determinism.sampled += 1;
    return;
  }
  tally.seeds += 1;
  tally.events += result.events;
  tally.calls += result.calls;
  tally.commits += result.commits;
  tally.statements += result.statements;
  tally.virtualHours += result.virtualMs / 3_600_000;
  for (const [name, count] of Object.entries(result.fired))
    tally.fired[name] = (tally.fired[name] ?? 0) + count;
  if (result.violations.length > 0)
    tally.failures.push({ seed: result.seed, violations: result.violations });
}

/** With fewer seeds a rare fault may not have come up. */
const enoughSeeds = 1_000;

/** Each sentence is a reason why the run failed. */
export function judge(tally: Tally): string[] {
  const silent =
    tally.seeds < enoughSeeds
      ? []
      : Object.entries(tally.fired)
          .filter(([, count]) => count === 0)
          .map(([name]) => `the fault ${name} never struck in ${tally.seeds} seeds`);
  return [
    ...tally.failures.map(
      ({ seed, violations }) => `seed ${seed} breaks ${violations.length} rules: ${violations[0]}`,
    ),
    ...tally.determinism.unlike.map((seed) => `seed ${seed} was not the same when played again`),
    ...silent,
    ...(tally.seeds === 0 ? ['no seed was played'] : []),
  ];
}
