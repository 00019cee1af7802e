// The connection to Lever: how it is, what it does now, its runs, undo, drift and webhooks.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type * as audit from '../../../src/http/contract/audit.ts';
import type * as dryRuns from '../../../src/http/contract/dry-run.ts';
import type * as lever from '../../../src/http/contract/lever.ts';
import type * as runs from '../../../src/http/contract/run.ts';
import type * as status from '../../../src/http/contract/status.ts';
import type * as undos from '../../../src/http/contract/undo.ts';
import type * as webhooks from '../../../src/http/contract/webhook.ts';
import { get, write, type Answer } from './request.ts';

export type Status = Answer<typeof status.statusAnswer>;
export type Health = Answer<typeof lever.healthAnswer>;
export type Preflight = Answer<typeof lever.preflightAnswer>;
export type Connection = NonNullable<Answer<typeof lever.connectionAnswer>['connection']>;
export type Run = Answer<typeof runs.runsAnswer>['items'][number];
export type RunWhole = Answer<typeof runs.runAnswer>;
export type DryRunItem = Answer<typeof dryRuns.dryRunAnswer>['items'][number];
export type Undo = Answer<typeof undos.undoAnswer>;
export type Drift = Answer<typeof lever.driftAnswer>['items'][number];
export type Endpoint = Answer<typeof webhooks.endpointsAnswer>['items'][number];
export type Delivery = Answer<typeof webhooks.deliveriesAnswer>['items'][number];

const first = { initialPageParam: null as string | null };
const pageSize = 50;
const lookAgainMs = 5_000;

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: () => get<typeof status.statusAnswer>('/v1/status'),
});

/** Calls move it without news, so it is asked again while it is looked at. */
export const healthQuery = queryOptions({
  queryKey: ['sync', 'health'],
  queryFn: () => get<typeof lever.healthAnswer>('/v1/lever/health'),
  refetchInterval: lookAgainMs,
});

export const connectionQuery = queryOptions({
  queryKey: ['sync', 'connection'],
  queryFn: () => get<typeof lever.connectionAnswer>('/v1/lever'),
});

export const preflightQuery = queryOptions({
  queryKey: ['sync', 'preflight'],
  queryFn: () => get<typeof lever.newestPreflightAnswer>('/v1/lever/preflight'),
});

export const runsQuery = infiniteQueryOptions({
  ...first,
  queryKey: ['runs'],
  queryFn: ({ pageParam }) =>
    get<typeof runs.runsAnswer>('/v1/runs', { limit: pageSize, cursor: pageParam }),
  getNextPageParam: (page) => page.next,
});

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: () => get<typeof runs.runAnswer>(`/v1/runs/${encodeURIComponent(id)}`),
  });

export const runItemsQuery = (id: string) =>
  infiniteQueryOptions({
    ...first,
    queryKey: ['run', id, 'items'],
    queryFn: ({ pageParam }) =>
      get<typeof runs.runItemsAnswer>(`/v1/runs/${id}/items`, { limit: 20, cursor: pageParam }),
    getNextPageParam: (page) => page.next,
  });

export const runWritesQuery = (id: string) =>
  infiniteQueryOptions({
    ...first,
    queryKey: ['run', id, 'writes'],
    queryFn: ({ pageParam }) =>
      get<typeof runs.runWritesAnswer>(`/v1/runs/${id}/writes`, { limit: 20, cursor: pageParam }),
    getNextPageParam: (page) => page.next,
  });

export const driftQuery = infiniteQueryOptions({
  ...first,
  queryKey: ['drift'],
  queryFn: ({ pageParam }) =>
    get<typeof lever.driftAnswer>('/v1/lever/drift', { limit: pageSize, cursor: pageParam }),
  getNextPageParam: (page) => page.next,
});

export const endpointsQuery = queryOptions({
  queryKey: ['webhooks', 'endpoints'],
  queryFn: () => get<typeof webhooks.endpointsAnswer>('/v1/webhook-endpoints', { limit: 200 }),
});

export const deliveriesQuery = infiniteQueryOptions({
  ...first,
  queryKey: ['webhooks', 'deliveries'],
  queryFn: ({ pageParam }) =>
    get<typeof webhooks.deliveriesAnswer>('/v1/webhook-deliveries', {
      limit: pageSize,
      cursor: pageParam,
    }),
  getNextPageParam: (page) => page.next,
});

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', 'delivery', id],
    queryFn: () => get<typeof webhooks.deliveryAnswer>(`/v1/webhook-deliveries/${id}`),
  });

export const activityQuery = queryOptions({
  queryKey: ['activity'],
  queryFn: () => get<typeof audit.auditAnswer>('/v1/audit', { limit: 12 }),
});

/** After it, whatever the sync shows is asked again. */
function useSyncChange<Wish, Done>(
  send: (wish: Wish) => Promise<Done>,
  more: { showsErrors?: boolean; onDone?: () => void } = {},
) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: more.showsErrors === true },
    mutationFn: send,
    onSuccess: () => more.onDone?.(),
    onSettled: () =>
      client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
  });
}

export function useRunPreflight() {
  return useSyncChange(() => write<typeof lever.preflightAnswer>('POST', '/v1/lever/preflight'));
}

export function useSwitchSync() {
  return useSyncChange(
    (wish: { on: true; overrideBecause?: string } | { on: false; because: string }) => {
      const { on, ...body } = wish;
      return write<typeof lever.syncAnswer>('POST', `/v1/lever/sync/${on ? 'on' : 'off'}`, body);
    },
  );
}

/** `onDone` is called even where the step that asked is no longer shown. */
export function useConnectByKey(onDone: () => void) {
  return useSyncChange(
    (wish: { baseUrl: string; apiKey: string; performAsEmail: string; publicUrl: string | null }) =>
      write<typeof lever.connectAnswer>('PUT', '/v1/lever', wish),
    { showsErrors: true, onDone },
  );
}

export function useConfirmRun() {
  return useSyncChange((wish: { id: string; confirmedCount: number }) =>
    write<typeof runs.confirmedRunAnswer>('POST', `/v1/runs/${wish.id}/confirm`, {
      confirmedCount: wish.confirmedCount,
    }),
  );
}

export function useCancelRun() {
  return useSyncChange((id: string) =>
    write<typeof runs.runCancelAnswer>('POST', `/v1/runs/${id}/cancel`),
  );
}

export interface UndoWish {
  scope: { runId: string } | { personId: string } | { importId: string };
  reason: string;
}

/** Says what would be taken back; changes nothing. */
export function usePreviewUndo() {
  return useMutation({
    mutationFn: (wish: UndoWish) =>
      write<typeof undos.undoAnswer>('POST', '/v1/undo?preview=true', wish),
  });
}

export function useUndo() {
  return useSyncChange((wish: UndoWish) =>
    write<typeof undos.undoAnswer>('POST', '/v1/undo?preview=false', wish),
  );
}

export function useAddEndpoint() {
  return useSyncChange((wish: { url: string; events: string[] }) =>
    write<typeof webhooks.madeEndpoint>('POST', '/v1/webhook-endpoints', wish),
  );
}

export function useReplayDelivery() {
  return useSyncChange((id: string) => write('POST', `/v1/webhook-deliveries/${id}/replay`));
}

export function useRemoveEndpoint() {
  return useSyncChange((id: string) => write('DELETE', `/v1/webhook-endpoints/${id}`));
}
