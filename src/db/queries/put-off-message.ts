// A message that waits for something outside the rules of sending: the mailbox has to be read first.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

/** Only what is not on the wire; why it waits is shown with it. */
export async function putOffMessage(
  conn: Conn,
  key: { workspaceId: string; id: string; dueAt: Date; because: string },
): Promise<void> {
  await sql`
    update messages set due_at = ${key.dueAt}, because = ${key.because}
    where workspace_id = ${key.workspaceId} and id = ${key.id}
      and state in ('planned', 'prepared', 'refused_transient')
  `.execute(conn);
}
