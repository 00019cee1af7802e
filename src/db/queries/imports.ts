// Imports of spreadsheets: their place in the file, their counts, and the rows that were refused.
import { sql } from 'kysely';
import type { ImportState } from '../../core/people/incoming.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface ImportRow {
  workspaceId: string;
  id: string;
  fileName: string;
  fileHash: Uint8Array;
  filePath: string;
  source: string;
  jobId: string | null;
  mapping: unknown;
  state: ImportState;
  nextRow: number;
  nextByte: number;
  acceptedCount: number;
  duplicateCount: number;
  rejectedCount: number;
  notes: Record<string, number>;
  because: string | null;
  createdBy: string;
  createdAt: Date;
  finishedAt: Date | null;
}

const columns = [
  'workspaceId',
  'id',
  'fileName',
  'fileHash',
  'filePath',
  'source',
  'jobId',
  'mapping',
  'state',
  'nextRow',
  'nextByte',
  'acceptedCount',
  'duplicateCount',
  'rejectedCount',
  'notes',
  'because',
  'createdBy',
  'createdAt',
  'finishedAt',
] as const;

interface ImportKey {
  workspaceId: string;
  importId: string;
}

export async function insertImport(
  trx: Trx,
  row: Pick<
    ImportRow,
    | 'workspaceId'
    | 'id'
    | 'fileName'
    | 'fileHash'
    | 'filePath'
    | 'source'
    | 'jobId'
    | 'mapping'
    | 'createdBy'
    | 'createdAt'
  >,
): Promise<void> {
  await sql`
    insert into imports (workspace_id, id, file_name, file_hash, file_path, source, job_id, mapping, state, created_by, created_at)
    values (${row.workspaceId}, ${row.id}, ${row.fileName}, ${row.fileHash}, ${row.filePath}, ${row.source}, ${row.jobId},
      ${toJson(row.mapping)}::jsonb, 'ready', ${row.createdBy}, ${row.createdAt})`.execute(trx);
}

export async function findImport(conn: Conn, key: ImportKey): Promise<ImportRow | undefined> {
  const row = await conn
    .selectFrom('imports')
    .select(columns)
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.importId)
    .executeTakeFirst();
  return row as ImportRow | undefined;
}

/** Locks the import until the end of the transaction, so that one process at a time moves it on. */
export async function lockImport(trx: Trx, key: ImportKey): Promise<ImportRow | undefined> {
  const row = await trx
    .selectFrom('imports')
    .select(columns)
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.importId)
    .forUpdate()
    .executeTakeFirst();
  return row as ImportRow | undefined;
}

/** Newest first. */
export async function listImports(
  conn: Conn,
  page: { workspaceId: string; beforeId: string | null; limit: number },
): Promise<ImportRow[]> {
  let query = conn
    .selectFrom('imports')
    .select(columns)
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  return (await query.execute()) as ImportRow[];
}

export async function setImportMapping(
  trx: Trx,
  key: ImportKey,
  change: { source: string; jobId: string | null; mapping: unknown },
): Promise<void> {
  await sql`
    update imports set source = ${change.source}, job_id = ${change.jobId}, mapping = ${toJson(change.mapping)}::jsonb
    where workspace_id = ${key.workspaceId} and id = ${key.importId}`.execute(trx);
}

/** `finishedAt` is set for every state that ends the import. */
export async function setImportState(
  trx: Trx,
  key: ImportKey,
  change: { state: ImportState; because: string | null; finishedAt: Date | null },
): Promise<void> {
  await trx
    .updateTable('imports')
    .set(change)
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.importId)
    .execute();
}

export interface ImportProgress {
  nextRow: number;
  nextByte: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  notes: Record<string, number>;
}

/** Moves the place in the file and adds to the counts, in the transaction that stored the rows. */
export async function moveImportOn(
  trx: Trx,
  key: ImportKey,
  progress: ImportProgress,
): Promise<void> {
  await sql`
    update imports set next_row = ${progress.nextRow}, next_byte = ${progress.nextByte},
      accepted_count = accepted_count + ${progress.accepted},
      duplicate_count = duplicate_count + ${progress.duplicates},
      rejected_count = rejected_count + ${progress.rejected},
      notes = ${toJson(progress.notes)}::jsonb
    where workspace_id = ${key.workspaceId} and id = ${key.importId}`.execute(trx);
}

export interface ImportErrorRow {
  rowNumber: number;
  field: string;
  message: string;
  cells: string[];
}

export async function insertImportErrors(
  trx: Trx,
  key: ImportKey,
  errors: readonly ImportErrorRow[],
): Promise<void> {
  const rows = toJson(
    errors.map((one) => ({ n: one.rowNumber, f: one.field, m: one.message, c: one.cells })),
  );
  await sql`
    insert into import_errors (workspace_id, import_id, row_number, field, message, cells)
    select ${key.workspaceId}::uuid, ${key.importId}::uuid, r.n, r.f, r.m, r.c
    from json_to_recordset(${rows}::json) as r(n bigint, f text, m text, c jsonb)
    on conflict do nothing`.execute(trx);
}

/** In the order of the file. */
export async function listImportErrors(
  conn: Conn,
  page: { workspaceId: string; importId: string; afterRow: number; limit: number },
): Promise<ImportErrorRow[]> {
  const rows = await conn
    .selectFrom('importErrors')
    .select(['rowNumber', 'field', 'message', 'cells'])
    .where('workspaceId', '=', page.workspaceId)
    .where('importId', '=', page.importId)
    .where('rowNumber', '>', page.afterRow)
    .orderBy('rowNumber')
    .limit(page.limit)
    .execute();
  return rows as ImportErrorRow[];
}
