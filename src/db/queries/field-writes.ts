// The write journal: every confirmed write of a field with what stood there before.

import { sql } from 'kysely';
import type { FieldWrite } from '../../core/sync/damping.ts';
import type { JournalLine, WriteKind } from '../../core/sync/journal.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface WrittenField {
  id: string;
  recordId: string;
  personId: string;
  intentId: string;
  field: string;
  kind: WriteKind;
  before: unknown;
  after: unknown;
  writtenAt: Date;
  undoneAt: Date | null;
}

/** Adds the lines of one confirmed write; they belong to the newest run the record is in. */
export async function insertFieldWrites(
  trx: Trx,
  input: {
    workspaceId: string;
    recordId: string;
    personId: string;
    intentId: string;
    now: Date;
    lines: readonly (JournalLine & { id: string })[];
  },
): Promise<void> {
  if (input.lines.length === 0) return;
  await sql`
    insert into field_writes (workspace_id, id, record_id, person_id, intent_id, run_id, field, kind, before, after,
      is_overwrite, written_at)
    select ${input.workspaceId}, line.id, ${input.recordId}, ${input.personId}, ${input.intentId},
      (select r.id from run_records m join runs r on r.workspace_id = m.workspace_id and r.id = m.run_id
        where m.workspace_id = ${input.workspaceId} and m.record_id = ${input.recordId} and r.kind <> 'undo'
        order by r.created_at desc, r.id desc limit 1),
      line.field, line.kind, line.before, line.after, line."isOverwrite", ${input.now}::timestamptz
    from jsonb_to_recordset(${toJson(input.lines)}::jsonb)
      as line(id uuid, field text, kind text, before jsonb, after jsonb, "isOverwrite" boolean)`.execute(
    trx,
  );
}

/** Recent writes of one field, as damping wants them. */
export async function listRecentWrites(
  conn: Conn,
  key: { workspaceId: string; recordId: string; field: string; since: Date },
): Promise<FieldWrite[]> {
  const rows = await conn
    .selectFrom('fieldWrites')
    .where('workspaceId', '=', key.workspaceId)
    .where('recordId', '=', key.recordId)
    .where('field', '=', key.field)
    .where('writtenAt', '>', key.since)
    .where('undoneAt', 'is', null)
    .select(['kind', 'before', 'after', 'isOverwrite', 'writtenAt'])
    .orderBy('writtenAt', 'desc')
    .limit(50)
    .execute();
  return rows.map((row) => ({
    atMs: row.writtenAt.getTime(),
    value: `${row.kind} ${JSON.stringify(row.after ?? row.before)}`,
    isOverwrite: row.isOverwrite,
  }));
}
