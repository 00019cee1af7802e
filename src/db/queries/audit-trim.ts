// The old end of the audit log, and where the log begins once it went.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

/** Of one night at most: a log of years goes over several. */
const entriesMax = 200_000;

/** The last entry that may go, with its hash in hex; the newest entry of all always stays. */
export async function findLastBefore(
  conn: Conn,
  key: { workspaceId: string; before: Date },
): Promise<{ seq: number; hash: string } | undefined> {
  const found = await sql<{ seq: number; hash: string }>`
    select seq, encode(hash, 'hex') as hash from (
      select seq, hash from audit_entries
      where workspace_id = ${key.workspaceId} and at < ${key.before}
        and seq < (select seq from audit_heads where workspace_id = ${key.workspaceId})
      order by seq limit ${entriesMax}) old
    order by seq desc limit 1`.execute(conn);
  return found.rows[0];
}

/** Notes where the log begins and deletes what was before; returns how many entries went. */
export async function deleteAuditUntil(
  trx: Trx,
  base: { workspaceId: string; seq: number; hash: string; at: Date; signature: Uint8Array },
): Promise<number> {
  const { workspaceId, seq, hash, at, signature } = base;
  await sql`
    insert into audit_bases (workspace_id, seq, hash, at, signature)
    values (${workspaceId}, ${seq}, decode(${hash}, 'hex'), ${at}, ${signature})
    on conflict (workspace_id) do update
      set seq = excluded.seq, hash = excluded.hash, at = excluded.at, signature = excluded.signature`.execute(
    trx,
  );
  const done = await sql`
    delete from audit_entries where workspace_id = ${workspaceId} and seq <= ${seq}`.execute(trx);
  return Number(done.numAffectedRows ?? 0);
}
