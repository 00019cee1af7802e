// The country assumed for bare phone numbers of a workspace.

import type { Conn } from '../connect.ts';

export async function findDefaultRegion(conn: Conn, workspaceId: string): Promise<string> {
  const row = await conn
    .selectFrom('workspaces')
    .where('id', '=', workspaceId)
    .select('defaultRegion')
    .executeTakeFirstOrThrow();
  return row.defaultRegion;
}
