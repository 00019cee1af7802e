// Runs of people through our sequences: enrolling with every check told, approving, pausing, stopping.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type * as contract from '../../../src/http/contract/enrollment.ts';
import { get, write, type Answer } from './request.ts';

export type Run = Answer<typeof contract.runsOfOursAnswer>['items'][number];
export type RunState = Run['state'];
export type Enrolled = Answer<typeof contract.enrolAnswer>;
export type EnrolledPerson = Enrolled['items'][number];

export interface EnrolWish {
  sequenceId: string;
  personIds: string[];
  mailboxId: string | null;
  jobId: string | null;
  overrideBecause?: string;
}

export const runsQuery = (sequenceId: string, state: RunState | null) =>
  infiniteQueryOptions({
    initialPageParam: null as string | null,
    queryKey: ['enrollments', sequenceId, state],
    queryFn: ({ pageParam }) =>
      get<typeof contract.runsOfOursAnswer>('/v1/enrollments', {
        sequenceId,
        state,
        limit: 50,
        cursor: pageParam,
      }),
    getNextPageParam: (page) => page.next,
  });

export const runOfOursQuery = (id: string) =>
  queryOptions({
    queryKey: ['enrollments', 'one', id],
    queryFn: () => get<typeof contract.runOfOursAnswer>(`/v1/enrollments/${id}`),
  });

/** Says for each person what would happen and why; changes nothing. */
export function usePreviewEnrol() {
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (wish: EnrolWish) =>
      write<typeof contract.enrolAnswer>('POST', '/v1/enrollments?preview=true', wish),
  });
}

export function useEnrol() {
  return useRunChange((wish: EnrolWish) =>
    write<typeof contract.enrolAnswer>('POST', '/v1/enrollments?preview=false', wish),
  );
}

export function useApproveRun() {
  return useRunChange((id: string) =>
    write<typeof contract.approveRunAnswer>('POST', `/v1/enrollments/${id}/approve`),
  );
}

export type RunWord = 'pause' | 'resume' | 'stop';

export function useChangeRun() {
  return useRunChange(({ id, word, because }: { id: string; word: RunWord; because: string }) =>
    write<typeof contract.runDone>('POST', `/v1/enrollments/${id}/${word}`, { because }),
  );
}

function useRunChange<Wish, Done>(send: (wish: Wish) => Promise<Done>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    // Nobody waits for it: what was asked about may be gone from the list by then.
    onSettled() {
      void client.invalidateQueries({ queryKey: ['enrollments'] });
      void client.invalidateQueries({ queryKey: ['tasks'] });
    },
  });
}
