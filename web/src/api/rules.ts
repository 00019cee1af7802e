// Rules that an admin changes: what is in force, every version before, trying, changing. A change names the version
// it was based on, so that two people never overwrite each other.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type * as catalog from '../../../src/http/contract/catalog.ts';
import type * as contract from '../../../src/http/contract/rule.ts';
import { get, write, type Answer } from './request.ts';

export type RuleKind = Answer<typeof contract.rulesAnswer>['kind'];
export type RuleVersion = Answer<typeof contract.rulesAnswer>['current'];
export type RuleTrial = Answer<typeof contract.ruleTryAnswer>;
export type CatalogKind = Answer<typeof catalog.catalogQuery>['kind'];
export type CatalogItem = Answer<typeof catalog.catalogAnswer>['items'][number];

const pageSize = 20;

export const ruleQuery = (kind: RuleKind) =>
  infiniteQueryOptions({
    queryKey: ['rules', kind, 'versions'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      get<typeof contract.rulesAnswer>(`/v1/rules/${kind}`, {
        limit: pageSize,
        cursor: pageParam,
      }),
    getNextPageParam: (page) => page.next,
  });

export function useTryRules(kind: RuleKind) {
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (body: object) =>
      write<typeof contract.ruleTryAnswer>('POST', `/v1/rules/${kind}/try`, { body }),
  });
}

export function useChangeRules(kind: RuleKind) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (wish: { body: object; basedOn: number }) =>
      write<typeof contract.rulesChangeAnswer>('PUT', `/v1/rules/${kind}`, wish),
    // After a refusal too: the other one's version is to be seen.
    onSettled: () => client.invalidateQueries({ queryKey: ['rules', kind] }),
  });
}

/** Of the Lever account, as last read. */
export const catalogQuery = (kind: CatalogKind, text = '') =>
  queryOptions({
    queryKey: ['catalog', kind, text],
    queryFn: () =>
      get<typeof catalog.catalogAnswer>('/v1/lever/catalog', { kind, q: text, limit: 200 }),
  });
