// A person's runs through sequences, as the sources report them. The epoch rises with every change of ours.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { cancelMessagesOf } from './messages.ts';
import { cancelTasksOf } from './tasks.ts';

export const enrollmentStates = ['active', 'paused', 'stopped', 'finished'] as const;
export type EnrollmentState = (typeof enrollmentStates)[number];

export interface Enrollment {
  id: string;
  source: string;
  sequence: string;
  jobId: string | null;
  state: EnrollmentState;
  epoch: number;
  changedAt: Date;
  /** Of a sequence that we send ourselves. */
  isOurs: boolean;
}

const columns = [
  'id',
  'source',
  'sequence',
  'jobId',
  'state',
  'epoch',
  'changedAt',
  'isOurs',
] as const;

/** All of a person's, by source and sequence. */
export async function listEnrollments(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<Enrollment[]> {
  return await conn
    .selectFrom('enrollments')
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .select(columns)
    .orderBy('source')
    .orderBy('sequence')
    .execute();
}

export async function findEnrollment(
  conn: Conn,
  key: { workspaceId: string; personId: string; source: string; sequence: string },
): Promise<Enrollment | undefined> {
  return await conn
    .selectFrom('enrollments')
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .where('source', '=', key.source)
    .where('sequence', '=', key.sequence)
    .where('isOurs', '=', false)
    .select(columns)
    .executeTakeFirst();
}

export interface EnrollmentToAdd {
  workspaceId: string;
  id: string;
  personId: string;
  jobId: string | null;
  source: string;
  sequence: string;
  state: EnrollmentState;
  because: string | null;
  startedAt: Date;
  now: Date;
}

/** Adds it unless it exists. */
export async function addEnrollment(trx: Trx, enrollment: EnrollmentToAdd): Promise<void> {
  const { now, ...row } = enrollment;
  await trx
    .insertInto('enrollments')
    .values({ ...row, changedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export interface EnrollmentMove {
  workspaceId: string;
  personId: string;
  from: readonly EnrollmentState[];
  to: EnrollmentState;
  because: string;
  now: Date;
  /** Narrows it to these; all of the person's without. */
  ids?: readonly string[];
}

/** Moves a person's enrollments and raises their epoch; returns those that moved, as they are now. */
export async function moveEnrollments(trx: Trx, move: EnrollmentMove): Promise<Enrollment[]> {
  if (move.ids?.length === 0) return [];
  let query = trx
    .updateTable('enrollments')
    .set({
      state: move.to,
      because: move.because,
      changedAt: move.now,
      epoch: sql`epoch + 1`,
      // Ours: a pause keeps what was left of the delay, going on waits for just that.
      remainingMs: sql`case when not is_ours then null when ${move.to} = 'paused'
        then case when next_at is null then remaining_ms
          else greatest(0, extract(epoch from next_at - ${move.now}::timestamptz) * 1000)::bigint end
        when ${move.to} = 'active' and approval = 'waiting' then remaining_ms end`,
      nextAt: sql`case when is_ours and ${move.to} = 'active' and approval <> 'waiting'
        then ${move.now}::timestamptz + coalesce(remaining_ms, 0) * interval '1 millisecond' end`,
    })
    .where('workspaceId', '=', move.workspaceId)
    .where('personId', '=', move.personId)
    .where('state', 'in', move.from);
  if (move.ids !== undefined) query = query.where('id', 'in', move.ids);
  const moved = await query.returning(columns).execute();
  if (move.to === 'stopped' || move.to === 'finished') await cancelOpen(trx, move, moved);
  return moved;
}

// Of our own runs: what has not left us never will.
async function cancelOpen(
  trx: Trx,
  move: EnrollmentMove,
  moved: readonly Enrollment[],
): Promise<void> {
  const enrollmentIds = moved.filter((each) => each.isOurs).map((each) => each.id);
  if (enrollmentIds.length === 0) return;
  const { workspaceId, because, now } = move;
  await cancelMessagesOf(trx, { workspaceId, enrollmentIds, because, now });
  await cancelTasksOf(trx, { workspaceId, enrollmentIds, now });
}
