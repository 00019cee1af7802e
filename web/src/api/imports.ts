// Imports of spreadsheets: upload, what the columns mean, trying, starting, and how far one is.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type * as dryRuns from '../../../src/http/contract/dry-run.ts';
import type * as contract from '../../../src/http/contract/import.ts';
import { get, write, type Answer } from './request.ts';

export type Import = Answer<typeof contract.importShown>;
export type ImportPreview = Answer<typeof contract.importPreview>;
export type ImportTrial = Answer<typeof contract.importTrial>;
export type ImportDryRun = Answer<typeof dryRuns.dryRunAnswer>;
export type Target = NonNullable<ImportPreview['columns'][number]['target']>;

const pageSize = 30;
const movingMs = 1_000;

export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam }) =>
    get<typeof contract.importsAnswer>('/v1/imports', { limit: pageSize, cursor: pageParam }),
  getNextPageParam: (page) => page.next,
});

/** Asked again while its rows are being taken in. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['import', id],
    queryFn: () => get<typeof contract.importShown>(`/v1/imports/${encodeURIComponent(id)}`),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? movingMs : false),
  });

export const importPreviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['import', id, 'preview'],
    staleTime: Infinity,
    queryFn: () => get<typeof contract.importPreview>(`/v1/imports/${id}/preview`),
  });

export function useUpload(onDone: (id: string) => void) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: true },
    async mutationFn(file: File) {
      const form = new FormData();
      form.append('file', file);
      const fileName = encodeURIComponent(file.name.slice(-255));
      const path = `/v1/imports?source=csv&fileName=${fileName}`;
      return await write<typeof contract.importWithPreview>('POST', path, form);
    },
    onSuccess(made) {
      client.setQueryData(importQuery(made.import.id).queryKey, made.import);
      client.setQueryData(importPreviewQuery(made.import.id).queryKey, made.preview);
      void client.invalidateQueries({ queryKey: ['imports'] });
      onDone(made.import.id);
    },
  });
}

export interface MappingWish {
  columns?: Record<string, Target | null>;
  source?: string;
  job?: { externalId: string; name?: string } | null;
}

export function useMapImport(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: MappingWish) =>
      write<typeof contract.importPreview>('PUT', `/v1/imports/${id}/mapping`, wish),
    onSuccess(preview) {
      client.setQueryData(importPreviewQuery(id).queryKey, preview);
      void client.invalidateQueries({ queryKey: ['import', id], exact: true });
    },
  });
}

/** Counts every row and, of what Lever would get, the first people; writes nothing. */
export function useTryImport(id: string) {
  return useMutation({
    meta: { showsErrors: true },
    async mutationFn() {
      const trial = await write<typeof contract.importTrial>(
        'POST',
        `/v1/imports/${id}/try?rowsMax=100000`,
      );
      const dryRun = await write<typeof dryRuns.dryRunAnswer>('POST', `/v1/imports/${id}/dry-run`);
      return { trial, dryRun };
    },
  });
}

export function useMoveImport(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: 'start' | 'cancel') =>
      write<typeof contract.importShown>('POST', `/v1/imports/${id}/${step}`),
    onSuccess: (changed) => client.setQueryData(importQuery(id).queryKey, changed),
    onSettled: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
}
