// A bound on what one key can tie together: a person who goes by several names already takes no further name on a key
// alone. A changed name is one human, a third and a fourth under one address are an office.

import type { ScoredAssessment } from './assess.ts';
import { compareNames } from './compare-names.ts';
import { countNames } from './pairs.ts';
import { emptyTraits } from './traits.ts';
import type { Traits } from './traits.ts';

const namesMax = 2;

/** "Same" becomes a question where the candidate has several clearly different names and this is one more. */
export function boundNames(
  assessed: ScoredAssessment,
  one: Traits,
  candidate: Traits,
): ScoredAssessment {
  if (assessed.verdict !== 'same' || !isOneNameTooMany(one, candidate)) return assessed;
  return {
    ...assessed,
    verdict: 'doubtful',
    evidence: ['never by itself: the person goes by several names already', ...assessed.evidence],
  };
}

/** The candidate goes by several clearly different names already, and the other side brings one more. */
export function isOneNameTooMany(one: Traits, candidate: Traits): boolean {
  const { level } = compareNames(written(one), written(candidate));
  if (level !== 'partly' && level !== 'different') return false;
  const names = written(candidate).map((name) => ({ ...emptyTraits(), names: [name] }));
  return countNames(names) >= namesMax;
}

// What an address spells out is the address again, not a name.
function written(traits: Traits): Traits['names'] {
  return traits.names.filter((name) => !name.isDerived);
}
