// Sequences: the list, one with its draft, what is wrong with a text, what a person would get, publishing and pausing.
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type * as mailboxes from '../../../src/http/contract/mailbox.ts';
import type * as contract from '../../../src/http/contract/sequence.ts';
import { get, write, type Answer } from './request.ts';

export type Sequence = Answer<typeof contract.sequencesAnswer>['items'][number];
export type SequenceWhole = Answer<typeof contract.sequenceAnswer>;
export type SequenceBody = Answer<typeof contract.sequenceBody>;
export type Step = SequenceBody['steps'][number];
export type Variant = Step['variants'][number];
export type SendWindow = SequenceBody['window'];
export type LintProblem = Answer<typeof contract.lintSequenceAnswer>['problems'][number];
export type Preview = Answer<typeof contract.previewSequenceAnswer>;
export type PreviewedStep = Preview['steps'][number];
export type Guard = Answer<typeof contract.guardAnswer>;

export interface AsPerson {
  personId: string;
  mailboxId: string | null;
  jobId: string | null;
}

const pageSize = 100;

export const sequencesQuery = infiniteQueryOptions({
  initialPageParam: null as string | null,
  queryKey: ['sequences'],
  queryFn: ({ pageParam }) =>
    get<typeof contract.sequencesAnswer>('/v1/sequences', { limit: pageSize, cursor: pageParam }),
  getNextPageParam: (page) => page.next,
});

export const sequenceQuery = (id: string) =>
  queryOptions({
    queryKey: ['sequence', id],
    queryFn: () => get<typeof contract.sequenceAnswer>(`/v1/sequences/${encodeURIComponent(id)}`),
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['sequence', id, 'versions'],
    queryFn: () => get<typeof contract.sequenceVersionsAnswer>(`/v1/sequences/${id}/versions`),
  });

export const versionDiffQuery = (id: string, pair: { from: number; to: number }) =>
  queryOptions({
    queryKey: ['sequence', id, 'diff', pair],
    queryFn: () => get<typeof contract.sequenceDiffAnswer>(`/v1/sequences/${id}/diff`, pair),
  });

/** Asked again at every pause in typing; the words before stay until the new ones are there. */
export const lintQuery = (body: SequenceBody) =>
  queryOptions({
    queryKey: ['lint', body],
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    queryFn: () =>
      write<typeof contract.lintSequenceAnswer>('POST', '/v1/sequences/lint', { body }),
  });

/** Of words that are not saved yet, or of a saved version. */
export const previewQuery = (
  id: string,
  what: { body: SequenceBody } | { version: number },
  as: AsPerson,
) =>
  queryOptions({
    queryKey: ['preview', id, what, as],
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    queryFn: () =>
      write<typeof contract.previewSequenceAnswer>('POST', `/v1/sequences/${id}/preview`, {
        ...as,
        ...what,
      }),
  });

export function useCreateSequence(onMade: (id: string) => void) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (wish: { name: string; body: SequenceBody }) =>
      write<typeof contract.savedSequenceAnswer>('POST', '/v1/sequences', wish),
    onSuccess({ id }) {
      void client.invalidateQueries({ queryKey: ['sequences'] });
      onMade(id);
    },
  });
}

/** `newer`: somebody else saved this draft since `changedAt`. */
export function useSaveDraft(id: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (wish: { body: SequenceBody; expectedAt?: string }) =>
      write<typeof contract.savedSequenceAnswer>('PUT', `/v1/sequences/${id}`, wish),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['sequence', id] }),
  });
}

export function usePublish(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => write<typeof contract.publishedAnswer>('POST', `/v1/sequences/${id}/publish`),
    onSettled: () => refresh(client, id),
  });
}

export type StateWord = 'pause' | 'resume' | 'archive';

export function useChangeState(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ word, because }: { word: StateWord; because: string }) =>
      write<typeof mailboxes.acknowledgedAnswer>('POST', `/v1/sequences/${id}/${word}`, {
        because,
      }),
    onSettled: () => refresh(client, id),
  });
}

export function useSendTest(id: string) {
  return useMutation({
    mutationFn: (wish: AsPerson & { mailboxId: string; stepId: string }) =>
      write<typeof contract.testSequenceAnswer>('POST', `/v1/sequences/${id}/test`, wish),
  });
}

// Nobody waits for it: a button may be gone once the new state is here, and what it has to tell with it.
function refresh(client: ReturnType<typeof useQueryClient>, id: string): void {
  void client.invalidateQueries({ queryKey: ['sequence', id] });
  void client.invalidateQueries({ queryKey: ['sequences'] });
}
