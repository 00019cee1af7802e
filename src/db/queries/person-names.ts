// What people are called, for lists that know them by id: a screen shows names.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

export interface Named {
  /** Null where none is known. */
  personName: string | null;
}

/** Says with each thing of a list what its person is called; one look for the whole page. */
export async function withNames<Item extends { personId: string | null }>(
  conn: Conn,
  workspaceId: string,
  items: readonly Item[],
): Promise<(Item & Named)[]> {
  const ids = [...new Set(items.flatMap(({ personId }) => personId ?? []))];
  const names = ids.length === 0 ? new Map<string, string>() : await read(conn, workspaceId, ids);
  return items.map((item) => ({ ...item, personName: names.get(item.personId ?? '') ?? null }));
}

/** What the person of one row is called. */
export async function nameOf(
  conn: Conn,
  row: { workspaceId: string; personId: string | null },
): Promise<string | null> {
  const [named] = await withNames(conn, row.workspaceId, [row]);
  return named?.personName ?? null;
}

async function read(
  conn: Conn,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = await sql<{ id: string; name: string | null }>`
    select id, canonical -> 'name' ->> 'value' as name from persons
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute(conn);
  return new Map(found.rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name]])));
}
