// Runs of people through our own sequences: enrolling, what is due, and going on.

import { sql } from 'kysely';
import type { StepChannel } from '../../core/outreach/sequence.ts';
import type { Conn, Trx } from '../connect.ts';
import type { EnrollmentState } from './enrollments.ts';

export interface Run {
  workspaceId: string;
  id: string;
  personId: string;
  firstPersonId: string;
  sequenceId: string;
  sequence: string;
  jobId: string | null;
  mailboxId: string | null;
  state: EnrollmentState;
  because: string | null;
  epoch: number;
  position: number;
  nextAt: Date | null;
  approval: 'none' | 'waiting' | 'given';
  enrolledBy: string;
  zone: string | null;
  zoneBecause: string | null;
  country: string | null;
  /** Somebody with the right to said why this person may be written to nevertheless. */
  isOverridden: boolean;
  startedAt: Date;
  changedAt: Date;
}

const columns = sql`workspace_id, id, person_id, first_person_id, sequence_id, sequence, job_id, mailbox_id, state, because,
  epoch, position, next_at, approval, enrolled_by, zone, zone_because, country, override_because is not null as is_overridden, started_at, changed_at`;

export interface RunKey {
  workspaceId: string;
  enrollmentId: string;
}

export async function findRun(conn: Conn, key: RunKey): Promise<Run | undefined> {
  const found = await sql<Run>`
    select ${columns} from enrollments
    where workspace_id = ${key.workspaceId} and id = ${key.enrollmentId} and is_ours
  `.execute(conn);
  return found.rows[0];
}

/** As `findRun`; whoever changes it waits. The caller holds the person's lock. */
export async function lockRun(trx: Trx, key: RunKey): Promise<Run | undefined> {
  const found = await sql<Run>`
    select ${columns} from enrollments
    where workspace_id = ${key.workspaceId} and id = ${key.enrollmentId} and is_ours for update
  `.execute(trx);
  return found.rows[0];
}

