// /v1/reviews: questions to a human whether two people are one, with the evidence side by side.
import { z } from 'zod';
import { pairVerdicts } from '../../core/people/describe-pair.ts';
import { reviewFacts } from '../../core/people/review-facts.ts';
import { reviewStates } from '../../db/queries/match-reviews.ts';
import { reviewAnswers } from '../../flows/answer-review.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { uuid } from './text.ts';

const share = z.coerce.number().min(0).max(1);

export const reviewsQuery = pageQuery.extend({
  reason: z.enum(reviewFacts).optional().describe('Only where the evidence says so'),
  probabilityFrom: share.optional(),
  probabilityTo: share.optional(),
  source: z.string().max(100).optional().describe('Either side was found by this source'),
  personId: uuid.optional(),
  state: z.enum(reviewStates).default('open'),
});

const value = z.object({
  value: z.string(),
  status: z.string().nullable().describe('Of an address or number: verified, unverified, invalid'),
  profileId: uuid.nullable().describe('Null: set by hand'),
  source: z.string(),
  foundAt: time.nullable(),
});

export const pairField = z.object({
  field: z.string(),
  verdict: z.enum(pairVerdicts),
  words: z.array(z.string()),
  one: z.array(value),
  other: z.array(value),
});

export const pairSide = z.object({
  personId: uuid,
  name: z.string().nullable(),
  isLive: z.boolean(),
  profileCount: z.int(),
  sources: z.array(z.string()),
  leverLinks: z.array(z.string()),
});

export const review = z
  .object({
    id: uuid,
    state: z.enum(reviewStates),
    probability: z.number(),
    ruleVersion: z.int(),
    because: z.array(z.string()).describe('The evidence when the question was asked, in words'),
    facts: z.array(z.enum(reviewFacts)).describe('What holds of the two now'),
    fields: z.array(pairField),
    one: pairSide,
    other: pairSide,
    rivals: z
      .array(z.object({ reviewId: uuid, of: uuid, personId: uuid, probability: z.number() }))
      .describe('Others that one of the two may be'),
    askedAt: time,
    answeredAt: time.nullable(),
    answeredBy: z.string().nullable(),
  })
  .meta({ id: 'Review' });

export const reviewsAnswer = pageAnswer(review).meta({ id: 'Reviews' });

const answer = z
  .enum(reviewAnswers)
  .describe('never: not to be asked again, though surer evidence may still make them one');

export const reviewAnswerBody = z.strictObject({ answer });
const result = z.enum(['merged', 'kept_apart', 'not_asked_again', 'overtaken']);
export const reviewAnswerAnswer = z.object({
  result,
  survivorId: uuid.nullable(),
  decisionId: uuid.nullable().describe('Of the merge: undo it with POST /v1/merges/{id}/undo'),
});

const facts = z.array(z.enum(reviewFacts)).max(reviewFacts.length);
export const patternBody = z.strictObject({
  facts: facts.min(1).describe('All of these hold'),
  without: facts.default([]).describe('None of these'),
  answer,
  confirmedCount: z
    .int()
    .min(0)
    .optional()
    .describe('The count of the preview; without it this is the preview and answers nothing'),
});
export const patternAnswer = z
  .object({
    isPreview: z.boolean(),
    count: z.int().describe('Questions like this; after answering, those that are left'),
    heldBack: z.int().describe('Like this, but to be answered one by one'),
    isMore: z.boolean().describe('More questions are open than one look examines'),
    sample: z.array(review),
    answered: z.array(z.object({ reviewId: uuid, result })),
    refused: z.array(z.object({ reviewId: uuid, message: z.string() })),
  })
  .meta({ id: 'AnsweredByPattern' });
