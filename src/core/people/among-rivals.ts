// The people a profile may belong to, weighed against each other: what a name and circumstances say is shared out
// among namesakes. What that takes away stands as a part of the score of its own.

import { judge } from './assess.ts';
import type { AssessContext, ScoredAssessment } from './assess.ts';
import { oddsAgainst, shareBetweenRivals } from './rivals.ts';
import type { RivalEdge } from './rivals.ts';
import type { Traits } from './traits.ts';

/** Less likely ones take nothing worth mentioning away. */
const likelyFrom = 0.05;
/** More namesakes than these change nothing any more. */
const rivalsMax = 8;

/** In the order given. `traitsOf` knows everybody assessed; two of whom it does not count as strangers. */
export function amongRivals(
  assessed: readonly ScoredAssessment[],
  traitsOf: (personId: string) => Traits | undefined,
  context: AssessContext,
): ScoredAssessment[] {
  const likely = assessed
    .filter(({ score }) => score >= likelyFrom)
    .toSorted((one, other) => other.score - one.score)
    .slice(0, rivalsMax);
  if (likely.length < 2 || likely.every(({ isKeyed }) => isKeyed)) return [...assessed];
  const edges = likely.map(({ score, isKeyed }, at): RivalEdge => {
    return { one: 0, other: at + 1, probability: score, isKeyed };
  });
  for (const [at, one] of likely.entries()) {
    for (const [later, other] of likely.slice(at + 1).entries()) {
      const [ofOne, ofOther] = [traitsOf(one.personId), traitsOf(other.personId)];
      if (ofOne === undefined || ofOther === undefined) continue;
      const { probability, isKeyed } = judge(ofOne, ofOther, context);
      edges.push({ one: at + 1, other: at + later + 2, probability, isKeyed });
    }
  }
  const shared = shareBetweenRivals(edges);
  return assessed.map((one) => {
    const at = likely.indexOf(one);
    const probability = shared[at];
    if (at < 0 || probability === undefined || probability >= one.score) return one;
    return lowered(one, probability, context);
  });
}

function lowered(
  one: ScoredAssessment,
  probability: number,
  { rules, model }: AssessContext,
): ScoredAssessment {
  const taken = -Math.log2(1 + oddsAgainst(one.score, probability)) / model.calibration.slope;
  let { verdict } = one;
  if (verdict === 'same' && probability < rules.mergeFrom) verdict = 'doubtful';
  if (probability < rules.askFrom) verdict = 'different';
  return {
    ...one,
    verdict,
    score: probability,
    bits: one.bits + taken,
    parts: [...one.parts, { field: 'contradiction', level: 'rivals', bits: taken }],
    evidence: ['somebody else known is as like', ...one.evidence],
  };
}
