// Who may do what: users, invitations, API keys, workspaces, and one's own account.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type * as keys from '../../../src/http/contract/api-key.ts';
import type * as users from '../../../src/http/contract/user.ts';
import type * as workspaces from '../../../src/http/contract/workspace.ts';
import { get, write, type Answer } from './request.ts';

export type User = Answer<typeof users.usersAnswer>['items'][number];
export type Role = User['role'];
export type Invitation = Answer<typeof users.invitationsAnswer>['items'][number];
export type ApiKey = Answer<typeof keys.apiKeysAnswer>['items'][number];
export type Scope = ApiKey['scopes'][number];

const limit = 200;

export const usersQuery = queryOptions({
  queryKey: ['users', 'first'],
  queryFn: () => get<typeof users.usersAnswer>('/v1/users', { limit }),
});

export const userPagesQuery = infiniteQueryOptions({
  queryKey: ['users', 'pages'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam }) =>
    get<typeof users.usersAnswer>('/v1/users', { limit: 50, cursor: pageParam }),
  getNextPageParam: (page) => page.next,
});

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: () => get<typeof users.invitationsAnswer>('/v1/invitations', { limit }),
});

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: () => get<typeof keys.apiKeysAnswer>('/v1/api-keys', { limit }),
});

export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: () => get<typeof workspaces.workspacesAnswer>('/v1/workspaces'),
});

function useWrite<Wish, Done>(send: (wish: Wish) => Promise<Done>, changed: string, isOwn = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: isOwn },
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: [changed] }),
  });
}

export function useChangeUser() {
  return useWrite(
    ({ id, ...change }: { id: string; role?: Role; isDisabled?: boolean }) =>
      write('PATCH', `/v1/users/${id}`, change),
    'users',
  );
}

export function useResetPassword() {
  return useWrite(
    ({ id, dropsSecondFactor }: { id: string; dropsSecondFactor: boolean }) =>
      write<typeof users.resetAnswer>('POST', `/v1/users/${id}/reset-password`, {
        dropsSecondFactor,
      }),
    'users',
  );
}

export function useInvite() {
  return useWrite(
    (wish: { email: string; role: Role }) =>
      write<typeof users.madeInvitation>('POST', '/v1/invitations', wish),
    'invitations',
    true,
  );
}

export function useRevokeInvitation() {
  return useWrite((id: string) => write('DELETE', `/v1/invitations/${id}`), 'invitations');
}

export function useMakeKey() {
  return useWrite(
    (wish: { name: string; scopes: Scope[]; expiresAt: string | null }) =>
      write<typeof keys.madeApiKey>('POST', '/v1/api-keys', wish),
    'api-keys',
    true,
  );
}

export function useRotateKey() {
  return useWrite(
    (id: string) =>
      write<typeof keys.rotatedApiKey>('POST', `/v1/api-keys/${id}/rotate`, {
        overlapSeconds: 86_400,
      }),
    'api-keys',
  );
}

export function useRevokeKey() {
  return useWrite((id: string) => write('DELETE', `/v1/api-keys/${id}`), 'api-keys');
}

export function useAddWorkspace() {
  return useWrite(
    (wish: { slug: string; name: string; defaultRegion: string }) =>
      write<typeof workspaces.madeWorkspace>('POST', '/v1/workspaces', wish),
    'workspaces',
    true,
  );
}

/** Everything that was shown belongs to the other one, so the page starts anew. */
export function useSwitchWorkspace() {
  return useMutation({
    mutationFn: (slug: string) => write('POST', '/v1/session/workspace', { slug }),
    onSuccess: () => window.location.assign('/'),
  });
}

export function useChangePassword() {
  return useWrite(
    (wish: { oldPassword: string; newPassword: string }) => write('PUT', '/v1/me/password', wish),
    'session',
    true,
  );
}

export function useOfferFactor() {
  return useWrite(
    (password: string) =>
      write<typeof users.offeredFactor>('POST', '/v1/me/second-factor', { password }),
    'none',
    true,
  );
}

export function useConfirmFactor() {
  return useWrite(
    (code: string) =>
      write<typeof users.recoveryAnswer>('POST', '/v1/me/second-factor/confirm', { code }),
    'session',
    true,
  );
}

export function useDropFactor() {
  return useWrite(
    (password: string) => write('POST', '/v1/me/second-factor/drop', { password }),
    'session',
    true,
  );
}
