// What people have to do by hand.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export const taskKinds = [
  'linkedin',
  'call',
  'email',
  'approve',
  'find_contact',
  'fix_message',
  'stale',
  'check_send',
  'review_reply',
  'mailbox',
] as const;
export type TaskKind = (typeof taskKinds)[number];
export type TaskState = 'open' | 'done' | 'skipped' | 'cancelled';

export interface Task {
  workspaceId: string;
  id: string;
  kind: TaskKind;
  personId: string | null;
  firstPersonId: string | null;
  enrollmentId: string | null;
  messageId: string | null;
  mailboxId: string | null;
  assignee: string;
  because: string;
  sealed: Uint8Array | null;
  state: TaskState;
  dueAt: Date;
  createdAt: Date;
  finishedAt: Date | null;
  finishedBy: string | null;
}

const columns = [
  'workspaceId',
  'id',
  'kind',
  'personId',
  'firstPersonId',
  'enrollmentId',
  'messageId',
  'mailboxId',
  'assignee',
  'because',
  'sealed',
  'state',
  'dueAt',
  'createdAt',
  'finishedAt',
  'finishedBy',
] as const;

/** Adds it unless the same question is open already. */
export async function addTaskRow(
  trx: Trx,
  task: Omit<Task, 'state' | 'finishedAt' | 'finishedBy' | 'firstPersonId'>,
): Promise<boolean> {
  const added = await trx
    .insertInto('tasks')
    .values({ ...task, firstPersonId: task.personId, state: 'open' })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function findTask(
  conn: Conn,
  key: { workspaceId: string; taskId: string },
): Promise<Task | undefined> {
  return await conn
    .selectFrom('tasks')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.taskId)
    .select(columns)
    .executeTakeFirst();
}

/** Open ones by when they are due; of everybody where no assignee is named. */
export async function listOpenTasks(
  conn: Conn,
  page: {
    workspaceId: string;
    assignee?: string;
    kind?: TaskKind;
    after: { dueAt: Date; id: string } | null;
    limit: number;
  },
): Promise<Task[]> {
  let query = conn
    .selectFrom('tasks')
    .where('workspaceId', '=', page.workspaceId)
    .where('state', '=', 'open')
    .select(columns)
    .orderBy('dueAt')
    .orderBy('id')
    .limit(page.limit);
  if (page.assignee !== undefined) query = query.where('assignee', '=', page.assignee);
  if (page.kind !== undefined) query = query.where('kind', '=', page.kind);
  const { after } = page;
  if (after !== null)
    query = query.where((is) =>
      is.or([
        is('dueAt', '>', after.dueAt),
        is.and([is('dueAt', '=', after.dueAt), is('id', '>', after.id)]),
      ]),
    );
  return await query.execute();
}

/** False where it is not open any more. */
export async function finishTaskRow(
  trx: Trx,
  change: {
    workspaceId: string;
    taskId: string;
    state: 'done' | 'skipped' | 'cancelled';
    by: string;
    now: Date;
  },
): Promise<boolean> {
  const changed = await trx
    .updateTable('tasks')
    .set({ state: change.state, finishedAt: change.now, finishedBy: change.by })
    .where('workspaceId', '=', change.workspaceId)
    .where('id', '=', change.taskId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return Number(changed.numUpdatedRows) > 0;
}

/** The runs are over: nobody needs to do anything for them. */
export async function cancelTasksOf(
  trx: Trx,
  change: { workspaceId: string; enrollmentIds: readonly string[]; now: Date },
): Promise<void> {
  if (change.enrollmentIds.length === 0) return;
  await sql`
    update tasks set state = 'cancelled', finished_at = ${change.now}, finished_by = 'system'
    where workspace_id = ${change.workspaceId} and enrollment_id = any(${[...change.enrollmentIds]}::uuid[])
      and state = 'open' and kind <> 'review_reply'
  `.execute(trx);
}

/** Answered by something else than the task itself. */
export async function finishTasksOfKind(
  trx: Trx,
  change: {
    workspaceId: string;
    enrollmentId: string;
    kinds: readonly TaskKind[];
    by: string;
    now: Date;
  },
): Promise<void> {
  await trx
    .updateTable('tasks')
    .set({ state: 'done', finishedAt: change.now, finishedBy: change.by })
    .where('workspaceId', '=', change.workspaceId)
    .where('enrollmentId', '=', change.enrollmentId)
    .where('kind', 'in', [...change.kinds])
    .where('state', '=', 'open')
    .execute();
}
