// The field mapping: the one in force, its versions, trying one on the people who are here, and changing it.
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type * as contract from '../../../src/http/contract/mapping.ts';
import { get, write, type Answer } from './request.ts';

export type MappingInForce = Answer<typeof contract.mappingAnswer>;
export type MappingVersion = Answer<typeof contract.versionsAnswer>['items'][number];

/** Null is the workspace's own. */
type JobId = string | null;

export const mappingOfQuery = (jobId: JobId) =>
  queryOptions({
    queryKey: ['mapping', jobId],
    queryFn: () => get<typeof contract.mappingAnswer>('/v1/mapping', { jobId }),
  });

export const mappingVersionsQuery = (jobId: JobId) =>
  infiniteQueryOptions({
    queryKey: ['mapping', jobId, 'versions'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      get<typeof contract.versionsAnswer>('/v1/mapping/versions', {
        jobId,
        limit: 20,
        cursor: pageParam,
      }),
    getNextPageParam: (page) => page.next,
  });

export const mappingDiffQuery = (wish: { jobId: JobId; from: number; to: number }) =>
  queryOptions({
    queryKey: ['mapping', wish.jobId, 'diff', wish.from, wish.to],
    staleTime: Infinity,
    queryFn: () => get<typeof contract.diffAnswer>('/v1/mapping/diff', wish),
  });

/** Tried as it is typed; the last answer stays until the next one is there. */
export const mappingTrialQuery = (wish: { jobId: JobId; mapping: object }) =>
  queryOptions({
    queryKey: ['mapping-trial', wish],
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: () => write<typeof contract.mappingTryAnswer>('POST', '/v1/mapping/try', wish),
  });

export function useChangeMapping(jobId: JobId) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (wish: { mapping: object; basedOn: number }) =>
      write<typeof contract.mappingChangeAnswer>('PUT', '/v1/mapping', { ...wish, jobId }),
    onSettled: () => client.invalidateQueries({ queryKey: ['mapping'] }),
  });
}

export function useRestoreMapping(jobId: JobId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: number) =>
      write<typeof contract.mappingChangeAnswer>('POST', '/v1/mapping/restore', { version, jobId }),
    onSettled: () => client.invalidateQueries({ queryKey: ['mapping'] }),
  });
}

export async function readSuggestedMapping(): Promise<object> {
  const suggested = await get<typeof contract.suggestAnswer>('/v1/mapping/suggested', {});
  return suggested.mapping;
}
