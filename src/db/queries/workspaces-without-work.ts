// Workspaces for which a kind of recurring work was never asked for.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

/** The subject of such work is the workspace itself. */
export async function listWorkspacesWithoutWork(
  conn: Conn,
  input: { kind: string; limit: number },
): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select w.id from workspaces w
    where not exists (
      select 1 from work k
      where k.workspace_id = w.id and k.kind = ${input.kind} and k.subject_id = w.id
    )
    order by w.id limit ${input.limit}
  `.execute(conn);
  return found.rows.map(({ id }) => id);
}
