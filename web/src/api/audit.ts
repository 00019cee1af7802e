// What is on record: the audit log, narrowed, and the check of its chain.
import { infiniteQueryOptions, useMutation } from '@tanstack/react-query';
import type * as contract from '../../../src/http/contract/audit.ts';
import { get, write, type Answer } from './request.ts';

export type AuditEntry = Answer<typeof contract.auditAnswer>['items'][number];
export type Verdict = Answer<typeof contract.verdict>;

export interface AuditFilter {
  personId?: string;
  actor?: string;
  action?: string;
  from?: string;
  to?: string;
}

export const auditPagesQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      get<typeof contract.auditAnswer>('/v1/audit', { ...filter, limit: 50, cursor: pageParam }),
    getNextPageParam: (page) => page.next,
  });

/** Reads the whole chain; on a large log it takes a while. */
export function useVerifyAudit() {
  return useMutation({
    mutationFn: () => write<typeof contract.verdict>('POST', '/v1/audit/verify', {}),
  });
}

/** Values of the person that were kept with an entry: sealed, opened for whoever may look. */
export async function readAuditEntry(seq: number) {
  return await get<typeof contract.auditEntryAnswer>(`/v1/audit/entries/${seq}`);
}
