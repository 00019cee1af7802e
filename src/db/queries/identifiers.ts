// Who holds a key, and the locks that make two arrivals of one human meet.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import type { Identifier, IdentifierKind } from '../../core/people/person.ts';

/**
 * Locks in ascending order, held to the end of the transaction. The numbers are buckets, not keys: few enough
 * that a big batch cannot fill the server's lock table, many enough that single arrivals seldom meet.
 */
export async function lockBuckets(
  trx: Trx,
  input: { workspaceId: string; buckets: readonly number[] },
): Promise<void> {
  if (input.buckets.length === 0) return;
  const ascending = [...new Set(input.buckets)].toSorted((one, other) => one - other);
  // hashtextextended: 64 bits of the workspace and bucket; unnest keeps the order of the array.
  await sql`
    select count(pg_advisory_xact_lock(hashtextextended(${input.workspaceId}::text || bucket::text, 7)))
    from unnest(${ascending}::int[]) bucket
  `.execute(trx);
}

export interface Holder {
  kind: IdentifierKind;
  value: string;
  personId: string;
}

/** At most this many holders of one key are looked at: a key of more people is no key. */
export const holdersMax = 61;

/** Every person that holds one of the keys. Uses the primary key of identifiers, one probe per key. */
export async function findHolders(
  conn: Conn,
  input: { workspaceId: string; identifiers: readonly Identifier[] },
): Promise<Holder[]> {
  if (input.identifiers.length === 0) return [];
  const kinds = input.identifiers.map((identifier) => identifier.kind);
  const values = input.identifiers.map((identifier) => identifier.value);
  const found = await sql<Holder>`
    select k.kind, k.value, h.person_id
    from unnest(${kinds}::text[], ${values}::text[]) as k(kind, value)
    cross join lateral (
      select distinct i.person_id from identifiers i
      where i.workspace_id = ${input.workspaceId} and i.kind = k.kind and i.value = k.value
      limit ${holdersMax}
    ) h
  `.execute(conn);
  return found.rows;
}
