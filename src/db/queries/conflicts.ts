// Conflict records: what both sides wanted of a field, who won, and what a person decided about it.

import { sql } from 'kysely';
import type { FieldValue } from '../../core/sync/mapping.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export const conflictKinds = ['both_changed', 'overwritten'] as const;
export type ConflictKind = (typeof conflictKinds)[number];
export const conflictResolutions = ['keep_theirs', 'use_ours', 'superseded'] as const;
export type ConflictResolution = (typeof conflictResolutions)[number];

export interface Conflict {
  id: string;
  recordId: string;
  personId: string;
  field: string;
  kind: ConflictKind;
  base: FieldValue;
  ours: FieldValue;
  theirs: FieldValue;
  because: string;
  mappingVersion: number;
  /** When Lever last said that the candidate changed; who did it Lever does not tell. */
  remoteUpdatedAt: Date | null;
  seenAt: Date;
  resolution: ConflictResolution | null;
  resolvedBy: string | null;
  resolvedAt: Date | null;
}

export type NewConflict = Omit<
  Conflict,
  'remoteUpdatedAt' | 'resolution' | 'resolvedBy' | 'resolvedAt'
> & { workspaceId: string };

const columns = [
  'id',
  'recordId',
  'personId',
  'field',
  'kind',
  'base',
  'ours',
  'theirs',
  'because',
  'mappingVersion',
  'remoteUpdatedAt',
  'seenAt',
  'resolution',
  'resolvedBy',
  'resolvedAt',
] as const;

/** Opens a conflict; one that is open for the same field is superseded. False where the very same one is open. */
export async function openConflict(trx: Trx, conflict: NewConflict): Promise<boolean> {
  const { workspaceId, recordId, field } = conflict;
  const ours = toJson(conflict.ours);
  const theirs = toJson(conflict.theirs);
  const known = await sql`
    select 1 from conflicts
    where workspace_id = ${workspaceId} and record_id = ${recordId} and field = ${field}
      and resolution is null and ours = ${ours}::jsonb and theirs = ${theirs}::jsonb`.execute(trx);
  if (known.rows.length > 0) return false;
  await trx
    .updateTable('conflicts')
    .set({ resolution: 'superseded', resolvedBy: 'system', resolvedAt: conflict.seenAt })
    .where('workspaceId', '=', workspaceId)
    .where('recordId', '=', recordId)
    .where('field', '=', field)
    .where('resolution', 'is', null)
    .execute();
  await sql`
    insert into conflicts (workspace_id, id, record_id, person_id, field, kind, base, ours, theirs, because,
      mapping_version, remote_updated_at, seen_at)
    select ${workspaceId}, ${conflict.id}, ${recordId}, ${conflict.personId}, ${field}, ${conflict.kind},
      ${toJson(conflict.base)}::jsonb, ${ours}::jsonb, ${theirs}::jsonb, ${conflict.because},
      ${conflict.mappingVersion}, remote_updated_at, ${conflict.seenAt}::timestamptz
    from records where workspace_id = ${workspaceId} and id = ${recordId}`.execute(trx);
  return true;
}

/** One conflict, locked, or undefined. */
export async function lockConflict(
  trx: Trx,
  key: { workspaceId: string; conflictId: string },
): Promise<Conflict | undefined> {
  const row = await trx
    .selectFrom('conflicts')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.conflictId)
    .select(columns)
    .forUpdate()
    .executeTakeFirst();
  return row as Conflict | undefined;
}

export interface ConflictFilter {
  /** Null: decided ones too. */
  isOpen: boolean | null;
  recordId?: string;
  personId?: string;
  field?: string;
  kind?: ConflictKind;
}

/** Newest first: their ids grow with time. */
export async function listConflicts(
  conn: Conn,
  page: ConflictFilter & { workspaceId: string; beforeId?: string | null; limit: number },
): Promise<Conflict[]> {
  let query = conn
    .selectFrom('conflicts')
    .where('workspaceId', '=', page.workspaceId)
    .select(columns)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.isOpen !== null) query = query.where('resolution', page.isOpen ? 'is' : 'is not', null);
  for (const name of ['recordId', 'personId', 'field', 'kind'] as const) {
    const value = page[name];
    if (value !== undefined) query = query.where(name, '=', value);
  }
  if (page.beforeId !== undefined && page.beforeId !== null)
    query = query.where('id', '<', page.beforeId);
  return (await query.execute()) as Conflict[];
}

export async function findConflict(
  conn: Conn,
  key: { workspaceId: string; conflictId: string },
): Promise<Conflict | undefined> {
  const row = await conn
    .selectFrom('conflicts')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.conflictId)
    .select(columns)
    .executeTakeFirst();
  return row as Conflict | undefined;
}

/** Open again, as if nobody had decided. False where a newer conflict of the field is open. */
export async function reopenConflict(
  trx: Trx,
  key: { workspaceId: string; conflictId: string },
): Promise<boolean> {
  const reopened = await sql`
    update conflicts c set resolution = null, resolved_by = null, resolved_at = null
    where workspace_id = ${key.workspaceId} and id = ${key.conflictId}
      and not exists (select from conflicts o where o.workspace_id = c.workspace_id
        and o.record_id = c.record_id and o.field = c.field and o.resolution is null and o.id <> c.id)
    returning id`.execute(trx);
  return reopened.rows.length > 0;
}

export async function closeConflict(
  trx: Trx,
  input: {
    workspaceId: string;
    conflictId: string;
    resolution: ConflictResolution;
    resolvedBy: string;
    now: Date;
  },
): Promise<void> {
  await trx
    .updateTable('conflicts')
    .set({
      resolution: input.resolution,
      resolvedBy: input.resolvedBy,
      resolvedAt: input.now,
    })
    .where('workspaceId', '=', input.workspaceId)
    .where('id', '=', input.conflictId)
    .execute();
}
