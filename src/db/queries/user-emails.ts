// The email of a user, by which mailboxes and runs name people.

import type { Conn } from '../connect.ts';

/** In lower case; undefined for nobody of this workspace. */
export async function findUserEmail(
  conn: Conn,
  key: { workspaceId: string; userId: string },
): Promise<string | undefined> {
  const found = await conn
    .selectFrom('users')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.userId)
    .select('email')
    .executeTakeFirst();
  return found?.email.toLowerCase();
}
