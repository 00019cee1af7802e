// What matching looks up at intake: traits of persons, the keys they are found under, counts of names and employers.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import type { Traits } from '../../core/people/traits.ts';

export interface KeyHolder {
  key: number;
  personId: string;
}

export interface CountedValue {
  kind: string;
  value: string;
}

export interface Around {
  holders: KeyHolder[];
  counts: (CountedValue & { count: number })[];
}

/**
 * Who is found under these keys, at most `limit` per key, and how frequent these values are: one probe of a primary
 * key for each, all in one statement.
 */
export async function lookAround(
  conn: Conn,
  input: {
    workspaceId: string;
    keys: readonly number[];
    values: readonly CountedValue[];
    limit: number;
  },
): Promise<Around> {
  const found = await sql<{
    key: number | null;
    personId: string | null;
    kind: string | null;
    value: string | null;
    count: number | null;
  }>`
    select k.key, h.person_id, null::text as kind, null::text as value, null::bigint as count
    from unnest(${input.keys}::bigint[]) as k(key)
    cross join lateral (
      select m.person_id from match_keys m
      where m.workspace_id = ${input.workspaceId} and m.key = k.key
      limit ${input.limit}
    ) h
    union all
    select null, null, c.kind, c.value, c.count
    from unnest(
      ${input.values.map(({ kind }) => kind)}::text[], ${input.values.map(({ value }) => value)}::text[]
    ) as v(kind, value)
    join match_counts c on c.workspace_id = ${input.workspaceId} and c.kind = v.kind and c.value = v.value
  `.execute(conn);
  const around: Around = { holders: [], counts: [] };
  for (const { key, personId, kind, value, count } of found.rows) {
    if (key !== null && personId !== null) around.holders.push({ key, personId });
    else if (kind !== null && value !== null)
      around.counts.push({ kind, value, count: count ?? 0 });
  }
  return around;
}

export interface PersonTraits {
  personId: string;
  revision: number;
  hasRecord: boolean;
  traits: Traits;
}

/** Live persons as matching knows them. */
export async function loadTraits(
  conn: Conn,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<PersonTraits[]> {
  if (input.personIds.length === 0) return [];
  const found = await sql<PersonTraits>`
    select t.person_id, p.revision, t.traits,
      exists (
        select 1 from records r
        where r.workspace_id = p.workspace_id and r.person_id = p.id and r.contact_id is not null
      ) as has_record
    from unnest(${input.personIds}::uuid[]) as w(person_id)
    join match_traits t on t.workspace_id = ${input.workspaceId} and t.person_id = w.person_id
    join persons p on p.workspace_id = t.workspace_id and p.id = t.person_id
    where p.merged_into is null and not p.is_erased
  `.execute(conn);
  return found.rows;
}

/** Traits as they stand, of whomever. */
export async function loadAllTraits(
  conn: Conn,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<{ personId: string; traits: Traits }[]> {
  const found = await sql<{ personId: string; traits: Traits }>`
    select person_id, traits from match_traits
    where workspace_id = ${input.workspaceId} and person_id = any(${input.personIds}::uuid[])
  `.execute(conn);
  return found.rows;
}

export interface TraitsToWrite {
  personId: string;
  traits: Traits;
  /** Keys to add; those already there may be among them. */
  keys: readonly number[];
}

export async function writeTraits(
  trx: Trx,
  input: { workspaceId: string; persons: readonly TraitsToWrite[] },
): Promise<void> {
  if (input.persons.length === 0) return;
  const rows = input.persons.map(({ personId, traits }) => ({ id: personId, traits }));
  const keys = input.persons
    .flatMap(({ personId, keys: ofPerson }) => ofPerson.map((key) => ({ key, personId })))
    .toSorted((one, other) => one.key - other.key);
  await sql`
    with described as (
      insert into match_traits (workspace_id, person_id, traits)
      select ${input.workspaceId}::uuid, x.id, x.traits
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, traits jsonb)
      on conflict (workspace_id, person_id) do update set traits = excluded.traits
    )
    insert into match_keys (workspace_id, key, person_id)
    select ${input.workspaceId}::uuid, x.key, x.person_id
    from unnest(${keys.map(({ key }) => key)}::bigint[], ${keys.map(({ personId }) => personId)}::uuid[])
      as x(key, person_id)
    on conflict do nothing
  `.execute(trx);
}

/** The persons are found under these keys no more; `keys` are those of their traits as they were. */
export async function removeTraits(
  trx: Trx,
  input: { workspaceId: string; persons: readonly { personId: string; keys: readonly number[] }[] },
): Promise<void> {
  const keys = input.persons.flatMap((person) =>
    person.keys.map((key) => ({ key, personId: person.personId })),
  );
  await sql`
    delete from match_keys m
    using unnest(${keys.map(({ key }) => key)}::bigint[], ${keys.map(({ personId }) => personId)}::uuid[])
      as x(key, person_id)
    where m.workspace_id = ${input.workspaceId} and m.key = x.key and m.person_id = x.person_id
  `.execute(trx);
  await sql`
    delete from match_traits
    where workspace_id = ${input.workspaceId}
      and person_id = any(${input.persons.map(({ personId }) => personId)}::uuid[])
  `.execute(trx);
}

/** Rows are locked in order, so that two batches never wait for each other in a ring. Call it late: "total" is hot. */
export async function addCounts(
  trx: Trx,
  input: { workspaceId: string; counts: readonly (CountedValue & { count: number })[] },
): Promise<void> {
  if (input.counts.length === 0) return;
  const counts = input.counts.toSorted((one, other) =>
    `${one.kind} ${one.value}` < `${other.kind} ${other.value}` ? -1 : 1,
  );
  await sql`
    insert into match_counts (workspace_id, kind, value, count)
    select ${input.workspaceId}::uuid, x.kind, x.value, x.count
    from unnest(
      ${counts.map(({ kind }) => kind)}::text[],
      ${counts.map(({ value }) => value)}::text[],
      ${counts.map(({ count }) => count)}::bigint[]
    ) as x(kind, value, count)
    on conflict (workspace_id, kind, value) do update set count = match_counts.count + excluded.count
  `.execute(trx);
}

/** Values that nobody has any more. */
export async function removeEmptyCounts(trx: Trx, workspaceId: string): Promise<void> {
  await sql`delete from match_counts where workspace_id = ${workspaceId} and count <= 0`.execute(
    trx,
  );
}
