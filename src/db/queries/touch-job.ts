// The job a touch belongs to.

import type { Conn } from '../connect.ts';

/** Null where the source named none. */
export async function findTouchJob(
  conn: Conn,
  key: { workspaceId: string; touchId: string },
): Promise<string | null> {
  const row = await conn
    .selectFrom('touches')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.touchId)
    .select('jobId')
    .executeTakeFirst();
  return row?.jobId ?? null;
}
