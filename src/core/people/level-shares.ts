// How often each level of agreement stands between two hits of one human, and between two strangers, in a workspace's
// own data: expectation maximisation over the pairs that share a key, and random pairs. No labels, no chance.

import { keyHash } from './blocking.ts';
import { compareTraits } from './compare.ts';
import { countFrequenciesInTurns } from './count-frequencies.ts';
import type { MatchModel } from './match-model.ts';
import { eachPairInTurns, indexKeysInTurns } from './pairs.ts';
import type { KeyIndex } from './pairs.ts';
import { levelsCounted, scoreComparison } from './score.ts';
import type { ScoreContext } from './score.ts';
import type { Traits } from './traits.ts';
import { allAtOnce, perTurn } from './turns.ts';
import type { Turns } from './turns.ts';

export interface LevelShares {
  /** Per "field level": among pairs of one human where the field can be compared, and among random pairs. */
  matches: Record<string, number>;
  strangers: Record<string, number>;
  /** Pairs of one human that are expected among those looked at, and in which each field can be compared. */
  expectedMatches: number;
  comparable: Record<string, number>;
  pairs: number;
}

const pairsMax = 120_000;
const strangersMax = 40_000;
const roundsMax = 12;
/** Seen nowhere is not impossible. */
const floor = 0.5;

interface Observed {
  levels: string[];
  bits: number;
}

/** `changesFor` turns shares into changes of the weights, under which the next round looks again. */
export function levelShares(
  all: readonly Traits[],
  model: MatchModel,
  changesFor: (shares: LevelShares) => Record<string, number>,
): LevelShares {
  return allAtOnce(levelSharesInTurns(all, model, changesFor));
}

export function* levelSharesInTurns(
  all: readonly Traits[],
  model: MatchModel,
  changesFor: (shares: LevelShares) => Record<string, number>,
): Turns<LevelShares> {
  const context = yield* contextOf(all);
  const observed = yield* candidatePairs(all, model, context);
  const strangers = shareIn(yield* strangerLevels(all, context), () => 1);
  yield;
  let shares = expectation(observed, { model, changes: {}, strangers });
  for (let round = 0; round < roundsMax; round += 1) {
    const changes = changesFor(shares);
    const next = expectation(observed, { model, changes, strangers });
    const moved = Math.abs(next.expectedMatches - shares.expectedMatches);
    shares = next;
    yield;
    if (moved < 1e-3 * Math.max(1, shares.expectedMatches)) break;
  }
  return shares;
}

type IndexedContext = ScoreContext & { index: KeyIndex };

function* contextOf(all: readonly Traits[]): Turns<IndexedContext> {
  const index = yield* indexKeysInTurns(all);
  return {
    index,
    frequencies: yield* countFrequenciesInTurns(all),
    namesUsing: (key) => index.namesUsing.get(keyHash(key)) ?? 1,
  };
}

function* candidatePairs(
  all: readonly Traits[],
  model: MatchModel,
  context: IndexedContext,
): Turns<Observed[]> {
  const observed: Observed[] = [];
  yield* eachPairInTurns(context.index, (one, other) => {
    const [ofOne, ofOther] = [all[one], all[other]];
    if (ofOne === undefined || ofOther === undefined || observed.length >= pairsMax) return;
    const found = compareTraits(ofOne, ofOther);
    const { bits, parts } = scoreComparison(found, model, context);
    observed.push({ bits, levels: levelsCounted(found, parts, context) });
  });
  return observed;
}

// Every profile against others far away in the list, in steps that never repeat a pair.
function* strangerLevels(all: readonly Traits[], context: ScoreContext): Turns<Observed[]> {
  const observed: Observed[] = [];
  const rounds = Math.max(1, Math.ceil(strangersMax / Math.max(1, all.length)));
  for (let round = 1; round <= rounds; round += 1) {
    const step = Math.floor((all.length * round) / (rounds + 2)) + 1;
    for (const [one, ofOne] of all.entries()) {
      const ofOther = all[(one + step) % all.length];
      if (ofOther === undefined || observed.length >= strangersMax) break;
      const found = compareTraits(ofOne, ofOther);
      observed.push({ bits: 0, levels: levelsCounted(found, [], context) });
      if (observed.length % perTurn === 0) yield;
    }
  }
  return observed;
}

function expectation(
  observed: readonly Observed[],
  given: { model: MatchModel; changes: Record<string, number>; strangers: Shares },
): LevelShares {
  const { model, changes, strangers } = given;
  const { slope, offset } = model.calibration;
  const probabilityOf = ({ bits, levels }: Observed): number => {
    const changed = levels.reduce((sum, level) => sum + (changes[level] ?? 0), bits);
    return 1 / (1 + 2 ** -(changed * slope + offset));
  };
  const found = shareIn(observed, probabilityOf);
  return {
    matches: found.shares,
    strangers: strangers.shares,
    expectedMatches: found.total,
    comparable: found.comparable,
    pairs: observed.length,
  };
}

interface Shares {
  shares: Record<string, number>;
  comparable: Record<string, number>;
  total: number;
}

function shareIn(observed: readonly Observed[], weightOf: (pair: Observed) => number): Shares {
  const counts = new Map<string, number>();
  const comparable: Record<string, number> = {};
  let total = 0;
  for (const pair of observed) {
    const weight = weightOf(pair);
    total += weight;
    for (const level of pair.levels) {
      const field = fieldOf(level);
      counts.set(level, (counts.get(level) ?? 0) + weight);
      comparable[field] = (comparable[field] ?? 0) + weight;
    }
  }
  const shares: Record<string, number> = {};
  for (const [level, count] of [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    shares[level] = (count + floor) / ((comparable[fieldOf(level)] ?? 0) + 2 * floor);
  }
  return { shares, comparable, total };
}

export function fieldOf(level: string): string {
  return level.slice(0, level.indexOf(' '));
}
