// Who is signed in, and signing in and out.
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type * as contract from '../../../src/http/contract/session.ts';
import { get, Problem, write, type Answer } from './request.ts';

export type Session = Answer<typeof contract.sessionAnswer>;
export type Permission = Session['permissions'][number];

/** Null while nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  async queryFn(): Promise<Session | null> {
    try {
      return await get<typeof contract.sessionAnswer>('/v1/session');
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
});

/** Inside the shell somebody is always signed in. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new Error('Nobody is signed in.');
  return data;
}

export function useMay(permission: Permission): boolean {
  const { data } = useSuspenseQuery(sessionQuery);
  return data?.permissions.includes(permission) ?? false;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (body: { email: string; password: string; code?: string }) =>
      write<typeof contract.sessionAnswer>('POST', '/v1/session', body),
    onSuccess: (session) => client.setQueryData(['session'], session),
  });
}

export function useSetUp() {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (body: {
      code: string;
      email: string;
      name: string;
      password: string;
      timeZone: string;
    }) => write<typeof contract.sessionAnswer>('POST', '/v1/setup', body),
    onSuccess: (session) => client.setQueryData(['session'], session),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => write('DELETE', '/v1/session'),
    // Nothing of this person stays behind for the next one.
    onSuccess: () => {
      client.setQueryData(['session'], null);
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
    },
  });
}

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => get<typeof contract.setupAnswer>('/v1/setup'),
});
