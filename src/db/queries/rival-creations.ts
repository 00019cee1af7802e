// Creations in Lever that would meet on one contact, because two people here share an address.

import { sql } from 'kysely';
import type { Trx } from '../connect.ts';

/** Until the transaction is over, whoever plans a creation under one of these keys waits for us. Sorted: no rings. */
export async function holdCreations(
  trx: Trx,
  held: { workspaceId: string; keys: readonly number[] },
): Promise<void> {
  const keys = [...held.keys].toSorted((one, other) => one - other);
  await sql`
    select count(pg_advisory_xact_lock(hashtextextended('create ' || ${held.workspaceId}::text || k.key::text, 3)))
    from unnest(${keys}::bigint[]) as k(key)`.execute(trx);
}

export interface RivalCreation {
  personId: string;
  /** It may still come; else it was confirmed since `since`. */
  isOpen: boolean;
}

/** Another living person with one of these keys whose creation is under way, or was confirmed lately. */
export async function findRivalCreation(
  trx: Trx,
  asked: { workspaceId: string; personId: string; keys: readonly number[]; since: Date },
): Promise<RivalCreation | null> {
  const { rows } = await sql<RivalCreation>`
    select p.id as person_id, i.state <> 'confirmed' as is_open
    from (select distinct person_id from match_keys
      where workspace_id = ${asked.workspaceId} and key = any(${[...asked.keys]}::bigint[])
        and person_id <> ${asked.personId}) k
    join persons p on p.workspace_id = ${asked.workspaceId} and p.id = k.person_id
      and p.merged_into is null and not p.is_erased
    join records r on r.workspace_id = p.workspace_id and r.person_id = p.id
    join intents i on i.workspace_id = r.workspace_id and i.subject_kind = 'record' and i.subject_id = r.id
      and i.kind = 'create_opportunity'
      and (i.state in ('planned', 'armed', 'ambiguous') or (i.state = 'confirmed' and i.finished_at > ${asked.since}))
    order by is_open limit 1`.execute(trx);
  return rows[0] ?? null;
}
