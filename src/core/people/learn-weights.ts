// Learns without labels how a workspace's data differs from the data the default weights were made on, and moves the
// weights by that difference: less where there is little to learn from, never far.

import type { LearnedWeights } from './learned-weights.ts';
import { expectedShares } from './expected-shares.ts';
import { fieldOf, levelSharesInTurns } from './level-shares.ts';
import type { LevelShares } from './level-shares.ts';
import type { MatchModel } from './match-model.ts';
import type { Traits } from './traits.ts';
import { allAtOnce } from './turns.ts';
import type { Turns } from './turns.ts';

export type WeightLearning =
  | { kind: 'learned'; weights: LearnedWeights; pairs: number; expectedMatches: number }
  | { kind: 'refused'; because: string };

/** Fewer say nothing that the defaults do not say better. */
export const profilesToLearnFrom = 2_000;
const matchesToLearnFrom = 300;
/** A share learned from this many pairs counts half. */
const heldBy = 400;
/** No weight moves by more than this many bits. */
const changeMax = 3;

// Where agreements are worth what they are rare, strangers are counted value by value already.
const isByValue = new Set([
  'name exact',
  'name variant',
  'name subset',
  'name typo',
  'name initial',
  'name single',
  'name partly',
  'email same_personal',
  'email same_work',
  'phone same',
  'linkedin same',
  'github same',
  'account same',
  'employer same',
  'employer core',
  'place same_city',
  'title same',
]);
const learnedFields = new Set([
  'name',
  'middle',
  'email',
  'phone',
  'linkedin',
  'github',
  'employer',
  'place',
  'title',
]);

/** The same profiles in the same order give the same weights. Cost: one look at every pair that shares a key. */
export function learnWeights(all: readonly Traits[], model: MatchModel): WeightLearning {
  return allAtOnce(learnWeightsInTurns(all, model));
}

/** The same in short turns, for a process that has others to serve. */
export function* learnWeightsInTurns(
  all: readonly Traits[],
  model: MatchModel,
): Turns<WeightLearning> {
  if (all.length < profilesToLearnFrom) {
    const because = `${all.length} profiles are too few; ${profilesToLearnFrom} are needed`;
    return { kind: 'refused', because };
  }
  const changesFor = (shares: LevelShares): Record<string, number> => changes(shares, model);
  const shares = yield* levelSharesInTurns(all, model, changesFor);
  if (shares.expectedMatches < matchesToLearnFrom) {
    const because = `only about ${Math.round(shares.expectedMatches)} pairs of one human; ${matchesToLearnFrom} are needed`;
    return { kind: 'refused', because };
  }
  return {
    kind: 'learned',
    weights: { modelVersion: model.version, changes: changesFor(shares) },
    pairs: shares.pairs,
    expectedMatches: shares.expectedMatches,
  };
}

function changes(shares: LevelShares, model: MatchModel): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [level, expected] of Object.entries(expectedShares.matches)) {
    const field = fieldOf(level);
    if (!learnedFields.has(field) || level === 'name different' || level === 'name unknown')
      continue;
    const count = shares.comparable[field] ?? 0;
    const share = shares.matches[level];
    if (share === undefined || count === 0) continue;
    let bits = Math.log2(share / expected);
    const [strangers, expectedStrangers] = [
      shares.strangers[level],
      expectedShares.strangers[level],
    ];
    if (!isByValue.has(level) && strangers !== undefined && expectedStrangers !== undefined)
      bits -= Math.log2(strangers / expectedStrangers);
    const trusted = (bits * count) / (count + heldBy) / model.calibration.slope;
    found[level] = round(Math.max(-changeMax, Math.min(changeMax, trusted)));
  }
  return found;
}

function round(bits: number): number {
  // Adding nothing turns a negative zero into zero.
  return Math.round(bits * 100) / 100 + 0;
}