/** Running or paused: at most one (I9). */
export async function findRunningOf(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<Run | undefined> {
  const found = await sql<Run>`
    select ${columns} from enrollments
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId} and is_ours and state in ('active', 'paused')
  `.execute(conn);
  return found.rows[0];
}

/** Newest first, a page before the id given. */
export async function listRuns(
  conn: Conn,
  page: {
    workspaceId: string;
    sequenceId?: string;
    personId?: string;
    state?: EnrollmentState;
    before: string | null;
    limit: number;
  },
): Promise<Run[]> {
  const found = await sql<Run>`
    select ${columns} from enrollments
    where workspace_id = ${page.workspaceId} and is_ours
      and (${page.sequenceId ?? null}::uuid is null or sequence_id = ${page.sequenceId ?? null}::uuid)
      and (${page.personId ?? null}::uuid is null or person_id = ${page.personId ?? null}::uuid)
      and (${page.state ?? null}::text is null or state = ${page.state ?? null}::text)
      and (${page.before}::uuid is null or id < ${page.before}::uuid)
    order by id desc limit ${page.limit}
  `.execute(conn);
  return found.rows;
}

export interface RunToAdd {
  workspaceId: string;
  id: string;
  personId: string;
  sequenceId: string;
  sequence: string;
  jobId: string | null;
  mailboxId: string | null;
  enrolledBy: string;
  approval: 'none' | 'waiting';
  nextAt: Date | null;
  remainingMs: number | null;
  zone: string;
  zoneBecause: string;
  country: string | null;
  overrideBecause: string | null;
  now: Date;
}

/** Throws the unique violation of enrollments_one_running where the person runs already. */
export async function addRun(trx: Trx, run: RunToAdd): Promise<void> {
  const { now, ...rest } = run;
  await trx
    .insertInto('enrollments')
    .values({
      ...rest,
      source: ourSource,
      isOurs: true,
      firstPersonId: run.personId,
      state: 'active',
      because: null,
      startedAt: now,
      changedAt: now,
    })
    .execute();
}

/** The name under which our own outreach stands beside that of other sources. */
export const ourSource = 'fulcrum';

export interface DueRun {
  workspaceId: string;
  id: string;
  personId: string;
  sequenceId: string;
  mailboxId: string | null;
  position: number;
  /** Steps of the version that is sent, as far as claiming needs them. */
  stepId: string | null;
  channel: StepChannel | null;
  hasSent: boolean;
  nextAt: Date;
}

/**
 * Takes runs that are due, earliest first; nobody else gets them. One statement over enrollments_due: the limit is
 * written out and the rows are named by ctid, because a plan for any limit reads the whole table.
 */
export async function takeDueRuns(trx: Trx, key: { now: Date }): Promise<DueRun[]> {
  const found = await sql<DueRun>`
    with taken as (
      update enrollments e set next_at = null
      from (
        select ctid as place, next_at as was from enrollments
        where next_at is not null and next_at <= ${key.now}
        order by next_at limit 20 for update skip locked
      ) due
      where e.ctid = due.place
      returning e.workspace_id, e.id, e.person_id, e.sequence_id, e.mailbox_id, e.position, due.was
    )
    select t.workspace_id, t.id, t.person_id, t.sequence_id, t.mailbox_id, t.position, t.was as next_at,
      v.body #>> array['steps', t.position::text, 'id'] as step_id,
      v.body #>> array['steps', t.position::text, 'channel'] as channel,
      t.position > 0 and exists (select from messages m where m.workspace_id = t.workspace_id
        and m.enrollment_id = t.id and m.channel = 'email' and m.state in ('sent', 'unknown')) as has_sent
    from taken t
    join sequences s on s.workspace_id = t.workspace_id and s.id = t.sequence_id
    join sequence_versions v on v.workspace_id = s.workspace_id and v.sequence_id = s.id and v.version = s.version
  `.execute(trx);
  return found.rows;
}

/** The next due time of all, for the loop to sleep until. */
export async function findNextRunAt(conn: Conn): Promise<Date | null> {
  const found = await sql<{ nextAt: Date | null }>`
    select min(next_at) as next_at from enrollments where next_at is not null
  `.execute(conn);
  return found.rows[0]?.nextAt ?? null;
}

/** The step at `from` is over: on to the next, or the end. False where the run has moved on or is not active any more. */
export async function advanceRun(
  trx: Trx,
  change: RunKey & {
    from: number;
    nextAt: Date | null;
    remainingMs: number | null;
    approval: 'none' | 'waiting' | 'given';
    isFinished: boolean;
    now: Date;
  },
): Promise<boolean> {
  const moved = await sql`
    update enrollments set position = ${change.from + 1}, approval = ${change.approval}, changed_at = ${change.now},
      state = case when ${change.isFinished} and state in ('active', 'paused') then 'finished' else state end,
      because = case when ${change.isFinished} and state in ('active', 'paused') then 'all steps are done' else because end,
      next_at = case when state = 'active' and not ${change.isFinished} then ${change.nextAt}::timestamptz end,
      remaining_ms = case when state = 'paused' and ${change.nextAt}::timestamptz is not null
        then greatest(0, extract(epoch from ${change.nextAt}::timestamptz - ${change.now}::timestamptz) * 1000)::bigint
        else ${change.remainingMs}::bigint end
    where workspace_id = ${change.workspaceId} and id = ${change.enrollmentId} and is_ours and position = ${change.from}
  `.execute(trx);
  return Number(moved.numAffectedRows ?? 0) > 0;
}

/** When the run is looked at next; only while it is active. */
export async function setRunDue(
  trx: Trx,
  change: RunKey & {
    nextAt: Date | null;
    approval?: 'none' | 'waiting' | 'given';
    approvedBy?: string;
  },
): Promise<void> {
  await trx
    .updateTable('enrollments')
    .set({
      nextAt: change.nextAt,
      ...(change.approval === undefined ? {} : { approval: change.approval }),
      ...(change.approvedBy === undefined ? {} : { approvedBy: change.approvedBy }),
      remainingMs: null,
    })
    .where('workspaceId', '=', change.workspaceId)
    .where('id', '=', change.enrollmentId)
    .where('state', '=', 'active')
    .execute();
}

/** Something about the person changed that was decided on: what is on its way in must be decided again. */
export async function raiseRunEpochs(
  trx: Trx,
  key: { workspaceId: string; personIds: readonly string[] },
): Promise<void> {
  if (key.personIds.length === 0) return;
  await sql`
    update enrollments set epoch = epoch + 1
    where workspace_id = ${key.workspaceId} and person_id = any(${[...key.personIds]}::uuid[]) and is_ours
      and state in ('active', 'paused')
  `.execute(trx);
}

/** What was left of the delay when the run was paused or began to wait. */
export async function findRemaining(conn: Conn, key: RunKey): Promise<number | null> {
  const found = await conn
    .selectFrom('enrollments')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.enrollmentId)
    .select('remainingMs')
    .executeTakeFirst();
  return found?.remainingMs ?? null;
}
