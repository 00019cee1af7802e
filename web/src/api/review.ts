// What waits for a decision: doubtful matches, conflicts with Lever, parked work.
import {
  infiniteQueryOptions,
  useMutation,
  useQueryClient,
  type InfiniteData,
} from '@tanstack/react-query';
import type * as conflicts from '../../../src/http/contract/conflict.ts';
import type * as merges from '../../../src/http/contract/merge.ts';
import type * as parked from '../../../src/http/contract/parked.ts';
import type * as reviews from '../../../src/http/contract/review.ts';
import { get, write, type Answer } from './request.ts';

type Reviews = Answer<typeof reviews.reviewsAnswer>;
type Conflicts = Answer<typeof conflicts.conflictsAnswer>;
type ParkedPage = Answer<typeof parked.parkedAnswer>;

export type Review = Reviews['items'][number];
export type ReviewAnswer = 'same' | 'different' | 'never';
export type Conflict = Conflicts['items'][number];
export type Decision = 'keep_theirs' | 'use_ours';
export type Parked = ParkedPage['items'][number];
export type Pattern = Answer<typeof reviews.patternAnswer>;

interface Page<Item> {
  items: Item[];
  next: string | null;
}

const first = { initialPageParam: null as string | null };
const pageSize = 50;

export const reviewsQuery = infiniteQueryOptions({
  ...first,
  queryKey: ['reviews'],
  queryFn: ({ pageParam }) =>
    get<typeof reviews.reviewsAnswer>('/v1/reviews', { limit: pageSize, cursor: pageParam }),
  getNextPageParam: (page) => page.next,
});

export const conflictsQuery = infiniteQueryOptions({
  ...first,
  queryKey: ['conflicts'],
  queryFn: ({ pageParam }) =>
    get<typeof conflicts.conflictsAnswer>('/v1/conflicts', { limit: pageSize, cursor: pageParam }),
  getNextPageParam: (page) => page.next,
});

export const parkedQuery = infiniteQueryOptions({
  ...first,
  queryKey: ['parked'],
  queryFn: ({ pageParam }) =>
    get<typeof parked.parkedAnswer>('/v1/parked', { limit: pageSize, cursor: pageParam }),
  getNextPageParam: (page) => page.next,
});

export function useAnswerReview() {
  return useTaken('reviews', (wish: { id: string; answer: ReviewAnswer }) =>
    write<typeof reviews.reviewAnswerAnswer>('POST', `/v1/reviews/${wish.id}/answer`, {
      answer: wish.answer,
    }),
  );
}

export function useAnswerAlike() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { facts: string[]; answer: ReviewAnswer; confirmedCount?: number }) =>
      write<typeof reviews.patternAnswer>('POST', '/v1/reviews/answers', wish),
    onSuccess: (answer) => {
      if (!answer.isPreview) void client.invalidateQueries({ queryKey: ['reviews'] });
    },
  });
}

export function useUndoMerge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decisionId: string) =>
      write<typeof merges.undoAnswer>('POST', `/v1/merges/${decisionId}/undo`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['reviews'] }),
  });
}

export function useDecideConflict() {
  return useTaken('conflicts', (wish: { id: string; decision: Decision }) =>
    write<typeof conflicts.conflict>('POST', `/v1/conflicts/${wish.id}/decide`, {
      decision: wish.decision,
    }),
  );
}

export function useRevertConflict() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      write<typeof conflicts.conflict>('POST', `/v1/conflicts/${id}/revert`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['conflicts'] }),
  });
}

export function useSettleParked() {
  return useTaken('parked', (wish: { id: string; reason: string | null }) =>
    wish.reason === null
      ? write<typeof parked.settledAnswer>('POST', `/v1/parked/${wish.id}/retry`)
      : write<typeof parked.settledAnswer>('POST', `/v1/parked/${wish.id}/dismiss`, {
          reason: wish.reason,
        }),
  );
}

/** What is decided leaves the list at once, and comes back where the server refuses. */
function useTaken<Wish extends { id: string }, Done>(
  list: string,
  send: (wish: Wish) => Promise<Done>,
) {
  const client = useQueryClient();
  const queryKey = [list];
  return useMutation({
    mutationFn: send,
    async onMutate({ id }) {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData<InfiniteData<Page<{ id: string }>>>(queryKey);
      client.setQueryData<InfiniteData<Page<{ id: string }>>>(queryKey, (known) =>
        known === undefined
          ? known
          : { ...known, pages: known.pages.map((page) => without(page, id)) },
      );
      return before;
    },
    onError: (_error, _wish, before) => client.setQueryData(queryKey, before),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}

function without<Item extends { id: string }>(page: Page<Item>, id: string): Page<Item> {
  return { ...page, items: page.items.filter((item) => item.id !== id) };
}
