// What people asked to be taken back, one row per call, and the journal lines behind it.

import { sql } from 'kysely';
import type { UndoPlace, WriteToUndo } from '../../core/sync/plan-undo.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface UndoAction {
  place: UndoPlace;
  /** For place opportunity. */
  archiveReasonId: string | null;
  /** It was sent; what is left of it is only to look whether it stands. */
  isSent?: boolean;
}

export interface UndoStepRow {
  id: string;
  runId: string;
  recordId: string;
  action: UndoAction;
  writeIds: string[];
  state: 'wanted' | 'done' | 'impossible';
  because: string;
  finishedAt: Date | null;
}

const columns = [
  'id',
  'runId',
  'recordId',
  'action',
  'writeIds',
  'state',
  'because',
  'finishedAt',
] as const;

export async function insertUndoSteps(
  trx: Trx,
  input: {
    workspaceId: string;
    runId: string;
    now: Date;
    steps: readonly Pick<UndoStepRow, 'id' | 'recordId' | 'action' | 'writeIds' | 'because'>[];
  },
): Promise<void> {
  if (input.steps.length === 0) return;
  await sql`
    insert into undo_steps (workspace_id, id, run_id, record_id, position, action, write_ids, state, because, created_at)
    select ${input.workspaceId}, step.id, ${input.runId}, step."recordId",
      (row_number() over ())::int, step.action, step."writeIds", 'wanted', step.because, ${input.now}::timestamptz
    from jsonb_to_recordset(${toJson(input.steps)}::jsonb)
      as step(id uuid, "recordId" uuid, action jsonb, "writeIds" jsonb, because text)`.execute(trx);
}

/** The record's next wanted step, or null. Relies on undo_steps_open. */
export async function findNextUndoId(
  conn: Conn,
  key: { workspaceId: string; recordId: string },
): Promise<string | null> {
  const found = await sql<{ id: string }>`
    select id from undo_steps
    where workspace_id = ${key.workspaceId} and record_id = ${key.recordId} and state = 'wanted'
    order by created_at, position limit 1`.execute(conn);
  return found.rows[0]?.id ?? null;
}

export async function findUndoStep(
  conn: Conn,
  key: { workspaceId: string; undoId: string },
): Promise<UndoStepRow | undefined> {
  const row = await conn
    .selectFrom('undoSteps')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.undoId)
    .select(columns)
    .executeTakeFirst();
  return row as UndoStepRow | undefined;
}

/** How an undo stands, in its own order. */
export async function listUndoSteps(
  conn: Conn,
  page: { workspaceId: string; runId: string; afterPosition?: number; limit: number },
): Promise<(UndoStepRow & { position: number })[]> {
  const rows = await conn
    .selectFrom('undoSteps')
    .where('workspaceId', '=', page.workspaceId)
    .where('runId', '=', page.runId)
    .where('position', '>', page.afterPosition ?? 0)
    .select([...columns, 'position'])
    .orderBy('position')
    .limit(page.limit)
    .execute();
  return rows as (UndoStepRow & { position: number })[];
}

/** The call was confirmed, and has to be looked at once more. */
export async function markUndoSent(
  trx: Trx,
  key: { workspaceId: string; undoId: string },
): Promise<void> {
  await sql`
    update undo_steps set action = action || '{"isSent": true}'::jsonb
    where workspace_id = ${key.workspaceId} and id = ${key.undoId}`.execute(trx);
}

/** Ends a step; done marks its journal lines as undone. */
export async function finishUndoStep(
  trx: Trx,
  input: {
    workspaceId: string;
    undoId: string;
    state: 'done' | 'impossible';
    because: string;
    now: Date;
  },
): Promise<void> {
  const { workspaceId, undoId, now } = input;
  await trx
    .updateTable('undoSteps')
    .set({ state: input.state, because: input.because, finishedAt: now })
    .where('workspaceId', '=', workspaceId)
    .where('id', '=', undoId)
    .execute();
  if (input.state !== 'done') return;
  await sql`
    update field_writes set undone_at = ${now}::timestamptz, undo_id = ${undoId}
    where workspace_id = ${workspaceId} and id in (
      select jsonb_array_elements_text(write_ids)::uuid from undo_steps
      where workspace_id = ${workspaceId} and id = ${undoId})`.execute(trx);
}

/** Whose writes are meant; what is given narrows. */
export interface UndoScope {
  recordId?: string;
  personId?: string;
  /** A run, or an import: the candidates that exist because of it. */
  runId?: string;
  importId?: string;
  field?: string;
  since?: Date;
  until?: Date;
  /** People considered for any of these jobs. */
  jobIds?: readonly string[];
  /** People found by any of these sourcers. */
  sourcerEmails?: readonly string[];
}

