// People: the list, one person with everything known, holds on their outreach.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type * as holds from '../../../src/http/contract/hold.ts';
import type * as contract from '../../../src/http/contract/person.ts';
import { get, write, type Answer } from './request.ts';

export type PersonShown = Answer<typeof contract.peopleAnswer>['items'][number];
export type PersonWhole = Answer<typeof contract.personAnswer>;
export type Touch = PersonWhole['touches'][number];
export type Decision = PersonWhole['decisions'][number];
export type Hold = PersonWhole['holds'][number];

const pageSize = 100;

/** What narrows the list besides a search. */
export type PeopleFilter = Readonly<
  Partial<Record<'jobId' | 'status' | 'held' | 'inLever', string>>
>;

export const peopleQuery = (text: string, filter: PeopleFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ['people', text, filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      get<typeof contract.peopleAnswer>('/v1/people', {
        limit: pageSize,
        cursor: pageParam,
        ...filter,
        ...keyOf(text),
      }),
    getNextPageParam: (page) => page.next,
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['person', id],
    queryFn: () => get<typeof contract.personAnswer>(`/v1/people/${encodeURIComponent(id)}`),
  });

export function usePlaceHold(personId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (hold: { effect: 'pause' | 'stop'; because: string }) =>
      write<typeof holds.placeHoldAnswer>('POST', '/v1/holds', { personId, ...hold }),
    onSettled: () => client.invalidateQueries({ queryKey: ['person', personId] }),
  });
}

export function useLiftHold(personId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, because }: { id: string; because: string }) =>
      write<typeof holds.liftHoldAnswer>('POST', `/v1/holds/${id}/lift`, { because }),
    onSettled: () => client.invalidateQueries({ queryKey: ['person', personId] }),
  });
}

/** A canonical value stands with the profile it came from. */
export function valueOf(canonical: PersonShown['canonical'], field: string): string | null {
  const found = canonical[field];
  if (typeof found !== 'object' || found === null || !('value' in found)) return null;
  return typeof found.value === 'string' ? found.value : null;
}

/** What the person typed is a key of some kind, or words. */
function keyOf(text: string): Record<string, string> {
  if (text === '') return {};
  if (/^\w[\w-]*:[^/]/u.test(text)) return { externalId: text };
  if (text.includes('@')) return { email: text };
  if (/^[+\d][\d\s().-]{5,}$/u.test(text)) return { phone: text };
  if (/^(?:https?:\/\/|[\w-]+\.\w+\/)/u.test(text)) return { profileUrl: text };
  return { q: text };
}
