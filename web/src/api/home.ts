// What home shows besides the status: the weeks behind us, and the pilot that runs.
import { queryOptions } from '@tanstack/react-query';
import type * as kpis from '../../../src/http/contract/kpi.ts';
import type * as pilots from '../../../src/http/contract/pilot.ts';
import { get, type Answer } from './request.ts';

export type Week = Answer<typeof kpis.breakdownAnswer>['items'][number];
export type RunningPilot = Answer<typeof pilots.pilotsAnswer>['items'][number];

const weeksShown = 8;
const dayMs = 86_400_000;

export const weeksQuery = queryOptions({
  queryKey: ['home', 'weeks'],
  queryFn: () => {
    const from = new Date(Date.now() - weeksShown * 7 * dayMs).toISOString().slice(0, 10);
    return get<typeof kpis.breakdownAnswer>('/v1/kpis/breakdown', { by: 'week', from });
  },
});

export const homePilotsQuery = queryOptions({
  queryKey: ['home', 'pilots'],
  queryFn: () => get<typeof pilots.pilotsAnswer>('/v1/pilots', { limit: 20 }),
});

export const pilotComparisonQuery = (id: string) =>
  queryOptions({
    queryKey: ['home', 'pilot', id],
    queryFn: () => get<typeof pilots.comparisonAnswer>(`/v1/pilots/${id}/comparison`),
  });
