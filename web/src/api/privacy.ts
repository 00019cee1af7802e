// What data protection asks of one person: what both sides hold, the ground for contacting, erasing.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type * as consents from '../../../src/http/contract/consent.ts';
import type * as erasures from '../../../src/http/contract/erasure.ts';
import type * as fields from '../../../src/http/contract/person-field.ts';
import { get, write, type Answer } from './request.ts';

export type RecordFields = Answer<typeof fields.personFieldsAnswer>['items'][number];
export type FieldStanding = RecordFields['fields'][number];
export type ErasurePreview = Answer<typeof erasures.erasurePreview>;

export const personFieldsQuery = (id: string) =>
  queryOptions({
    queryKey: ['person', id, 'fields'],
    queryFn: () => get<typeof fields.personFieldsAnswer>(`/v1/people/${id}/fields`),
  });

export const contactBasisQuery = (id: string) =>
  queryOptions({
    queryKey: ['person', id, 'basis'],
    queryFn: () => get<typeof consents.contactBasisAnswer>(`/v1/people/${id}/contact-basis`),
  });

export const erasurePreviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['person', id, 'erasure'],
    queryFn: () => get<typeof erasures.erasurePreview>(`/v1/people/${id}/erase`),
  });

/** Everything held on them, as a file of the reader's own; the reading is audited, so it is asked for with POST. */
export function useTakeAway(id: string) {
  return useMutation({
    mutationFn: () => write('POST', `/v1/people/${id}/export`),
    onSuccess: (held) => {
      const text = JSON.stringify(held, null, 2);
      const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = `person-${id}.json`;
      link.click();
      URL.revokeObjectURL(address);
    },
  });
}

export function useErase(id: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (because: string) => write('POST', `/v1/people/${id}/erase`, { because }),
    onSettled: () => client.invalidateQueries({ queryKey: ['person', id] }),
  });
}
