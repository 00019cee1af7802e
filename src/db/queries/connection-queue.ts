// The queue that a workspace's Lever work draws on.

import type { Conn } from '../connect.ts';

/** The credential's key, or undefined where no Lever account is connected. */
export async function findConnectionQueue(
  conn: Conn,
  workspaceId: string,
): Promise<string | undefined> {
  const row = await conn
    .selectFrom('leverConnections')
    .where('workspaceId', '=', workspaceId)
    .select('credentialKey')
    .executeTakeFirst();
  return row?.credentialKey;
}
