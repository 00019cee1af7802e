// Openings and clicks: whether they are looked at, and what was seen.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type * as contract from '../../../src/http/contract/tracking.ts';
import { get, write, type Answer } from './request.ts';

export type SequenceTracking = Answer<typeof contract.sequenceTrackingAnswer>;

export const trackingQuery = queryOptions({
  queryKey: ['tracking'],
  queryFn: () => get<typeof contract.trackingAnswer>('/v1/tracking'),
});

export const sequenceTrackingQuery = (id: string) =>
  queryOptions({
    queryKey: ['tracking', id],
    queryFn: () => get<typeof contract.sequenceTrackingAnswer>(`/v1/tracking/sequences/${id}`),
  });

export function useChangeTracking(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { opens: boolean; clicks: boolean }) =>
      write<typeof contract.sequenceTrackingAnswer>('PUT', `/v1/tracking/sequences/${id}`, wish),
    onSettled: () => void client.invalidateQueries({ queryKey: ['tracking', id] }),
  });
}
