// How often mail to a person came back because the mailbox was full.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

export async function countFullBounces(
  conn: Conn,
  of: { workspaceId: string; personId: string; since: Date },
): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from inbound_messages
    where workspace_id = ${of.workspaceId} and person_id = ${of.personId} and kind = 'bounce'
      and received_at >= ${of.since} and evidence->'recipients' @> '[{"scope": "mailbox_full"}]'
  `.execute(conn);
  return found.rows[0]?.count ?? 0;
}
