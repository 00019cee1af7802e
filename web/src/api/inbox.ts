// What people wrote back, and what is to be done by hand.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type InfiniteData,
} from '@tanstack/react-query';
import type * as contract from '../../../src/http/contract/inbox.ts';
import type * as tasks from '../../../src/http/contract/task.ts';
import { get, write, type Answer } from './request.ts';

type InboxPage = Answer<typeof contract.inboxAnswer>;
type TaskPage = Answer<typeof tasks.tasksAnswer>;

export type Received = InboxPage['items'][number];
export type ReceivedWhole = Answer<typeof contract.inboxMessageAnswer>;
export type ReceivedState = Received['state'];
export type MailKind = Received['kind'];
export type Intent = NonNullable<Received['intent']>;
export type Task = TaskPage['items'][number];
export type TaskKind = Task['kind'];

export interface InboxFilter {
  state: ReceivedState;
  kind: MailKind | null;
  assignee: string | null;
}

export interface TaskFilter {
  kind: TaskKind | null;
  assignee: string | null;
}

const first = { initialPageParam: null as string | null };
const pageSize = 50;

export const inboxQuery = (filter: InboxFilter) =>
  infiniteQueryOptions({
    ...first,
    queryKey: ['inbox', 'list', filter],
    queryFn: ({ pageParam }) =>
      get<typeof contract.inboxAnswer>('/v1/inbox', {
        ...filter,
        limit: pageSize,
        cursor: pageParam,
      }),
    getNextPageParam: (page) => page.next,
  });

export const receivedQuery = (id: string) =>
  queryOptions({
    queryKey: ['inbox', 'one', id],
    queryFn: () => get<typeof contract.inboxMessageAnswer>(`/v1/inbox/${encodeURIComponent(id)}`),
  });

/** Everything else that the same person wrote. */
export const fromPersonQuery = (personId: string) =>
  queryOptions({
    queryKey: ['inbox', 'person', personId],
    queryFn: () =>
      get<typeof contract.inboxAnswer>('/v1/inbox', { personId, state: 'all', limit: 20 }),
  });

export const tasksQuery = (filter: TaskFilter) =>
  infiniteQueryOptions({
    ...first,
    queryKey: ['tasks', 'list', filter],
    queryFn: ({ pageParam }) =>
      get<typeof tasks.tasksAnswer>('/v1/tasks', { ...filter, limit: pageSize, cursor: pageParam }),
    getNextPageParam: (page) => page.next,
  });

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['tasks', 'one', id],
    queryFn: () => get<typeof tasks.taskAnswer>(`/v1/tasks/${encodeURIComponent(id)}`),
  });

export interface ReceivedChange {
  id: string;
  state?: 'open' | 'done';
  snoozedUntil?: string;
  assignee?: string | null;
}

/** What leaves the list in view leaves it at once. */
export function useChangeReceived() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...change }: ReceivedChange) =>
      write<typeof contract.inboxDone>('PUT', `/v1/inbox/${id}`, change),
    async onMutate({ id, state, snoozedUntil }) {
      await client.cancelQueries({ queryKey: ['inbox', 'list'] });
      const now: ReceivedState | undefined = snoozedUntil === undefined ? state : 'snoozed';
      if (now !== undefined) leaveLists(client, { id, now });
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ['inbox'] }),
  });
}

function leaveLists(
  client: ReturnType<typeof useQueryClient>,
  { id, now }: { id: string; now: ReceivedState },
): void {
  const lists = client.getQueryCache().findAll({ queryKey: ['inbox', 'list'] });
  for (const { queryKey } of lists) {
    if ((queryKey[2] as InboxFilter).state === now) continue;
    client.setQueryData<InfiniteData<InboxPage>>(queryKey, (data) => {
      if (data === undefined) return data;
      const pages = data.pages.map((page) => {
        return { ...page, items: page.items.filter((item) => item.id !== id) };
      });
      return { ...data, pages };
    });
  }
}

export function useRelabel(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: {
      kind?: MailKind;
      intent?: Intent;
      because: string;
      givesRunBack?: boolean;
    }) => write<typeof contract.inboxDone>('POST', `/v1/inbox/${id}/label`, wish),
    onSettled: () => void client.invalidateQueries({ queryKey: ['inbox'] }),
  });
}

export function useAnswer(id: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (text: string) =>
      write<typeof contract.answerInboxAnswer>('POST', `/v1/inbox/${id}/answer`, { text }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['inbox'] }),
  });
}

/** An answered task leaves the list at once; a refused one comes back. */
export function useAnswerTask() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, word }: { id: string; word: 'done' | 'skip' }) =>
      write<typeof tasks.taskDone>('POST', `/v1/tasks/${id}/${word}`),
    async onMutate({ id }) {
      await client.cancelQueries({ queryKey: ['tasks', 'list'] });
      for (const { queryKey } of client.getQueryCache().findAll({ queryKey: ['tasks', 'list'] })) {
        client.setQueryData<InfiniteData<TaskPage>>(queryKey, (data) => {
          if (data === undefined) return data;
          const pages = data.pages.map((page) => {
            return { ...page, items: page.items.filter((item) => item.id !== id) };
          });
          return { ...data, pages };
        });
      }
    },
    onSettled() {
      void client.invalidateQueries({ queryKey: ['tasks'] });
      void client.invalidateQueries({ queryKey: ['enrollments'] });
    },
  });
}
