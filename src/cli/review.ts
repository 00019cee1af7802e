// fulcrum review: the pairs of people that may be one, and answering them one by one or by pattern.

import { InputError } from '../core/input-error.ts';
import { reviewFacts } from '../core/people/review-facts.ts';
import type { ReviewFact } from '../core/people/review-facts.ts';
import { listOpenReviews } from '../db/queries/match-reviews.ts';
import { answerByPattern, previewPattern } from '../flows/answer-by-pattern.ts';
import { answerReview, reviewAnswers } from '../flows/answer-review.ts';
import type { AnsweredReview, ReviewAnswer } from '../flows/answer-review.ts';
import { describeReviews } from '../flows/describe-reviews.ts';
import type { ShownReview } from '../flows/describe-reviews.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { through } from './through.ts';

type Answer = ReviewAnswer['answer'];

const shownMax = 50;

export const addReviewCommand: AddCommand = (program, context) => {
  const review = program
    .command('review')
    .description('people that may be one and wait for a word');
  review
    .command('list')
    .description(`the ${shownMax} likeliest pairs, side by side`)
    .action(() => list(context));
  review
    .command('answer')
    .description('say what a pair is: same, different, or never to be asked about again')
    .argument('<id>')
    .argument('<answer>', reviewAnswers.join(', '))
    .action((id: string, answer: string) => answerOne(context, id, readAnswer(answer)));
  review
    .command('pattern')
    .description('answer all pairs that look alike; without --confirm only counts them')
    .argument('<answer>', reviewAnswers.join(', '))
    .requiredOption('--facts <fact...>', `all of these hold: ${reviewFacts.join(', ')}`)
    .option('--without <fact...>', 'none of these', [])
    .option('--confirm <count>', 'the count that was shown', Number)
    .action((answer: string, options: PatternOptions) =>
      answerMany(context, readAnswer(answer), options),
    );
};

interface PatternOptions {
  facts: string[];
  without: string[];
  confirm?: number;
}

function readAnswer(text: string): Answer {
  const answer = reviewAnswers.find((known) => known === text);
  if (answer !== undefined) return answer;
  throw new InputError('invalid', `Answer one of ${reviewAnswers.join(', ')}.`, 'answer');
}

function readFacts(texts: readonly string[]): ReviewFact[] {
  return texts.map((text) => {
    const fact = reviewFacts.find((known) => known === text);
    if (fact !== undefined) return fact;
    throw new InputError(
      'invalid',
      `Nothing is called ${text}: ${reviewFacts.join(', ')}.`,
      'facts',
    );
  });
}

async function list(context: CommandContext): Promise<void> {
  const reviews = await through<ShownReview[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const found = await listOpenReviews(deps.db, { workspaceId, limit: shownMax });
      return await describeReviews(deps.db, { workspaceId, reviews: found });
    },
    there: async (server) => {
      const path = `/v1/reviews?limit=${shownMax}`;
      const page = (await server.ask({ method: 'GET', path })) as { items: ShownReview[] };
      return page.items;
    },
  });
  const lines = reviews.flatMap((review) => [
    `${review.id}  ${(review.probability * 100).toFixed(0)} %  ${review.because.join('; ')}`,
    ...table(
      ['', 'one', 'other', ''],
      review.fields.map(({ field, one, other, verdict }) => [
        field,
        one.map(({ value }) => value).join(', '),
        other.map(({ value }) => value).join(', '),
        verdict,
      ]),
    ),
    '',
  ]);
  context.output().result({ reviews }, reviews.length === 0 ? ['Nothing waits.'] : lines);
}

async function answerOne(context: CommandContext, id: string, answer: Answer): Promise<void> {
  const done = await through<AnsweredReview>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await answerReview(deps, { workspaceId, reviewId: id, answer, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/reviews/${encodeURIComponent(id)}/answer`,
        body: { answer },
      })) as AnsweredReview,
  });
  const undo =
    done.decisionId === null ? '' : ` Undo it with: fulcrum merge undo ${done.decisionId}`;
  context.output().result({ id, ...done }, [`${done.result.replaceAll('_', ' ')}.${undo}`]);
}

interface ManyAnswered {
  count: number;
  heldBack: number;
  answered: unknown[];
  refused: { reviewId: string; message: string }[];
}

async function answerMany(
  context: CommandContext,
  answer: Answer,
  options: PatternOptions,
): Promise<void> {
  const { confirm: confirmedCount } = options;
  const pattern = { facts: readFacts(options.facts), without: readFacts(options.without), answer };
  const done = await through<ManyAnswered>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      if (confirmedCount === undefined) {
        const preview = await previewPattern(deps, { workspaceId, ...pattern });
        return { ...preview, answered: [], refused: [] };
      }
      const wish = { workspaceId, ...pattern, confirmedCount, actor };
      const { left, ...made } = await answerByPattern(deps, wish);
      return { ...made, count: left, heldBack: 0 };
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/reviews/answers',
        body: { ...pattern, ...(confirmedCount === undefined ? {} : { confirmedCount }) },
      })) as ManyAnswered,
  });
  const { count, heldBack, answered, refused } = done;
  const lines =
    confirmedCount === undefined
      ? [
          `${count} pairs are like this, ${heldBack} more are to be looked at one by one.`,
          `Nothing was answered. To answer them: --confirm ${count}`,
        ]
      : [
          `${answered.length} answered, ${count} left.`,
          ...refused.map(({ reviewId, message }) => `${reviewId}: ${message}`),
        ];
  context.output().result({ ...done }, lines);
}
