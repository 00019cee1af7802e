// Files that came with profiles, once per content.

import type { Conn } from '../connect.ts';

/** The bytes of a file. Throws where it is not there: files are never deleted while a profile names them. */
export async function getFile(
  conn: Conn,
  key: { workspaceId: string; contentHash: string },
): Promise<Uint8Array> {
  const row = await conn
    .selectFrom('files')
    .where('workspaceId', '=', key.workspaceId)
    .where('contentHash', '=', Buffer.from(key.contentHash, 'hex'))
    .select('content')
    .executeTakeFirstOrThrow();
  return row.content;
}
