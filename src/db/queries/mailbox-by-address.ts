// A mailbox by its address: the same one is connected again, not twice.

import type { Conn } from '../connect.ts';

export async function findMailboxId(
  conn: Conn,
  key: { workspaceId: string; address: string },
): Promise<string | undefined> {
  const found = await conn
    .selectFrom('mailboxes')
    .where('workspaceId', '=', key.workspaceId)
    .where('address', '=', key.address)
    .select('id')
    .executeTakeFirst();
  return found?.id;
}
