// Pairs with the answer known, of records and of parts of people: what weights are fitted on.

import { keyHash } from '../../src/core/people/blocking.ts';
import { compareTraits } from '../../src/core/people/compare.ts';
import { countFrequencies } from '../../src/core/people/count-frequencies.ts';
import { keysOfProfile } from '../../src/core/people/identifiers.ts';
import type { MatchModel } from '../../src/core/people/match-model.ts';
import { eachPair, indexKeys } from '../../src/core/people/pairs.ts';
import { shareBetweenRivals } from '../../src/core/people/rivals.ts';
import type { RivalEdge } from '../../src/core/people/rivals.ts';
import { levelsCounted, scoreComparison } from '../../src/core/people/score.ts';
import type { ScoreContext } from '../../src/core/people/score.ts';
import { traitsOfProfile, uniteTraits } from '../../src/core/people/traits.ts';
import type { Traits } from '../../src/core/people/traits.ts';
import type { LabelledSet } from '../identity-file.ts';
import { randomFrom } from './random.ts';
import type { Random } from './random.ts';

export interface LabelledPair {
  /** As scored by the model at hand. */
  bits: number;
  levels: string[];
  isSame: boolean;
}

/** With less than this part of its probability left a pair is a question among rivals. */
const unrivalledFrom = 0.8;

/** Every pair that blocking would have compared: of single records, and of people half put together. */
export function labelledPairs(set: LabelledSet, model: MatchModel, seed: number): LabelledPair[] {
  const records = set.profiles.map((profile) =>
    traitsOfProfile(profile, keysOfProfile(profile, 'US')),
  );
  const index = indexKeys(records);
  const context: ScoreContext = {
    frequencies: countFrequencies(records),
    namesUsing: (key) => index.namesUsing.get(keyHash(key)) ?? 1,
  };
  const parts = partsOfPeople(randomFrom(seed), records, set.personIds);
  return [
    ...pairsOf(records, set.personIds, { model, context }),
    ...pairsOf(parts.traits, parts.personIds, { model, context }),
  ];
}

function pairsOf(
  all: readonly Traits[],
  personIds: readonly string[],
  given: { model: MatchModel; context: ScoreContext },
): LabelledPair[] {
  const found: (LabelledPair & RivalEdge)[] = [];
  const { slope, offset } = given.model.calibration;
  eachPair(indexKeys(all), (one, other) => {
    const [ofOne, ofOther] = [all[one], all[other]];
    if (ofOne === undefined || ofOther === undefined) return;
    const comparison = compareTraits(ofOne, ofOther);
    const { bits, parts } = scoreComparison(comparison, given.model, given.context);
    const levels = levelsCounted(comparison, parts, given.context);
    const isSame = personIds[one] === personIds[other];
    const probability = 1 / (1 + 2 ** -(bits * slope + offset));
    const isKeyed = comparison.sharedKeys.length > 0;
    found.push({ bits, levels, isSame, one, other, probability, isKeyed });
  });
  // Where rivals share the probability, weights have no part in it.
  const shared = shareBetweenRivals(found);
  return found
    .filter(({ probability }, at) => (shared[at] ?? 0) > probability * unrivalledFrom)
    .map(({ bits, levels, isSame }) => ({ bits, levels, isSame }));
}

// Matching meets people that are known in part: two or three groups of somebody's records.
function partsOfPeople(
  random: Random,
  records: readonly Traits[],
  personIds: readonly string[],
): { traits: Traits[]; personIds: string[] } {
  const found: { traits: Traits[]; personIds: string[] } = { traits: [], personIds: [] };
  for (const [personId, members] of Map.groupBy(records.keys(), (at) => personIds[at] ?? '')) {
    const count = 1 + random.below(Math.min(3, members.length));
    for (const part of Map.groupBy(members, () => random.below(count)).values()) {
      found.traits.push(uniteTraits(part.flatMap((at) => records[at] ?? [])));
      found.personIds.push(personId);
    }
  }
  return found;
}
