// Mailboxes: how each one is, its week, its domain, connecting, pausing, lending.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type * as contract from '../../../src/http/contract/mailbox.ts';
import { get, write, type Answer } from './request.ts';

export type Mailbox = Answer<typeof contract.mailboxesAnswer>['items'][number];
export type MailboxWhole = Answer<typeof contract.mailboxAnswer>;
export type DomainCheck = Answer<typeof contract.mailboxHealthAnswer>['checks'][number];
export type MailboxTry = Answer<typeof contract.testMailboxAnswer>['tries'][number];
export type MailServer = Mailbox['smtp'];
export type MailboxSettings = Answer<typeof contract.changeMailboxBody>;
export type ConnectWish = Omit<Answer<typeof contract.connectMailboxBody>, 'userEmail'>;
export type ConsentWish = Omit<Answer<typeof contract.mailConsentBody>, 'userEmail'>;

export const mailboxesQuery = queryOptions({
  queryKey: ['mailboxes'],
  queryFn: () => get<typeof contract.mailboxesAnswer>('/v1/mailboxes', { limit: 200 }),
});

export const mailboxQuery = (id: string) =>
  queryOptions({
    queryKey: ['mailboxes', id],
    queryFn: () => get<typeof contract.mailboxAnswer>(`/v1/mailboxes/${encodeURIComponent(id)}`),
  });

/** Asks the name servers, so only while somebody looks, and not at every piece of news. */
export const domainQuery = (id: string, selector: string) =>
  queryOptions({
    queryKey: ['domain-health', id, selector],
    staleTime: 10 * 60_000,
    queryFn: () =>
      get<typeof contract.mailboxHealthAnswer>(`/v1/mailboxes/${id}/health`, { selector }),
  });

export function useConnectMailbox() {
  return useMailboxChange(
    (wish: ConnectWish) =>
      write<typeof contract.connectMailboxAnswer>('POST', '/v1/mailboxes', wish),
    true,
  );
}

/** Sends the person to the provider's own page. */
export function useStartConsent() {
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (wish: ConsentWish) =>
      write<typeof contract.mailConsentAnswer>('POST', '/v1/mailboxes/oauth', wish),
    onSuccess: ({ url }) => window.location.assign(url),
  });
}

export function useChangeMailbox(id: string) {
  return useMailboxChange(
    (settings: MailboxSettings) =>
      write<typeof contract.mailboxDone>('PATCH', `/v1/mailboxes/${id}`, settings),
    true,
  );
}

export type MailboxWord = 'pause' | 'resume' | 'disconnect';

export function useMailboxState(id: string) {
  return useMailboxChange(({ word, because }: { word: MailboxWord; because: string }) =>
    write<typeof contract.acknowledgedAnswer>('POST', `/v1/mailboxes/${id}/${word}`, { because }),
  );
}

export function useLendMailbox(id: string) {
  return useMailboxChange((wish: { userEmail: string; isLent: boolean }) =>
    write<typeof contract.mailboxDone>('POST', `/v1/mailboxes/${id}/lend`, wish),
  );
}

/** Signs in to both servers now and sends nothing. */
export function useTryMailbox(id: string) {
  return useMutation({
    mutationFn: () => write<typeof contract.testMailboxAnswer>('POST', `/v1/mailboxes/${id}/test`),
  });
}

function useMailboxChange<Wish, Done>(send: (wish: Wish) => Promise<Done>, showsErrors = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors },
    mutationFn: send,
    onSettled: () => void client.invalidateQueries({ queryKey: ['mailboxes'] }),
  });
}
