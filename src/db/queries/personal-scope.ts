// Which rows are one person's: the ids by which the register of personal data finds them, before and after an erasure.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';
import type { ScopeKey } from '../personal-data.ts';

export interface PersonKey {
  workspaceId: string;
  personId: string;
}

type Texts = Exclude<ScopeKey, 'fileHashes' | 'addressHashes' | 'needles'>;
export type PersonalScope = { workspaceId: string } & Record<Texts, string[]> & {
    fileHashes: Uint8Array[];
    addressHashes: Uint8Array[];
    needles: string[];
  };

export interface KnownIdentifier {
  kind: 'email' | 'phone' | 'profile_url' | 'external_id';
  value: string;
}

/** The person that this one is now, or undefined where there is none. */
export async function findLiveRoot(
  conn: Conn,
  { workspaceId, personId }: PersonKey,
): Promise<{ id: string; isErased: boolean } | undefined> {
  const found = await sql<{ id: string; isErased: boolean; mergedInto: string | null }>`
    with recursive up as (
      select id, merged_into, is_erased, 0 as depth from persons
      where workspace_id = ${workspaceId} and id = ${personId}
      union all
      select p.id, p.merged_into, p.is_erased, up.depth + 1 from up
      join persons p on p.workspace_id = ${workspaceId} and p.id = up.merged_into
      where up.depth < 1000)
    select id, is_erased, merged_into from up order by depth desc limit 1`.execute(conn);
  return found.rows[0];
}

/** Everything that hangs on the person and on whoever became part of it. */
export async function loadScope(conn: Conn, key: PersonKey): Promise<PersonalScope> {
  const { workspaceId } = key;
  const ids = async (query: ReturnType<typeof sql<{ id: string }>>): Promise<string[]> =>
    (await query.execute(conn)).rows.map((row) => row.id);
  const personIds = await ids(sql`
    with recursive down as (
      select id from persons where workspace_id = ${workspaceId} and id = ${key.personId}
      union
      select p.id from down join persons p on p.workspace_id = ${workspaceId} and p.merged_into = down.id)
    select id from down order by id`);
  const of = sql`workspace_id = ${workspaceId} and person_id = any(${personIds}::uuid[])`;
  const first = sql`workspace_id = ${workspaceId} and (person_id = any(${personIds}::uuid[])
    or first_person_id = any(${personIds}::uuid[]))`;
  const recordIds = await ids(sql`select id from records where ${of}`);
  const messageIds = await ids(sql`select id from messages where ${first}`);
  const profileIds = await ids(sql`select profile_id as id from memberships where ${of}`);
  return {
    workspaceId,
    personIds,
    recordIds,
    messageIds,
    profileIds,
    touchIds: await ids(sql`
      select id from touches where ${of}
      union
      select u.touch_id from unmatched_touches u
      join identifiers i on i.workspace_id = u.workspace_id and i.kind = u.kind and i.value = u.value
      where i.workspace_id = ${workspaceId} and i.person_id = any(${personIds}::uuid[])`),
    inboundIds: await ids(sql`
      select id from inbound_messages where ${first}
      union
      select id from inbound_messages
      where workspace_id = ${workspaceId} and message_id = any(${messageIds}::uuid[])`),
    decisionIds: await ids(sql`
      select id from match_decisions
      where workspace_id = ${workspaceId} and person_id = any(${personIds}::uuid[])
      union
      select id from match_decisions where workspace_id = ${workspaceId} and kind = 'merge'
        and other_person_id = any(${personIds}::uuid[])`),
    contactIds: await ids(sql`
      select contact_id as id from records where ${of} and contact_id is not null
      union
      select k.contact_id from mirror_keys k
      join identifiers i on i.workspace_id = k.workspace_id and i.kind = k.kind and i.value = k.value
      where i.workspace_id = ${workspaceId} and i.person_id = any(${personIds}::uuid[])`),
    opportunityIds: await ids(sql`
      select opportunity_id as id from records where ${of} and opportunity_id is not null`),
    ...(await loadValues(conn, { workspaceId, personIds, profileIds })),
  };
}

async function loadValues(
  conn: Conn,
  of: { workspaceId: string; personIds: string[]; profileIds: string[] },
): Promise<Pick<PersonalScope, 'fileHashes' | 'addressHashes' | 'needles'>> {
  const { workspaceId, personIds, profileIds } = of;
  const files = await sql<{ hash: Uint8Array }>`
    select distinct decode(p.payload->'resume'->>'contentHash', 'hex') as hash from profiles p
    where p.workspace_id = ${workspaceId} and p.id = any(${profileIds}::uuid[])
      and p.payload->'resume'->>'contentHash' is not null
      and not exists (
        select from profiles o where o.workspace_id = p.workspace_id and o.id <> all(${profileIds}::uuid[])
          and o.payload->'resume'->>'contentHash' = p.payload->'resume'->>'contentHash')`.execute(
    conn,
  );
  const hashes = await sql<{ hash: Uint8Array }>`
    select distinct address_hash as hash from messages
    where workspace_id = ${workspaceId} and person_id = any(${personIds}::uuid[])
      and address_hash is not null`.execute(conn);
  const needles = await sql<{ text: string }>`
    select value as text from identifiers
    where workspace_id = ${workspaceId} and person_id = any(${personIds}::uuid[]) and kind <> 'external_id'
    union
    select shown_as from contact_points
    where workspace_id = ${workspaceId} and person_id = any(${personIds}::uuid[])
    union
    select canonical #>> '{name,value}' from persons
    where workspace_id = ${workspaceId} and id = any(${personIds}::uuid[])
    union
    select payload->>'name' from profiles
    where workspace_id = ${workspaceId} and id = any(${profileIds}::uuid[])`.execute(conn);
  return {
    fileHashes: files.rows.map((row) => row.hash),
    addressHashes: hashes.rows.map((row) => row.hash),
    // A short text would find half of the table.
    needles: needles.rows.flatMap(({ text }) => (text !== null && text.length >= 5 ? [text] : [])),
  };
}

/** By what the person can be recognised. */
export async function listIdentifiersOf(
  conn: Conn,
  { workspaceId, personIds }: Pick<PersonalScope, 'workspaceId' | 'personIds'>,
): Promise<KnownIdentifier[]> {
  const found = await sql<KnownIdentifier>`
    select kind, value from identifiers
    where workspace_id = ${workspaceId} and person_id = any(${personIds}::uuid[])
    union
    select kind, value from contact_points
    where workspace_id = ${workspaceId} and person_id = any(${personIds}::uuid[])
    order by kind, value`.execute(conn);
  return found.rows;
}

/** What the sources called the person: their event ids and their own ids. */
export async function listSourceNames(
  conn: Conn,
  { workspaceId, profileIds, touchIds }: PersonalScope,
): Promise<
  { kind: 'profile' | 'touch'; source: string; eventId: string; externalId: string | null }[]
> {
  const found = await sql<{
    kind: 'profile' | 'touch';
    source: string;
    eventId: string;
    externalId: string | null;
  }>`
    select 'profile' as kind, source, source_event_id as event_id, payload->>'externalId' as external_id from profiles
    where workspace_id = ${workspaceId} and id = any(${profileIds}::uuid[])
    union all
    select 'touch', source, source_event_id, payload->'person'->>'externalId' from touches
    where workspace_id = ${workspaceId} and id = any(${touchIds}::uuid[])
    order by kind, source, event_id`.execute(conn);
  return found.rows;
}
