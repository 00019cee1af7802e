// What verifications said and cost.

import { sql } from 'kysely';
import type { Verdict } from '../../ports/contact-verifier.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export async function insertVerification(
  trx: Trx,
  row: {
    workspaceId: string;
    id: string;
    addressHash: Uint8Array;
    verifier: string;
    verdict: Verdict;
    method: string;
    checks: Record<string, boolean>;
    costCents: number;
    verifiedAt: Date;
  },
): Promise<void> {
  await sql`
    insert into contact_verifications (workspace_id, id, address_hash, verifier, verdict, method, checks, cost_cents, verified_at)
    values (${row.workspaceId}, ${row.id}, ${row.addressHash}, ${row.verifier}, ${row.verdict}, ${row.method},
      ${toJson(row.checks)}::jsonb, ${row.costCents}, ${row.verifiedAt})
  `.execute(trx);
}

/** Of a workspace since then, over all verifiers. */
export async function findSpentCents(
  conn: Conn,
  key: { workspaceId: string; since: Date },
): Promise<number> {
  const found = await sql<{ spent: number }>`
    select coalesce(sum(cost_cents), 0) as spent from contact_verifications
    where workspace_id = ${key.workspaceId} and verified_at > ${key.since}
  `.execute(conn);
  return found.rows[0]?.spent ?? 0;
}
