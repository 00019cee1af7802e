// One answer to all questions that look alike: first how many and which, then in bounded rounds. What a human said
// before is never touched, and no chain of answers makes strangers one.

import { InputError } from '../core/input-error.ts';
import { frequenciesOf } from '../core/people/frequencies.ts';
import { judge } from '../core/people/assess.ts';
import { defaultModel } from '../core/people/match-model.ts';
import type { MatchRules } from '../core/people/match-rules.ts';
import { levelsOf } from '../core/people/review-facts.ts';
import type { ReviewFact } from '../core/people/review-facts.ts';
import { listKeptApart } from '../db/queries/merges.ts';
import { listReviews } from '../db/queries/match-reviews.ts';
import type { Review } from '../db/queries/match-reviews.ts';
import { loadPairSides } from '../db/queries/pair-sides.ts';
import type { PairSide } from '../db/queries/pair-sides.ts';
import { answerReviews, bulkMax } from './answer-review.ts';
import type { BulkAnswer, ReviewAnswer } from './answer-review.ts';
import type { Deps } from './deps.ts';
import { compareSides, describeReviews } from './describe-reviews.ts';
import type { ShownReview } from './describe-reviews.ts';
import { loadMatchRules } from './identify-profiles.ts';

export interface ReviewPattern {
  /** All of these hold … */
  facts: readonly ReviewFact[];
  /** … and none of these. */
  without: readonly ReviewFact[];
}

export interface PatternPreview {
  /** Questions the answer would settle. */
  count: number;
  /** Like the pattern, but to be looked at one by one: a guard of the rules or an earlier answer speaks against. */
  heldBack: number;
  /** There are more questions than one look examines; the counts are of those examined. */
  isMore: boolean;
  sample: ShownReview[];
}

interface PatternWish extends ReviewPattern {
  workspaceId: string;
  answer: ReviewAnswer['answer'];
}

const sampleMax = 10;
const examinedMax = 5_000;
const pageSize = 250;

/** Reads only. */
export async function previewPattern(deps: Deps, wish: PatternWish): Promise<PatternPreview> {
  const found = await findLike(deps, wish);
  const sample = found.like.slice(0, sampleMax);
  return {
    count: found.like.length,
    heldBack: found.heldBack,
    isMore: found.isMore,
    sample: await describeReviews(deps.db, { workspaceId: wish.workspaceId, reviews: sample }),
  };
}

export interface PatternAnswered extends BulkAnswer {
  /** Questions of this pattern that are left; call again. */
  left: number;
  isMore: boolean;
}

/**
 * Answers at most 500. `confirmedCount` is what the preview said: where there are more by now, nothing is answered.
 * Of "same", each person gets one answer a round; the next round looks at the united person anew.
 */
export async function answerByPattern(
  deps: Deps,
  wish: PatternWish & { confirmedCount: number; actor: string },
): Promise<PatternAnswered> {
  const { workspaceId, answer, actor, confirmedCount } = wish;
  const found = await findLike(deps, wish);
  const count = found.like.length;
  if (count > confirmedCount) {
    throw new InputError(
      'conflict',
      `By now ${count} questions are like this. Look at the preview again and confirm ${count}.`,
      'confirmedCount',
    );
  }
  const chosen = (answer === 'same' ? eachPersonOnce(found.like) : found.like).slice(0, bulkMax);
  const done = await answerReviews(deps, {
    workspaceId,
    reviewIds: chosen.map(({ id }) => id),
    answer,
    actor,
  });
  return { ...done, left: count - done.answered.length, isMore: found.isMore };
}

function eachPersonOnce(reviews: readonly Review[]): Review[] {
  const seen = new Set<string>();
  return reviews.filter(({ personId, otherPersonId }) => {
    if (seen.has(personId) || seen.has(otherPersonId)) return false;
    seen.add(personId).add(otherPersonId);
    return true;
  });
}

interface Found {
  like: Review[];
  heldBack: number;
  isMore: boolean;
}

async function findLike(deps: Deps, wish: PatternWish): Promise<Found> {
  if (wish.facts.length === 0)
    throw new InputError(
      'invalid',
      'Say at least one thing that the pairs have in common.',
      'facts',
    );
  const { workspaceId } = wish;
  const rules = await loadMatchRules(deps.db, workspaceId);
  // The stored evidence narrows the search; what holds now decides.
  const levels = wish.facts.map(levelsOf).find((found) => found.length > 0);
  const found: Found = { like: [], heldBack: 0, isMore: false };
  let before: { probability: number; id: string } | undefined;
  for (let examined = 0; examined < examinedMax; examined += pageSize) {
    const page = await listReviews(deps.db, { workspaceId, levels, before, limit: pageSize });
    await sort(deps, { wish, rules, page }, found);
    before = page.at(-1);
    if (before === undefined || page.length < pageSize) return found;
  }
  return { ...found, isMore: true };
}

async function sort(
  deps: Deps,
  given: { wish: PatternWish; rules: MatchRules; page: readonly Review[] },
  found: Found,
): Promise<void> {
  const { wish, rules, page } = given;
  const { workspaceId } = wish;
  const personIds = [...new Set(page.flatMap((one) => [one.personId, one.otherPersonId]))];
  const sides = new Map(
    (await loadPairSides(deps.db, { workspaceId, personIds })).map((side) => [side.personId, side]),
  );
  const apart = new Set(
    (await listKeptApart(deps.db, { workspaceId, personIds })).flatMap((pair) => [
      `${pair.personId} ${pair.otherPersonId}`,
    ]),
  );
  for (const review of page) {
    const [one, other] = [sides.get(review.personId), sides.get(review.otherPersonId)];
    if (one === undefined || other === undefined || !isLike(wish, one, other)) continue;
    const isHeldBack =
      wish.answer === 'same' &&
      (apart.has(`${one.personId} ${other.personId}`) || isGuarded(rules, one, other));
    if (isHeldBack) found.heldBack += 1;
    else found.like.push(review);
  }
}

function isLike(pattern: ReviewPattern, one: PairSide, other: PairSide): boolean {
  const { facts } = compareSides(one, other);
  return (
    pattern.facts.every((fact) => facts.includes(fact)) &&
    !pattern.without.some((fact) => facts.includes(fact))
  );
}

function isGuarded(rules: MatchRules, one: PairSide, other: PairSide): boolean {
  if (one.traits === null || other.traits === null) return true;
  const context = {
    model: defaultModel,
    rules,
    frequencies: frequenciesOf([]),
    namesUsing: () => 1,
  };
  return judge(one.traits, other.traits, context).guard !== null;
}
