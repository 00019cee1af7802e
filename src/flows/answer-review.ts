// A human answers whether two persons are one. "Different" holds for ever, until a human takes it back.

import { InputError } from '../core/input-error.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { answerReview as storeAnswer, lockReview } from '../db/queries/match-reviews.ts';
import type { ReviewState } from '../db/queries/match-reviews.ts';
import { lockPersons } from '../db/queries/persons.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { keepApart } from './keep-apart.ts';
import { mergeByHandWithin } from './merge-by-hand.ts';

export const reviewAnswers = [
  'same',
  'different',
  'never', // Not to be asked again; surer evidence may still make them one.
] as const;

export interface ReviewAnswer {
  workspaceId: string;
  reviewId: string;
  answer: (typeof reviewAnswers)[number];
  actor: string;
}

export interface AnsweredReview {
  /** `overtaken`: the two became one, or one of them is gone, before the answer came. */
  result: 'merged' | 'kept_apart' | 'not_asked_again' | 'overtaken';
  survivorId: string | null;
  /** Of the merge, for undo. */
  decisionId: string | null;
}

/** A second answer to one question is refused as a conflict: nobody's answer is overwritten silently. */
export async function answerReview(deps: Deps, answer: ReviewAnswer): Promise<AnsweredReview> {
  const answered = await inTransaction(deps.db, (trx) => answerWithin(trx, deps, answer));
  deps.wake();
  return answered;
}

export interface BulkAnswer {
  answered: { reviewId: string; result: AnsweredReview['result'] }[];
  refused: { reviewId: string; message: string }[];
}

export const bulkMax = 500;

/** One answer to many questions, each in its own transaction: one that is refused does not hold up the others. */
export async function answerReviews(
  deps: Deps,
  bulk: {
    workspaceId: string;
    reviewIds: readonly string[];
    answer: ReviewAnswer['answer'];
    actor: string;
  },
): Promise<BulkAnswer> {
  const { reviewIds, ...common } = bulk;
  if (reviewIds.length > bulkMax) {
    throw new InputError('too_large', `Answer at most ${bulkMax} questions at once.`, 'reviewIds');
  }
  const done: BulkAnswer = { answered: [], refused: [] };
  for (const reviewId of reviewIds) {
    try {
      const { result } = await answerReview(deps, { ...common, reviewId });
      done.answered.push({ reviewId, result });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      done.refused.push({ reviewId, message: error.message });
    }
  }
  return done;
}

async function answerWithin(trx: Trx, deps: Deps, given: ReviewAnswer): Promise<AnsweredReview> {
  const { workspaceId, reviewId, answer, actor } = given;
  const review = await lockReview(trx, { workspaceId, id: reviewId });
  if (review === undefined)
    throw new InputError('not_found', 'There is no such question.', 'reviewId');
  if (review.state !== 'open') {
    throw new InputError(
      'conflict',
      `This question is answered already: ${review.state}.`,
      'reviewId',
    );
  }
  const personIds = [review.personId, review.otherPersonId] as const;
  const locked = await lockPersons(trx, { workspaceId, personIds });
  const store = (state: Exclude<ReviewState, 'open'>): Promise<void> =>
    storeAnswer(trx, { workspaceId, id: reviewId, state, by: actor, now: deps.clock.now() });
  if (locked.filter(({ isLive }) => isLive).length !== 2) {
    await store('overtaken');
    return { result: 'overtaken', survivorId: null, decisionId: null };
  }
  await store(answer);
  const entry: AuditEntry = {
    workspaceId,
    actor,
    action: 'review.answered',
    subjectKind: 'review',
    subjectId: reviewId,
    personId: review.personId,
    detail: { answer, otherPersonId: review.otherPersonId, probability: review.probability },
  };
  if (answer !== 'same') {
    const mayMerge = answer === 'never';
    await keepApart(trx, deps, { workspaceId, actor, personIds, mayMerge });
    await appendAudit(trx, deps, [entry]);
    const result = mayMerge ? 'not_asked_again' : 'kept_apart';
    return { result, survivorId: null, decisionId: null };
  }
  const merged = await mergeByHandWithin(trx, deps, {
    workspaceId,
    personIds,
    actor,
    score: review.probability,
  });
  await appendAudit(trx, deps, [entry, ...merged.entries]);
  return { result: 'merged', survivorId: merged.survivorId, decisionId: merged.decisionId };
}
