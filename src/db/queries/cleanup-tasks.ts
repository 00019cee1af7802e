// What cleaning up leaves to a person: each open task once per thing it is about.

import type { Conn, Trx } from '../connect.ts';

export const cleanupKinds = ['delete_in_lever', 'answer_hold', 'mend_retention'] as const;
export type CleanupKind = (typeof cleanupKinds)[number];
/** `by_itself`: the outside world did it meanwhile. */
export const cleanupOutcomes = ['done', 'not_needed', 'by_itself'] as const;
export type CleanupOutcome = (typeof cleanupOutcomes)[number];

export interface CleanupTask {
  id: string;
  kind: CleanupKind;
  subjectId: string;
  personId: string | null;
  owner: string;
  because: string;
  openedAt: Date;
  doneAt: Date | null;
  doneBy: string | null;
  outcome: CleanupOutcome | null;
}

const columns = [
  'id',
  'kind',
  'subjectId',
  'personId',
  'owner',
  'because',
  'openedAt',
  'doneAt',
  'doneBy',
  'outcome',
] as const;

/** Those that are open already stay as they are. */
export async function addCleanupTasks(
  trx: Trx,
  given: {
    workspaceId: string;
    owner: string;
    now: Date;
    tasks: readonly Pick<CleanupTask, 'id' | 'kind' | 'subjectId' | 'personId' | 'because'>[];
  },
): Promise<void> {
  const { workspaceId, owner, now, tasks } = given;
  if (tasks.length === 0) return;
  await trx
    .insertInto('cleanupTasks')
    .values(tasks.map((task) => ({ ...task, workspaceId, owner, openedAt: now })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Newest first. */
export async function listCleanupTasks(
  conn: Conn,
  page: { workspaceId: string; beforeId: string | null; limit: number; isOpen: boolean },
): Promise<CleanupTask[]> {
  let query = conn
    .selectFrom('cleanupTasks')
    .select(columns)
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  if (page.isOpen) query = query.where('doneAt', 'is', null);
  return await query.execute();
}

/** The task that is over now; undefined where none with this id is open. */
export async function closeCleanupTask(
  trx: Trx,
  done: { workspaceId: string; id: string; by: string; outcome: CleanupOutcome; now: Date },
): Promise<CleanupTask | undefined> {
  return await trx
    .updateTable('cleanupTasks')
    .set({ doneAt: done.now, doneBy: done.by, outcome: done.outcome })
    .where('workspaceId', '=', done.workspaceId)
    .where('id', '=', done.id)
    .where('doneAt', 'is', null)
    .returning(columns)
    .executeTakeFirst();
}

/** Closes what Lever has done itself meanwhile; returns the ids. */
export async function closeCleanupTasksOf(
  trx: Trx,
  done: { workspaceId: string; kind: CleanupKind; subjectId: string; now: Date },
): Promise<string[]> {
  const closed = await trx
    .updateTable('cleanupTasks')
    .set({ doneAt: done.now, doneBy: 'system', outcome: 'by_itself' })
    .where('workspaceId', '=', done.workspaceId)
    .where('kind', '=', done.kind)
    .where('subjectId', '=', done.subjectId)
    .where('doneAt', 'is', null)
    .returning('id')
    .execute();
  return closed.map(({ id }) => id);
}