/** Journal lines that were not undone yet, newest first. */
export async function listWritesToUndo(
  conn: Conn,
  input: { workspaceId: string; scope: UndoScope; limit: number },
): Promise<(WriteToUndo & { personId: string })[]> {
  const { workspaceId, scope } = input;
  let query = conn
    .selectFrom('fieldWrites as w')
    .where('w.workspaceId', '=', workspaceId)
    .where('w.undoneAt', 'is', null)
    // Of an erased person nothing is known any more, so nothing can be taken back.
    .where((eb) => eb.or([eb('w.before', 'is not', null), eb('w.after', 'is not', null)]))
    .select([
      'w.id',
      'w.intentId',
      'w.recordId',
      'w.personId',
      'w.field',
      'w.kind',
      'w.before',
      'w.after',
      'w.isOverwrite',
      'w.writtenAt',
    ])
    .orderBy('w.writtenAt', 'desc')
    .orderBy('w.id', 'desc')
    .limit(input.limit);
  if (scope.recordId !== undefined) query = query.where('w.recordId', '=', scope.recordId);
  const { personId } = scope;
  // By the records of everybody who is this person by now, whichever of their ids was asked for.
  if (personId !== undefined)
    query = query.where(
      sql<boolean>`w.record_id in (
        with recursive up as (
          select id, merged_into from persons where workspace_id = ${workspaceId} and id = ${personId}
          union
          select p.id, p.merged_into from persons p join up on p.id = up.merged_into
          where p.workspace_id = ${workspaceId}
        ), same as (
          select id from up where merged_into is null
          union
          select p.id from persons p join same on p.merged_into = same.id
          where p.workspace_id = ${workspaceId}
        )
        select r.id from records r join same on same.id = r.person_id
        where r.workspace_id = ${workspaceId})`,
    );
  if (scope.until !== undefined) query = query.where('w.writtenAt', '<', scope.until);
  const { jobIds, sourcerEmails } = scope;
  if (jobIds !== undefined)
    query = query.where(
      sql<boolean>`exists (select from candidacies c where c.workspace_id = w.workspace_id
        and c.record_id = w.record_id and c.job_id = any(${[...jobIds]}::uuid[]))`,
    );
  if (sourcerEmails !== undefined)
    query = query.where(
      sql<boolean>`exists (select from candidacies c
        join profiles f on f.workspace_id = c.workspace_id and f.id = c.first_profile_id
        where c.workspace_id = w.workspace_id and c.record_id = w.record_id
          and lower(f.payload -> 'sourcer' ->> 'email')
            = any(${sourcerEmails.map((email) => email.trim().toLowerCase())}::text[]))`,
    );
  if (scope.runId !== undefined) query = query.where('w.runId', '=', scope.runId);
  if (scope.field !== undefined) query = query.where('w.field', '=', scope.field);
  if (scope.since !== undefined) query = query.where('w.writtenAt', '>=', scope.since);
  const { importId } = scope;
  if (importId !== undefined)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('candidacies as c')
          .innerJoin('profiles as f', (join) =>
            join
              .onRef('f.workspaceId', '=', 'c.workspaceId')
              .onRef('f.id', '=', 'c.firstProfileId'),
          )
          .select('c.jobId')
          .whereRef('c.workspaceId', '=', 'w.workspaceId')
          .whereRef('c.recordId', '=', 'w.recordId')
          .where('f.importId', '=', importId),
      ),
    );
  const rows = await query.execute();
  return rows.map(({ writtenAt, ...row }) => ({ ...row, writtenAtMs: writtenAt.getTime() }));
}

/** The lines of one step. */
export async function listWritesOfStep(
  conn: Conn,
  key: { workspaceId: string; writeIds: readonly string[] },
): Promise<WriteToUndo[]> {
  const rows = await conn
    .selectFrom('fieldWrites')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', 'in', [...key.writeIds])
    .select([
      'id',
      'intentId',
      'recordId',
      'field',
      'kind',
      'before',
      'after',
      'isOverwrite',
      'writtenAt',
    ])
    .execute();
  return rows.map(({ writtenAt, ...row }) => ({ ...row, writtenAtMs: writtenAt.getTime() }));
}

/** How often we wrote into a note: more entries than that are somebody else's. */
export async function countNoteWrites(
  conn: Conn,
  key: { workspaceId: string; recordId: string; noteId: string },
): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from field_writes
    where workspace_id = ${key.workspaceId} and record_id = ${key.recordId} and kind = 'noted'
      and after ->> 'noteId' = ${key.noteId}`.execute(conn);
  return found.rows[0]?.count ?? 0;
}
