// Persons, their members and the keys and contact points the members gave. Everything in sets, one statement each.

import { sql } from 'kysely';
import { searchText } from '../../core/people/search-text.ts';
import type { Conn, Trx } from '../connect.ts';
import type { ContactPoint } from '../../core/people/identifiers.ts';
import type { CanonicalPerson, Identifier } from '../../core/people/person.ts';
import type { ReceivedProfile } from '../../core/people/received.ts';

/** Locks persons in the order of their ids, so that two transactions never wait for each other in a ring. */
export async function lockPersons(
  trx: Trx,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<{ personId: string; revision: number; isLive: boolean }[]> {
  if (input.personIds.length === 0) return [];
  const locked = await sql<{ personId: string; revision: number; isLive: boolean }>`
    select id as person_id, revision, merged_into is null and not is_erased as is_live
    from persons
    where workspace_id = ${input.workspaceId} and id = any(${input.personIds}::uuid[])
    order by id
    for update
  `.execute(trx);
  return locked.rows;
}

export interface Member {
  personId: string;
  id: string;
  profile: ReceivedProfile;
}

/**
 * A person's members; of someone hit more often than `limit` times the newest and the very first, which decide
 * the canonical values. The bound keeps ten thousand hits of one human from costing ten thousand reads each.
 */
export async function loadMembers(
  conn: Conn,
  input: { workspaceId: string; personIds: readonly string[]; limit: number },
): Promise<Member[]> {
  if (input.personIds.length === 0) return [];
  const found = await sql<Member>`
    select w.person_id, m.id, m.payload as profile
    from unnest(${input.personIds}::uuid[]) as w(person_id)
    cross join lateral (
      (select p.id, p.payload from memberships m
        join profiles p on p.workspace_id = m.workspace_id and p.id = m.profile_id
        where m.workspace_id = ${input.workspaceId} and m.person_id = w.person_id
        order by p.found_at desc, p.id desc limit ${input.limit})
      union
      (select p.id, p.payload from memberships m
        join profiles p on p.workspace_id = m.workspace_id and p.id = m.profile_id
        where m.workspace_id = ${input.workspaceId} and m.person_id = w.person_id
        order by p.found_at, p.id limit 1)
    ) m
  `.execute(conn);
  return found.rows;
}

export interface PersonToWrite {
  id: string;
  canonical: CanonicalPerson;
}

// Only what the statement reads: callers hand over more.
function personsJson(persons: readonly PersonToWrite[]): string {
  return JSON.stringify(
    persons.map(({ id, canonical }) => ({ id, canonical, search: searchText(canonical) })),
  );
}

export async function insertPersons(
  trx: Trx,
  input: { workspaceId: string; persons: readonly PersonToWrite[]; now: Date },
): Promise<void> {
  if (input.persons.length === 0) return;
  await sql`
    insert into persons (workspace_id, id, canonical, search, created_at, changed_at)
    select ${input.workspaceId}::uuid, x.id, x.canonical, to_tsvector('simple', x.search),
      ${input.now}, ${input.now}
    from jsonb_to_recordset(${personsJson(input.persons)}::jsonb)
      as x(id uuid, canonical jsonb, search text)
  `.execute(trx);
}

/** Raises the revision: whoever decided on the older one decides again. */
export async function updatePersons(
  trx: Trx,
  input: { workspaceId: string; persons: readonly PersonToWrite[]; now: Date },
): Promise<void> {
  if (input.persons.length === 0) return;
  await sql`
    update persons p
    set canonical = x.canonical, search = to_tsvector('simple', x.search),
      revision = p.revision + 1, changed_at = ${input.now}
    from jsonb_to_recordset(${personsJson(input.persons)}::jsonb)
      as x(id uuid, canonical jsonb, search text)
    where p.workspace_id = ${input.workspaceId} and p.id = x.id
  `.execute(trx);
}

export interface PlacementToWrite {
  personId: string;
  profileId: string;
  decisionId: string;
  identifiers: readonly Identifier[];
  contacts: readonly ContactPoint[];
  seenAt: string;
}

/** Whose profiles are, with the keys and contact points they gave: one statement, because every arrival waits for it. */
export async function insertPlacements(
  trx: Trx,
  input: { workspaceId: string; placements: readonly PlacementToWrite[]; now: Date },
): Promise<void> {
  const { placements } = input;
  if (placements.length === 0) return;
  const identifiers = placements.flatMap((row) =>
    row.identifiers.map(({ kind, value }) => ({ ...row, kind, value })),
  );
  await sql`
    with joined as (
      insert into memberships (workspace_id, profile_id, person_id, decision_id, since)
      select ${input.workspaceId}::uuid, x.profile_id, x.person_id, x.decision_id, ${input.now}
      from unnest(
        ${placements.map((row) => row.profileId)}::uuid[],
        ${placements.map((row) => row.personId)}::uuid[],
        ${placements.map((row) => row.decisionId)}::uuid[]
      ) as x(profile_id, person_id, decision_id)
    ), keyed as (
      insert into identifiers (workspace_id, kind, value, person_id, profile_id)
      select ${input.workspaceId}::uuid, x.kind, x.value, x.person_id, x.profile_id
      from unnest(
        ${identifiers.map((row) => row.kind)}::text[],
        ${identifiers.map((row) => row.value)}::text[],
        ${identifiers.map((row) => row.personId)}::uuid[],
        ${identifiers.map((row) => row.profileId)}::uuid[]
      ) as x(kind, value, person_id, profile_id)
      on conflict do nothing
    )
    insert into contact_points (workspace_id, person_id, kind, value, profile_id, shown_as, label, status,
      source, method, verified_at, seen_at)
    select ${input.workspaceId}::uuid, x.*
    from jsonb_to_recordset(${JSON.stringify(contactRows(placements))}::jsonb) as x(person_id uuid,
      kind text, value text, profile_id uuid, shown_as text, label text, status text, source text,
      method text, verified_at timestamptz, seen_at timestamptz)
    on conflict do nothing
  `.execute(trx);
}

function contactRows(placements: readonly PlacementToWrite[]): Record<string, unknown>[] {
  return placements.flatMap((row) =>
    row.contacts
      .filter((point) => !point.isShared)
      .map((point) => ({
        person_id: row.personId,
        profile_id: row.profileId,
        kind: point.kind,
        value: point.value,
        shown_as: point.shownAs,
        label: point.label,
        status: point.status,
        source: point.source,
        method: point.method,
        verified_at: point.verifiedAt,
        seen_at: row.seenAt,
      })),
  );
}

/** A person considered for a job; asking again changes nothing. */
export async function insertCandidacies(
  trx: Trx,
  input: {
    workspaceId: string;
    candidacies: readonly { personId: string; jobId: string; profileId: string | null }[];
    now: Date;
  },
): Promise<void> {
  if (input.candidacies.length === 0) return;
  const { candidacies } = input;
  await sql`
    insert into candidacies (workspace_id, person_id, job_id, first_profile_id, created_at)
    select distinct on (x.person_id, x.job_id)
      ${input.workspaceId}::uuid, x.person_id, x.job_id, x.profile_id, ${input.now}::timestamptz
    from unnest(
      ${candidacies.map((row) => row.personId)}::uuid[],
      ${candidacies.map((row) => row.jobId)}::uuid[],
      ${candidacies.map((row) => row.profileId)}::uuid[]
    ) with ordinality as x(person_id, job_id, profile_id, position)
    order by x.person_id, x.job_id, x.position
    on conflict do nothing
  `.execute(trx);
}
