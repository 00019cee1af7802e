// What the customer's Lever account consists of, as last read: stages, archive reasons, postings, users.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export const catalogKinds = [
  'stage',
  'archive_reason',
  'posting',
  'user',
  'form_template',
] as const;
export type CatalogKind = (typeof catalogKinds)[number];

export interface CatalogRow {
  id: string;
  text: string;
  detail: Record<string, unknown>;
  isActive: boolean;
}

/** All rows of one kind, those no longer in Lever included (`isActive` false). */
export async function findCatalog(
  conn: Conn,
  key: { workspaceId: string; kind: CatalogKind },
): Promise<CatalogRow[]> {
  const rows = await conn
    .selectFrom('leverCatalog')
    .where('workspaceId', '=', key.workspaceId)
    .where('kind', '=', key.kind)
    .select(['id', 'text', 'detail', 'isActive'])
    .orderBy('text')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, detail: row.detail as Record<string, unknown> }));
}

/** A page to choose from: stages in the order of the pipeline, everything else by name. */
export async function listCatalogPage(
  conn: Conn,
  page: {
    workspaceId: string;
    kind: CatalogKind;
    /** Part of the name; '' for all. */
    text: string;
    /** Also what is closed, or gone from Lever. */
    isWhole: boolean;
    after: number;
    limit: number;
  },
): Promise<CatalogRow[]> {
  const { workspaceId, kind, text, isWhole, after, limit } = page;
  const found = await sql<CatalogRow>`
    select id, text, detail, is_active from lever_catalog
    where workspace_id = ${workspaceId} and kind = ${kind} and (is_active or ${isWhole})
      and position(lower(${text}) in lower(text)) > 0
    order by case when kind = 'stage' then (detail->>'rank')::int end nulls last, lower(text), id
    offset ${after} limit ${limit}`.execute(conn);
  return found.rows;
}

/** One row, or undefined where the account has never had it. */
export async function findCatalogRow(
  conn: Conn,
  key: { workspaceId: string; kind: CatalogKind; id: string },
): Promise<CatalogRow | undefined> {
  const row = await conn
    .selectFrom('leverCatalog')
    .where('workspaceId', '=', key.workspaceId)
    .where('kind', '=', key.kind)
    .where('id', '=', key.id)
    .select(['id', 'text', 'detail', 'isActive'])
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, detail: row.detail as Record<string, unknown> };
}

/** Makes the kind what was read: new and changed rows are stored, rows that are gone become inactive. */
export async function replaceCatalog(
  trx: Trx,
  input: { workspaceId: string; kind: CatalogKind; rows: readonly CatalogRow[]; now: Date },
): Promise<void> {
  const { workspaceId, kind, now } = input;
  await sql`
    update lever_catalog set is_active = false, read_at = ${now}::timestamptz
    where workspace_id = ${workspaceId} and kind = ${kind}`.execute(trx);
  // One statement for any number of rows: an account may have thousands of postings.
  await sql`
    insert into lever_catalog (workspace_id, kind, id, text, detail, is_active, read_at)
    select ${workspaceId}, ${kind}, row.id, row.text, row.detail, row."isActive", ${now}::timestamptz
    from jsonb_to_recordset(${toJson(input.rows)}::jsonb)
      as row(id text, text text, detail jsonb, "isActive" boolean)
    on conflict (workspace_id, kind, id) do update set
      text = excluded.text, detail = excluded.detail, is_active = excluded.is_active,
      read_at = excluded.read_at`.execute(trx);
}

/** Gives every user of ours the id of the active Lever user with the same email address. */
export async function matchUsers(trx: Trx, workspaceId: string): Promise<void> {
  await sql`
    update users set lever_user_id = found.id
    from lever_catalog found
    where users.workspace_id = ${workspaceId}
      and found.workspace_id = users.workspace_id and found.kind = 'user' and found.is_active
      and lower(found.detail->>'email') = lower(users.email)
      and users.lever_user_id is distinct from found.id`.execute(trx);
}
