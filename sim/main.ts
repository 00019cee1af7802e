// The simulator's command: plays seeds, replays one of them, or plants mutants to see them caught.

import { execFileSync } from 'node:child_process';
import { openWarm } from './run/open-warm.ts';
import { playMutants } from './mutants/play-mutants.ts';
import { readOptions, type Options } from './options.ts';
import { minimise, planWithout } from './run/minimise.ts';
import { playSeeds } from './run/play-seeds.ts';
import { runSeed } from './run/run-seed.ts';
import { judge, type Tally } from './run/tally.ts';
import { planOf } from './world/plan.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  let options: Options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  if (options.replay !== null) return await replay(options, options.replay);
  if (options.mutants) return await playMutants(options);
  return await play(options);
}

async function play(options: Options): Promise<number> {
  const startMs = performance.now();
  const secondsSince = (): number => (performance.now() - startMs) / 1_000;
  const endSeconds = options.isNight ? options.hours * 3_600 : Infinity;
  const tally = await playSeeds({
    from: options.from,
    seeds: options.isNight ? Number.MAX_SAFE_INTEGER / 2 : options.seeds,
    processes: options.processes,
    twiceEvery: 50,
    isTimeUp: () => secondsSince() > endSeconds,
    onProgress: (now) => {
      if (!options.isJson && now.seeds % 500 === 0)
        process.stderr.write(`${now.seeds} seeds, ${now.failures.length} failures\n`);
    },
  });
  const reasons = judge(tally);
  const smallest = await explain(tally);
  const summary = {
    commit: commit(),
    from: options.from,
    ...tally,
    seconds: round(secondsSince()),
    seedsPerSecond: round(tally.seeds / secondsSince()),
    virtualHours: round(tally.virtualHours),
    failures: smallest,
    reasons,
  };
  process.stdout.write(options.isJson ? `${JSON.stringify(summary)}\n` : textOf(summary));
  return reasons.length === 0 ? 0 : 1;
}

type Failure = Tally['failures'][number] & { replay: string };

/** The first failures, as small as they get; all others as they are. */
async function explain(tally: Tally): Promise<Failure[]> {
  const minimisedMax = 2;
  const first = tally.failures.slice(0, minimisedMax);
  const rest = tally.failures.slice(minimisedMax);
  const explained: Failure[] = [];
  if (first.length > 0) {
    const database = await openWarm();
    for (const failure of first) {
      const small = await minimise(database, planOf(failure.seed));
      const without = small.without.join(',');
      explained.push({
        ...failure,
        replay: `npm run sim -- --replay ${failure.seed}${without === '' ? '' : ` --without ${without}`}`,
      });
    }
    await database.close();
  }
  const plain = rest.map((failure) => ({
    ...failure,
    replay: `npm run sim -- --replay ${failure.seed}`,
  }));
  return [...explained, ...plain];
}

async function replay(options: Options, seed: number): Promise<number> {
  const database = await openWarm();
  const plan = planWithout(planOf(seed), options.without);
  const result = await runSeed(database, plan, { keepsTrace: true });
  const { lines, ...facts } = result;
  if (options.isJson) process.stdout.write(`${JSON.stringify({ ...facts, plan })}\n`);
  else {
    process.stdout.write(`${lines.join('\n')}\n\nfaults ${JSON.stringify(plan.faults)}\n`);
    for (const event of plan.events) process.stdout.write(`event ${JSON.stringify(event)}\n`);
    for (const violation of result.violations) process.stdout.write(`BROKEN ${violation}\n`);
    process.stdout.write(`seed ${seed}, trace ${result.digest}, commit ${commit()}\n`);
  }
  await database.close();
  // The database inside keeps a timer, and with it the process; a pipe may still have to take the text.
  process.stdout.write('', () => process.exit());
  return result.violations.length === 0 ? 0 : 1;
}

interface Summary extends Omit<Tally, 'failures'> {
  commit: string;
  seconds: number;
  seedsPerSecond: number;
  failures: Failure[];
  reasons: string[];
}

function textOf(summary: Summary): string {
  const { seeds, events, calls, commits, fired, determinism, failures, reasons } = summary;
  const lines = [
    `${seeds} seeds in ${summary.seconds} s (${summary.seedsPerSecond}/s), ${summary.virtualHours} virtual hours`,
    `${events} events, ${calls} calls to Lever, ${commits} commits`,
    `${determinism.sampled} seeds played twice, ${determinism.unlike.length} of them unlike`,
    'faults that struck:',
    ...Object.entries(fired).map(([name, count]) => `  ${name.padEnd(24)} ${count}`),
    ...failures.flatMap((failure) => [
      `seed ${failure.seed} at commit ${summary.commit}:`,
      ...failure.violations.slice(0, 5).map((violation) => `  ${violation}`),
      `  ${failure.replay}`,
    ]),
    reasons.length === 0 ? 'Every rule held.' : `FAILED: ${reasons.length} reasons`,
    ...reasons.slice(0, 20).map((reason) => `  ${reason.slice(0, 300)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
