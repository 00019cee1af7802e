// Plants every mutant in turn and wants each caught within a thousand seeds.

import type { Options } from '../options.ts';
import { startPlayer } from '../run/crew.ts';
import { openWarm } from '../run/open-warm.ts';
import type { Mutant } from './mutant.ts';
import { allMutants, mutants } from './mutants.ts';

export interface MutantResult {
  name: string;
  /** Null: not caught. */
  caughtBy: number | null;
  seeds: number;
  /** What gave it away. */
  rule: string;
}

const seedsMax = 1_000;
/** A change of our code moves the seed that catches a mutant, so a fast run goes a little further than that one. */
const fastSeedsMax = 150;

/** Returns the exit code. */
export async function playMutants(options: Options): Promise<number> {
  const startMs = performance.now();
  const chosen = (options.only.length === 0 ? mutants : allMutants).filter(
    ({ name }) => options.only.length === 0 || options.only.includes(name),
  );
  // What all of them plan ahead is found with the right code.
  await (await openWarm()).close();
  const results: MutantResult[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < chosen.length) {
      const mutant = chosen[next];
      next += 1;
      if (mutant === undefined) return;
      const result = await hunt(mutant, options);
      results.push(result);
      if (!options.isJson) process.stderr.write(`${textOf(result)}\n`);
    }
  };
  await Promise.all(Array.from({ length: options.processes }, work));
  const missed = results.filter((result) => result.caughtBy === null);
  const isEmpty = results.length === 0;
  const summary = {
    mutants: results.length,
    caught: results.length - missed.length,
    missed: missed.map((result) => result.name),
    seconds: Math.round((performance.now() - startMs) / 100) / 10,
    results,
  };
  process.stdout.write(
    options.isJson
      ? `${JSON.stringify(summary)}\n`
      : `${summary.caught} of ${summary.mutants} mutants caught in ${summary.seconds} s${missed.length === 0 ? '' : `; missed: ${summary.missed.join(', ')}`}\n`,
  );
  return missed.length === 0 && !isEmpty ? 0 : 1;
}

/** Plays seeds with the mutant in the code until one of them breaks a rule. */
async function hunt(mutant: Mutant, options: Options): Promise<MutantResult> {
  const from = options.isFast ? mutant.caughtBy : options.from;
  const count = Math.min(options.isFast ? fastSeedsMax : seedsMax, options.seeds);
  const player = await startPlayer(mutant.name);
  let played = 0;
  let caughtBy: number | null = null;
  let rule = '';
  try {
    const seeds = Array.from({ length: count }, (_, at) => from + at);
    await player.play({ seeds, untilCaught: true, twiceEvery: 0 }, (report) => {
      if (report.did !== 'seed') return;
      played += 1;
      const [first] = report.result.violations;
      if (first === undefined) return;
      caughtBy = report.result.seed;
      rule = first.slice(0, 200);
    });
  } finally {
    player.end();
  }
  return { name: mutant.name, caughtBy, seeds: played, rule };
}

function textOf({ name, caughtBy, seeds, rule }: MutantResult): string {
  return caughtBy === null
    ? `${name}: NOT CAUGHT in ${seeds} seeds`
    : `${name}: seed ${caughtBy}, after ${seeds}: ${rule}`;
}
