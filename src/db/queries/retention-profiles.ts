// Whole people, their contact values and their older hits, as retention takes them.

import { sql } from 'kysely';
import type { CanonicalPerson } from '../../core/people/person.ts';
import type { Conn, Trx } from '../connect.ts';
import type { DuePage, DueRow } from './retention-rows.ts';

/** Somebody at work on the person: in Lever and not archived there, or in a sequence. What sources told ends by age. */
const isBusy = (person: string, before: Date) => sql`(
    exists (select from records r where r.workspace_id = t.workspace_id and r.person_id = ${sql.raw(person)}
      and r.opportunity_id is not null and r.gone is null and r.archive_reason_id is null)
    or exists (select from enrollments e where e.workspace_id = t.workspace_id and e.person_id = ${sql.raw(person)}
      and e.state in ('active', 'paused') and (e.is_ours or e.changed_at >= ${before})))`;

/** People of whom nothing was heard since, and whom nobody is at work on. */
export async function listDuePeople(conn: Conn, page: DuePage): Promise<DueRow[]> {
  const from = page.afterKey === null ? sql`` : sql`and t.id > ${page.afterKey}`;
  const found = await sql<DueRow>`
    select t.id::text as key, t.id as person_id, s.at from persons t
    cross join lateral (select greatest(t.created_at,
      (select max(p.received_at) from memberships m
        join profiles p on p.workspace_id = m.workspace_id and p.id = m.profile_id
        where m.workspace_id = t.workspace_id and m.person_id = t.id),
      (select max(o.occurred_at) from touches o where o.workspace_id = t.workspace_id and o.person_id = t.id),
      (select max(i.received_at) from inbound_messages i
        where i.workspace_id = t.workspace_id and i.person_id = t.id)) as at) s
    where t.workspace_id = ${page.workspaceId} and t.created_at < ${page.before}
      and t.merged_into is null and not t.is_erased and s.at < ${page.before}
      and not ${isBusy('t.id', page.before)} ${from}
    order by t.id limit ${page.limit}`.execute(conn);
  return found.rows;
}

/** Hits whose addresses and numbers are old, of people whom nobody is at work on. */
export async function listDueContacts(conn: Conn, page: DuePage): Promise<DueRow[]> {
  const from = page.afterKey === null ? sql`` : sql`and t.id > ${page.afterKey}`;
  const found = await sql<DueRow>`
    select t.id::text as key, m.person_id, t.received_at as at from profiles t
    join memberships m on m.workspace_id = t.workspace_id and m.profile_id = t.id
    where t.workspace_id = ${page.workspaceId} and t.received_at < ${page.before}
      and (t.payload->'emails' <> '[]'::jsonb or t.payload->'phones' <> '[]'::jsonb)
      and not ${isBusy('m.person_id', page.before)} ${from}
    order by t.id limit ${page.limit}`.execute(conn);
  return found.rows;
}

/** What an emptied hit still has. */
const derived = [
  'source',
  'sourceEventId',
  'foundAt',
  'emails',
  'phones',
  'profileUrls',
  'skills',
  'tags',
  'workHistory',
];

/** Hits that a newer one of the same person stands for. */
export async function listDueProfiles(conn: Conn, page: DuePage): Promise<DueRow[]> {
  const from = page.afterKey === null ? sql`` : sql`and t.id > ${page.afterKey}`;
  const found = await sql<DueRow>`
    select t.id::text as key, m.person_id, t.received_at as at from profiles t
    join memberships m on m.workspace_id = t.workspace_id and m.profile_id = t.id
    where t.workspace_id = ${page.workspaceId} and t.received_at < ${page.before}
      and (t.payload - ${derived}::text[] <> '{}'::jsonb or t.payload->'profileUrls' <> '[]'::jsonb
        or t.payload->'emails' <> '[]'::jsonb or t.payload->'phones' <> '[]'::jsonb)
      and exists (
        select from memberships o join profiles n on n.workspace_id = o.workspace_id and n.id = o.profile_id
        where o.workspace_id = m.workspace_id and o.person_id = m.person_id
          and (n.received_at, n.id) > (t.received_at, t.id))
      and not ${isBusy('m.person_id', page.before)} ${from}
    order by t.id limit ${page.limit}`.execute(conn);
  return found.rows;
}

/** Takes addresses and numbers out of these hits, and what was derived from them. */
export async function dropContactValues(
  trx: Trx,
  of: { workspaceId: string; profileIds: readonly string[] },
): Promise<number> {
  const { workspaceId } = of;
  const ids = [...of.profileIds];
  for (const table of ['identifiers', 'contact_points'])
    await sql`
      delete from ${sql.table(table)} where workspace_id = ${workspaceId}
        and profile_id = any(${ids}::uuid[]) and kind in ('email', 'phone')`.execute(trx);
  const done = await sql`
    update profiles set payload = payload || '{"emails": [], "phones": []}'::jsonb
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute(trx);
  return Number(done.numAffectedRows ?? 0);
}

/** Empties these hits; the same event again is still known as a repetition. */
export async function dropProfiles(
  trx: Trx,
  of: { workspaceId: string; profileIds: readonly string[] },
): Promise<number> {
  const { workspaceId } = of;
  const ids = [...of.profileIds];
  for (const table of ['identifiers', 'contact_points'])
    await sql`
      delete from ${sql.table(table)} where workspace_id = ${workspaceId}
        and profile_id = any(${ids}::uuid[])`.execute(trx);
  await sql`
    delete from files f where f.workspace_id = ${workspaceId} and f.content_hash in (
        select decode(p.payload->'resume'->>'contentHash', 'hex') from profiles p
        where p.workspace_id = ${workspaceId} and p.id = any(${ids}::uuid[]))
      and not exists (select from profiles o where o.workspace_id = f.workspace_id and o.id <> all(${ids}::uuid[])
        and o.payload->'resume'->>'contentHash' = encode(f.content_hash, 'hex'))`.execute(trx);
  const done = await sql`
    update profiles t set payload = jsonb_build_object('source', t.source, 'sourceEventId', t.source_event_id,
      'foundAt', t.payload->'foundAt', 'emails', '[]'::jsonb, 'phones', '[]'::jsonb, 'profileUrls', '[]'::jsonb,
      'skills', '[]'::jsonb, 'tags', '[]'::jsonb, 'workHistory', '[]'::jsonb)
    where t.workspace_id = ${workspaceId} and t.id = any(${ids}::uuid[])`.execute(trx);
  return Number(done.numAffectedRows ?? 0);
}

/** By person id: what tells in which country somebody lives. */
export async function listPlaces(
  conn: Conn,
  of: { workspaceId: string; personIds: readonly string[] },
): Promise<Map<string, CanonicalPerson>> {
  if (of.personIds.length === 0) return new Map();
  const found = await conn
    .selectFrom('persons')
    .select(['id', 'canonical'])
    .where('workspaceId', '=', of.workspaceId)
    .where('id', 'in', [...new Set(of.personIds)])
    .execute();
  return new Map(found.map((row) => [row.id, row.canonical as CanonicalPerson]));
}
