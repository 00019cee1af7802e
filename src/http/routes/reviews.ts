// /v1/reviews: the doubtful pairs, one answer each, or one answer to all that look alike.
import { InputError } from '../../core/input-error.ts';
import { levelsOf } from '../../core/people/review-facts.ts';
import { findReview, listReviews } from '../../db/queries/match-reviews.ts';
import { answerByPattern, previewPattern } from '../../flows/answer-by-pattern.ts';
import { answerReview } from '../../flows/answer-review.ts';
import { describeReviews } from '../../flows/describe-reviews.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams } from '../contract/page.ts';
import {
  patternAnswer,
  patternBody,
  review,
  reviewAnswerAnswer,
  reviewAnswerBody,
  reviewsAnswer,
  reviewsQuery,
} from '../contract/review.ts';
import { fromCursor, pageOf } from '../cursor.ts';

const tags = ['reviews'];
const placeForm = /^[\d.e-]{1,30} [0-9a-f-]{36}$/;

export function reviewRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/reviews',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'Pairs of people that may be one, likeliest first, side by side',
        querystring: reviewsQuery,
        response: { 200: reviewsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, reason, ...filter } = request.query;
      const rows = await listReviews(deps.db, {
        ...filter,
        workspaceId,
        limit: limit + 1,
        levels: reason === undefined ? undefined : knownLevels(reason),
        before: placeOf(cursor),
      });
      const page = pageOf(rows, limit, (row) => `${row.probability} ${row.id}`);
      const items = await describeReviews(deps.db, { workspaceId, reviews: page.items });
      return { items, next: page.next };
    },
  );
  app.get(
    '/v1/reviews/:id',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: { tags, summary: 'One pair', params: idParams, response: { 200: review } },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const found = await findReview(deps.db, { workspaceId, id: request.params.id });
      const reviews = found === undefined ? [] : [found];
      const [shown] = await describeReviews(deps.db, { workspaceId, reviews });
      if (shown === undefined) throw new InputError('not_found', 'There is no such question.');
      return shown;
    },
  );
  app.post(
    '/v1/reviews/:id/answer',
    {
      config: { scope: 'review', permission: 'reviews.answer' },
      schema: {
        tags,
        summary: 'Say that the two are the same, different, or not to be asked about again',
        params: idParams,
        body: reviewAnswerBody,
        response: { 200: reviewAnswerAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { answer } = request.body;
      const reviewId = request.params.id;
      return await answerReview(deps, { workspaceId, reviewId, answer, actor: actorOf(caller) });
    },
  );
  app.post(
    '/v1/reviews/answers',
    {
      config: { scope: 'review', permission: 'reviews.answer' },
      schema: {
        tags,
        summary: 'Answer all questions of one pattern, at most 500 a call; first a preview',
        body: patternBody,
        response: { 200: patternAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { confirmedCount, ...pattern } = request.body;
      const none = { sample: [], answered: [], refused: [], heldBack: 0 };
      if (confirmedCount === undefined) {
        const preview = await previewPattern(deps, { workspaceId, ...pattern });
        return { ...none, isPreview: true, ...preview };
      }
      const actor = actorOf(caller);
      const wish = { workspaceId, ...pattern, confirmedCount, actor };
      const { left, ...done } = await answerByPattern(deps, wish);
      return { ...none, isPreview: false, count: left, ...done };
    },
  );
}

// The list is filtered by what was stored; of two facts only both sides together tell.
function knownLevels(reason: Parameters<typeof levelsOf>[0]) {
  const levels = levelsOf(reason);
  if (levels.length > 0) return levels;
  throw new InputError(
    'invalid',
    `The list cannot be narrowed to ${reason}; preview the pattern with POST /v1/reviews/answers.`,
    'reason',
  );
}

function placeOf(cursor: string | undefined): { probability: number; id: string } | undefined {
  const [probability, id] = fromCursor(cursor, placeForm)?.split(' ') ?? [];
  return id === undefined ? undefined : { probability: Number(probability), id };
}
