// A person's runs through sequences, as the sources report them. The epoch rises with every change of ours.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

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
}

const columns = ['id', 'source', 'sequence', 'jobId', 'state', 'epoch', 'changedAt'] as const;

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
    })
    .where('workspaceId', '=', move.workspaceId)
    .where('personId', '=', move.personId)
    .where('state', 'in', move.from);
  if (move.ids !== undefined) query = query.where('id', 'in', move.ids);
  return await query.returning(columns).execute();
}
