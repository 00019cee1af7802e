// Where the default weights come from: logistic regression on pairs of generated worlds with seeds of their own, held
// near the weights at hand. npm run bench -- fit [--seed N]; what it prints is written into match-model.ts by hand.

import { keysOfProfile } from '../src/core/people/identifiers.ts';
import { levelShares } from '../src/core/people/level-shares.ts';
import { defaultModel } from '../src/core/people/match-model.ts';
import type { MatchModel } from '../src/core/people/match-model.ts';
import { traitsOfProfile } from '../src/core/people/traits.ts';
import { heldInSets } from './made-sets.ts';
import { labelledPairs } from './worlds/labelled-pairs.ts';
import type { LabelledPair } from './worlds/labelled-pairs.ts';

export interface FittedWeights {
  pairs: number;
  /** Mean surprise in bits per pair, before and after. */
  lossBefore: number;
  loss: number;
  slope: number;
  /** "field level" → bits to add to the weight at hand. */
  changes: Record<string, number>;
  /** For expected-shares.ts: how often levels stand between hits of one human and between strangers. */
  shares: { matches: Record<string, number>; strangers: Record<string, number> };
}

export const fitSizes = [2_000, 6_000];
/** Never used to judge. */
export const fitSeed = 101;
const roundsMax = 250;
/** A weight moves one bit for about this many telling pairs. */
const heldBy = 4;
/** Levels whose meaning hangs on another one being there; that one learns for them. */
const fixed = new Set([
  'name different',
  'name unknown',
  'suffix conflict',
  'birth same',
  'birth different',
  // A rule more than a weight: those few that are one are not worth the strangers.
  'contradiction neither_name_nor_key',
]);

export function fitWeights(options: {
  seed: number;
  model?: MatchModel;
  say(line: string): void;
}): FittedWeights {
  const model = options.model ?? defaultModel;
  const pairs: LabelledPair[] = [];
  for (const [at, profiles] of fitSizes.entries()) {
    const seed = options.seed + at;
    for (const [, make] of heldInSets({ profiles, seed })) {
      for (const pair of labelledPairs(make(), model, seed)) pairs.push(pair);
    }
    options.say(`${pairs.length} pairs`);
  }
  return { ...fit(pairs, model), shares: meanShares(options.seed + 1, model) };
}

// Means over the worlds, at the larger size; a level that a world does not know must not vanish from all.
function meanShares(seed: number, model: MatchModel): FittedWeights['shares'] {
  const profiles = fitSizes.at(-1) ?? 0;
  const found = heldInSets({ profiles, seed }).map(([, make]) =>
    levelShares(
      make().profiles.map((profile) => traitsOfProfile(profile, keysOfProfile(profile, 'US'))),
      model,
      () => ({}),
    ),
  );
  return {
    matches: means(found.map((one) => one.matches)),
    strangers: means(found.map((one) => one.strangers)),
  };
}

function means(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const levels = [...new Set(all.flatMap((shares) => Object.keys(shares)))];
  return Object.fromEntries(
    levels
      .toSorted((one, other) => (one < other ? -1 : 1))
      .map((level) => {
        const known = all.flatMap((shares) => shares[level] ?? []);
        const mean = known.reduce((sum, share) => sum + share, 0) / known.length;
        return [level, Number(mean.toPrecision(3))];
      }),
  );
}

function fit(pairs: readonly LabelledPair[], model: MatchModel): Omit<FittedWeights, 'shares'> {
  const numbers = new Map<string, number>();
  const levelsOf = pairs.map(({ levels }) =>
    levels
      .filter((level) => !fixed.has(level))
      .map((level) => {
        const known = numbers.get(level) ?? numbers.size;
        numbers.set(level, known);
        return known;
      }),
  );
  let { slope } = model.calibration;
  const before = { slope, changes: new Float64Array(numbers.size) };
  const state = { ...before, changes: new Float64Array(numbers.size) };
  const lossBefore = loss(pairs, levelsOf, before);
  for (let round = 0; round < roundsMax; round += 1) step(pairs, levelsOf, state);
  slope = state.slope;
  return {
    pairs: pairs.length,
    lossBefore,
    loss: loss(pairs, levelsOf, state),
    slope,
    changes: Object.fromEntries(
      [...numbers]
        .map(([level, at]) => [level, (state.changes[at] ?? 0) / slope] as const)
        .toSorted(([one], [other]) => (one < other ? -1 : 1)),
    ),
  };
}

interface State {
  slope: number;
  changes: Float64Array;
}

function probabilityOf(pair: LabelledPair, levels: readonly number[], state: State): number {
  let bits = pair.bits * state.slope;
  for (const level of levels) bits += state.changes[level] ?? 0;
  return 1 / (1 + 2 ** -bits);
}

function step(pairs: readonly LabelledPair[], levelsOf: readonly number[][], state: State): void {
  const gradient = new Float64Array(state.changes.length);
  const weight = new Float64Array(state.changes.length);
  let [slopeGradient, slopeWeight] = [0, 1];
  for (const [at, pair] of pairs.entries()) {
    const levels = levelsOf[at] ?? [];
    const probability = probabilityOf(pair, levels, state);
    const error = (pair.isSame ? 1 : 0) - probability;
    const certainty = probability * (1 - probability) * Math.LN2;
    for (const level of levels) {
      gradient[level] = (gradient[level] ?? 0) + error;
      weight[level] = (weight[level] ?? 0) + certainty;
    }
    slopeGradient += error * pair.bits;
    slopeWeight += certainty * pair.bits * pair.bits;
  }
  for (const [level, change] of state.changes.entries()) {
    const pull = (gradient[level] ?? 0) - heldBy * change * 0.25;
    state.changes[level] = change + (0.35 * pull) / ((weight[level] ?? 0) + heldBy * 0.25);
  }
  state.slope += (0.1 * slopeGradient) / slopeWeight;
}

function loss(pairs: readonly LabelledPair[], levelsOf: readonly number[][], state: State): number {
  let sum = 0;
  for (const [at, pair] of pairs.entries()) {
    const probability = probabilityOf(pair, levelsOf[at] ?? [], state);
    sum -= Math.log2(Math.max(1e-12, pair.isSame ? probability : 1 - probability));
  }
  return sum / Math.max(1, pairs.length);
}
