// The numbers: read from sums, each with the events behind it; and pilots.
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type * as catalog from '../../../src/http/contract/catalog.ts';
import type * as contract from '../../../src/http/contract/kpi.ts';
import type * as pilots from '../../../src/http/contract/pilot.ts';
import { get, write, type Answer } from './request.ts';

export type Kpis = Answer<typeof contract.kpisAnswer>;
export type Share = Answer<typeof contract.share>;
export type Responses = Answer<typeof contract.responsesAnswer>['items'][number];
export type BreakdownRow = Answer<typeof contract.breakdownAnswer>['items'][number];
export type Kpi = Answer<typeof contract.eventsQuery>['kpi'];
export type Breakdown = Answer<typeof contract.breakdownQuery>['by'];
export type Grain = Answer<typeof contract.responsesQuery>['by'];
export type Report = Answer<typeof contract.exportQuery>['report'];
export type Pilot = Answer<typeof pilots.pilot>;
export type Comparison = Answer<typeof pilots.comparisonAnswer>;
export type Compared = Comparison['comparisons'][number];
export type PilotWish = Answer<typeof pilots.pilotBody>;
export type WidenWish = Answer<typeof pilots.widenBody>;
export type RolledBack = Answer<typeof pilots.rollBackAnswer>;

export interface KpiFilter {
  from?: string | undefined;
  to?: string | undefined;
  jobId?: string | undefined;
  sourcer?: string | undefined;
  source?: string | undefined;
}

/** Which number, and of which group of messages. */
export interface Behind {
  kpi: Kpi;
  sequence?: string;
  step?: number;
  variant?: string;
  channel?: string;
}

export const kpisQuery = (filter: KpiFilter) =>
  queryOptions({
    queryKey: ['kpis', filter],
    placeholderData: keepPreviousData,
    queryFn: () => get<typeof contract.kpisAnswer>('/v1/kpis', { ...filter }),
  });

export const definitionsQuery = queryOptions({
  queryKey: ['kpi-definitions'],
  staleTime: Infinity,
  queryFn: () => get<typeof contract.definitionsAnswer>('/v1/kpis/definitions'),
});

export const breakdownQuery = (filter: KpiFilter, by: Breakdown) =>
  queryOptions({
    queryKey: ['kpis', 'breakdown', by, filter],
    placeholderData: keepPreviousData,
    queryFn: () => get<typeof contract.breakdownAnswer>('/v1/kpis/breakdown', { ...filter, by }),
  });

export const responsesQuery = (filter: KpiFilter & { sequence?: string }, by: Grain) =>
  queryOptions({
    queryKey: ['kpis', 'responses', by, filter],
    placeholderData: keepPreviousData,
    queryFn: () => get<typeof contract.responsesAnswer>('/v1/kpis/responses', { ...filter, by }),
  });

export const eventsQuery = (filter: KpiFilter, behind: Behind) =>
  infiniteQueryOptions({
    initialPageParam: null as string | null,
    queryKey: ['kpis', 'events', filter, behind],
    queryFn: ({ pageParam }) =>
      get<typeof contract.eventsAnswer>('/v1/kpis/events', {
        ...filter,
        ...behind,
        limit: 50,
        cursor: pageParam,
      }),
    getNextPageParam: (page) => page.next,
  });

/** A link that the browser downloads by itself. */
export function exportLink(
  filter: KpiFilter,
  wish: { report: Report; format: 'csv' | 'json'; kpi?: Kpi },
): string {
  const given = Object.entries({ ...filter, ...wish }).filter(([, value]) => value !== undefined);
  return `/v1/kpis/export?${new URLSearchParams(given as [string, string][]).toString()}`;
}

export const pilotsQuery = infiniteQueryOptions({
  initialPageParam: null as string | null,
  queryKey: ['pilots'],
  queryFn: ({ pageParam }) =>
    get<typeof pilots.pilotsAnswer>('/v1/pilots', { limit: 50, cursor: pageParam }),
  getNextPageParam: (page) => page.next,
});

export const pilotQuery = (id: string) =>
  queryOptions({
    queryKey: ['pilots', id],
    queryFn: () => get<typeof pilots.pilot>(`/v1/pilots/${encodeURIComponent(id)}`),
  });

export const comparisonQuery = (id: string) =>
  queryOptions({
    queryKey: ['pilots', id, 'comparison'],
    queryFn: () => get<typeof pilots.comparisonAnswer>(`/v1/pilots/${id}/comparison`),
  });

export const reportsQuery = (id: string) =>
  infiniteQueryOptions({
    initialPageParam: null as string | null,
    queryKey: ['pilots', id, 'reports'],
    queryFn: ({ pageParam }) =>
      get<typeof pilots.reportsAnswer>(`/v1/pilots/${id}/reports`, {
        limit: 20,
        cursor: pageParam,
      }),
    getNextPageParam: (page) => page.next,
  });

export const findingsQuery = (id: string) =>
  infiniteQueryOptions({
    initialPageParam: null as string | null,
    queryKey: ['pilots', id, 'findings'],
    queryFn: ({ pageParam }) =>
      get<typeof pilots.findingsAnswer>(`/v1/pilots/${id}/findings`, {
        limit: 20,
        cursor: pageParam,
      }),
    getNextPageParam: (page) => page.next,
  });

export function useStartPilot() {
  return usePilotChange(
    (wish: PilotWish) => write<typeof pilots.pilot>('POST', '/v1/pilots', wish),
    true,
  );
}

export function useWidenPilot(id: string) {
  return usePilotChange((wish: WidenWish) =>
    write<typeof pilots.pilot>('POST', `/v1/pilots/${id}/widen`, wish),
  );
}

/** `preview` only says what would be taken back. */
export function useRollBackPilot(id: string) {
  return usePilotChange((wish: { preview: boolean; archiveReasonId: string | null }) =>
    write<typeof pilots.rollBackAnswer>('POST', `/v1/pilots/${id}/roll-back`, wish),
  );
}

export function useClosePilot(id: string) {
  return usePilotChange(() => write<typeof pilots.pilot>('POST', `/v1/pilots/${id}/close`));
}

function usePilotChange<Wish, Done>(send: (wish: Wish) => Promise<Done>, showsErrors = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors },
    mutationFn: send,
    // Nobody waits for it: a decided pilot takes the button away that has to tell so.
    onSettled: () => void client.invalidateQueries({ queryKey: ['pilots'] }),
  });
}

/** Why Lever may archive a candidate, to choose from. */
export const archiveReasonsQuery = queryOptions({
  queryKey: ['archive-reasons'],
  staleTime: 10 * 60_000,
  queryFn: () =>
    get<typeof catalog.catalogAnswer>('/v1/lever/catalog', { kind: 'archive_reason', limit: 200 }),
});
