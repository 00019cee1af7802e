// Questions as a human sees them: both people side by side with where each value came from, what agrees, what differs,
// and who else is in question.

import { compareTraits } from '../core/people/compare.ts';
import { byHand } from '../core/people/corrections.ts';
import { describePair } from '../core/people/describe-pair.ts';
import type { PairField, PairVerdict } from '../core/people/describe-pair.ts';
import { factsOf } from '../core/people/review-facts.ts';
import type { ReviewFact } from '../core/people/review-facts.ts';
import { emptyTraits } from '../core/people/traits.ts';
import type { Conn } from '../db/connect.ts';
import { listRivalReviews } from '../db/queries/match-reviews.ts';
import type { Review } from '../db/queries/match-reviews.ts';
import { listOrigins, loadPairSides } from '../db/queries/pair-sides.ts';
import type { PairSide, ProfileOrigin } from '../db/queries/pair-sides.ts';
import { leverLink } from './lever-links.ts';

export interface ShownValue {
  value: string;
  status: string | null;
  /** Null: set by hand. */
  profileId: string | null;
  source: string;
  foundAt: Date | null;
}

export interface ShownSide {
  personId: string;
  name: string | null;
  isLive: boolean;
  profileCount: number;
  sources: string[];
  leverLinks: string[];
}

export interface ShownField {
  field: string;
  verdict: PairVerdict;
  words: string[];
  one: ShownValue[];
  other: ShownValue[];
}

export interface ShownReview {
  id: string;
  state: Review['state'];
  probability: number;
  ruleVersion: number;
  /** The evidence as it was when the question was asked. */
  because: string[];
  /** As the two are now. */
  facts: ReviewFact[];
  fields: ShownField[];
  one: ShownSide;
  other: ShownSide;
  rivals: { reviewId: string; of: string; personId: string; probability: number }[];
  askedAt: Date;
  answeredAt: Date | null;
  answeredBy: string | null;
}

const rivalsMax = 5;
const valuesMax = 20;

/** In the order given. Five statements, however many. */
export async function describeReviews(
  conn: Conn,
  input: { workspaceId: string; reviews: readonly Review[] },
): Promise<ShownReview[]> {
  const { workspaceId, reviews } = input;
  const personIds = [...new Set(reviews.flatMap((one) => [one.personId, one.otherPersonId]))];
  const sides = new Map(
    (await loadPairSides(conn, { workspaceId, personIds })).map((side) => [side.personId, side]),
  );
  const rivals = await listRivalReviews(conn, { workspaceId, personIds, limit: rivalsMax + 1 });
  const paired = reviews.flatMap((review) => {
    const [one, other] = [sides.get(review.personId), sides.get(review.otherPersonId)];
    return one === undefined || other === undefined ? [] : [{ review, one, other }];
  });
  const compared = paired.map((pair) => ({ ...pair, ...compareSides(pair.one, pair.other) }));
  const profileIds = compared.flatMap(({ fields }) =>
    fields.flatMap(({ values }) => values.flat().map(({ from }) => from)),
  );
  const origins = new Map(
    (await listOrigins(conn, { workspaceId, profileIds: [...new Set(profileIds)] })).map(
      (origin) => [origin.profileId, origin],
    ),
  );
  return compared.map(({ review, one, other, facts, fields }) => ({
    id: review.id,
    state: review.state,
    probability: review.probability,
    ruleVersion: review.ruleVersion,
    because: review.evidence.because,
    facts,
    fields: fields.map((field) => showField(field, origins)),
    one: showSide(one),
    other: showSide(other),
    rivals: rivals
      .filter(
        ({ id, personId }) => id !== review.id && [one.personId, other.personId].includes(personId),
      )
      .slice(0, rivalsMax)
      .map(({ id, personId, rivalId, probability }) => ({
        reviewId: id,
        of: personId,
        personId: rivalId,
        probability,
      })),
    askedAt: review.askedAt,
    answeredAt: review.answeredAt,
    answeredBy: review.answeredBy,
  }));
}

/** What holds of two people as they are now. */
export function compareSides(
  one: PairSide,
  other: PairSide,
): { facts: ReviewFact[]; fields: PairField[] } {
  const [ofOne, ofOther] = [one.traits ?? emptyTraits(), other.traits ?? emptyTraits()];
  const found = compareTraits(ofOne, ofOther);
  return {
    facts: factsOf(ofOne, ofOther, found),
    fields: describePair(one.canonical, other.canonical, found),
  };
}

/** One side as it stands at the head of its column. */
export function showSide(side: PairSide): ShownSide {
  return {
    personId: side.personId,
    name: side.canonical.name?.value ?? null,
    isLive: side.isLive,
    profileCount: side.profileCount,
    sources: side.canonical.sources,
    leverLinks: side.opportunityIds.map(leverLink),
  };
}

/** A field with where its values came from. */
export function showField(
  { field, verdict, words, values }: PairField,
  origins: ReadonlyMap<string, ProfileOrigin>,
): ShownField {
  const [one, other] = values.map((side) =>
    side.slice(0, valuesMax).map(({ value, status, from }): ShownValue => {
      const origin = origins.get(from);
      return {
        value,
        status,
        profileId: origin?.profileId ?? null,
        source: origin?.source ?? byHand,
        foundAt: origin?.foundAt ?? null,
      };
    }),
  );
  return { field, verdict, words, one: one ?? [], other: other ?? [] };
}
