// What the proof of an erasure rests on: its row, its entry in the audit log, and what could have come back since.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { findErasure } from './erasures.ts';
import type { Erasure } from './erasures.ts';

/** The erasure, with nobody else deciding on it until the transaction ends. */
export async function lockErasure(
  trx: Trx,
  key: { workspaceId: string; id: string },
): Promise<Erasure | undefined> {
  await sql`
    select id from erasures where workspace_id = ${key.workspaceId} and id = ${key.id} for update`.execute(
    trx,
  );
  return await findErasure(trx, key);
}

/** Where the audit log says that this person was erased. */
export async function findErasedEntry(
  conn: Conn,
  key: { workspaceId: string; personId: string; erasureId: string },
): Promise<{ seq: number; hash: string } | undefined> {
  const found = await sql<{ seq: number; hash: string }>`
    select seq, encode(hash, 'hex') as hash from audit_entries
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId} and action = 'person.erased'
      and detail->>'erasureId' = ${key.erasureId}
    order by seq limit 1`.execute(conn);
  return found.rows[0];
}

export interface KeptKey {
  kind: 'email' | 'phone' | 'profile_url' | 'external_id';
  value: string;
}

/** Keys of people who are here, in order, to be compared with those of an erased one. */
export async function listKeysAfter(
  conn: Conn,
  page: { workspaceId: string; after: KeptKey | null; limit: number },
): Promise<KeptKey[]> {
  const from =
    page.after === null
      ? sql``
      : sql`and (kind, value) > (${page.after.kind}, ${page.after.value})`;
  const found = await sql<KeptKey>`
    select distinct kind, value from identifiers
    where workspace_id = ${page.workspaceId} ${from}
    order by kind, value limit ${page.limit}`.execute(conn);
  return found.rows;
}

/** Whether any key of these people is left. */
export async function countPersonKeys(
  conn: Conn,
  key: { workspaceId: string; personIds: readonly string[] },
): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from person_keys
    where workspace_id = ${key.workspaceId} and person_id = any(${[...key.personIds]}::uuid[])`.execute(
    conn,
  );
  return found.rows[0]?.count ?? 0;
}
