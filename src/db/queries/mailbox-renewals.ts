// Whose turn it is to renew a mailbox's access token: one process at a time, over all of them.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

/** True where the caller has it until then; false where somebody else is at it. */
export async function claimRenewal(
  conn: Conn,
  claim: { workspaceId: string; mailboxId: string; now: Date; until: Date },
): Promise<boolean> {
  const claimed = await sql`
    update mailboxes set renewing_until = ${claim.until}
    where workspace_id = ${claim.workspaceId} and id = ${claim.mailboxId}
      and (renewing_until is null or renewing_until <= ${claim.now})
  `.execute(conn);
  return Number(claimed.numAffectedRows ?? 0) > 0;
}

export async function endRenewal(
  conn: Conn,
  key: { workspaceId: string; mailboxId: string },
): Promise<void> {
  await sql`
    update mailboxes set renewing_until = null
    where workspace_id = ${key.workspaceId} and id = ${key.mailboxId}
  `.execute(conn);
}
