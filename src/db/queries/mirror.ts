// The mirror of the candidates in Lever: written a page at a time, read by normalised keys.

import { sql } from 'kysely';
import type { MirrorKey, MirroredCandidate } from '../../core/sync/mirror.ts';
import type { Identifier } from '../../core/people/person.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

/** Stores a page of candidates with their keys; people who were erased or anonymised do not come back. */
export async function storeMirrored(
  trx: Trx,
  input: {
    workspaceId: string;
    rows: readonly MirroredCandidate[];
    keys: readonly MirrorKey[];
    now: Date;
  },
): Promise<void> {
  const { workspaceId, now } = input;
  if (input.rows.length === 0) return;
  await sql`
    insert into mirror_opportunities as mirror (workspace_id, opportunity_id, contact_id, posting_id, name, stage_id,
      archive_reason_id, owner_id, is_confidential, last_advanced_at, remote_updated_at, read_at)
    select ${workspaceId}, row."opportunityId", row."contactId", row."postingId", row.name, row."stageId",
      row."archiveReasonId", row."ownerId", row."isConfidential",
      to_timestamp(row."lastAdvancedAt" / 1000.0), to_timestamp(row."remoteUpdatedAt" / 1000.0), ${now}::timestamptz
    from jsonb_to_recordset(${toJson(input.rows)}::jsonb) as row("opportunityId" text, "contactId" text,
      "postingId" text, name text, "stageId" text, "archiveReasonId" text, "ownerId" text,
      "isConfidential" boolean, "lastAdvancedAt" double precision, "remoteUpdatedAt" double precision)
    where not exists (select from mirror_tombstones t
      where t.workspace_id = ${workspaceId} and t.contact_id = row."contactId")
    order by row."opportunityId"
    on conflict (workspace_id, opportunity_id) do update set
      contact_id = excluded.contact_id, posting_id = excluded.posting_id, name = excluded.name,
      stage_id = excluded.stage_id, archive_reason_id = excluded.archive_reason_id, owner_id = excluded.owner_id,
      is_confidential = excluded.is_confidential, last_advanced_at = excluded.last_advanced_at,
      remote_updated_at = excluded.remote_updated_at, read_at = excluded.read_at
    where coalesce(excluded.remote_updated_at >= mirror.remote_updated_at, true)`.execute(trx);
  // What a human took off the contact is no key any more. A confidential candidacy says nothing of the others.
  const open = input.rows.filter((row) => !row.isConfidential);
  const contactIds = [...new Set(open.map((row) => row.contactId))];
  await sql`
    delete from mirror_keys where workspace_id = ${workspaceId} and contact_id = any(${contactIds}::text[])`.execute(
    trx,
  );
  if (input.keys.length === 0) return;
  await sql`
    insert into mirror_keys (workspace_id, kind, value, contact_id)
    select ${workspaceId}, key.kind, key.value, key."contactId"
    from jsonb_to_recordset(${toJson(input.keys)}::jsonb) as key(kind text, value text, "contactId" text)
    where not exists (select from mirror_tombstones t
      where t.workspace_id = ${workspaceId} and t.contact_id = key."contactId")
    on conflict do nothing`.execute(trx);
}

/** Takes candidates out; a contact without any left loses its keys. */
export async function removeMirrored(
  trx: Trx,
  input: { workspaceId: string; opportunityIds: readonly string[] },
): Promise<void> {
  if (input.opportunityIds.length === 0) return;
  const { workspaceId } = input;
  await sql`
    with gone as (
      delete from mirror_opportunities
      where workspace_id = ${workspaceId} and opportunity_id = any(${[...input.opportunityIds]}::text[])
      returning opportunity_id, contact_id)
    delete from mirror_keys k using gone
    where k.workspace_id = ${workspaceId} and k.contact_id = gone.contact_id
      and not exists (select from mirror_opportunities o
        where o.workspace_id = ${workspaceId} and o.contact_id = gone.contact_id
          and o.opportunity_id not in (select opportunity_id from gone))`.execute(trx);
}

/** Forgets contacts for good: erased here or anonymised in Lever. Only their ids stay, so that they do not return. */
export async function buryMirrored(
  trx: Trx,
  input: {
    workspaceId: string;
    contactIds: readonly string[];
    because: 'erased' | 'anonymized';
    now: Date;
  },
): Promise<void> {
  if (input.contactIds.length === 0) return;
  const { workspaceId, because, now } = input;
  const contactIds = [...new Set(input.contactIds)];
  await sql`
    insert into mirror_tombstones (workspace_id, contact_id, because, buried_at)
    select ${workspaceId}, unnest(${contactIds}::text[]), ${because}, ${now}::timestamptz
    on conflict do nothing`.execute(trx);
  for (const table of ['mirror_keys', 'mirror_opportunities'])
    await sql`
      delete from ${sql.table(table)}
      where workspace_id = ${workspaceId} and contact_id = any(${contactIds}::text[])`.execute(trx);
}

export interface FoundInLever {
  contactId: string;
  opportunityId: string;
  isConfidential: boolean;
  isArchived: boolean;
  stage: string | null;
  owner: string | null;
  posting: string | null;
  /** When the candidate last moved, as far as Lever says. */
  lastMovedAt: Date | null;
  /** Which of the keys led there. */
  kind: string;
}

/** Candidates behind any of the keys: active before archived, newest move first. */
export async function findInMirror(
  conn: Conn,
  input: { workspaceId: string; identifiers: readonly Identifier[]; limit: number },
): Promise<FoundInLever[]> {
  if (input.identifiers.length === 0) return [];
  const kinds = input.identifiers.map((identifier) => identifier.kind);
  const values = input.identifiers.map((identifier) => identifier.value);
  const found = await sql<FoundInLever>`
    select distinct on (o.archive_reason_id is not null, o.last_advanced_at, o.opportunity_id)
      o.contact_id, o.opportunity_id, o.is_confidential, o.archive_reason_id is not null as is_archived,
      s.text as stage, u.text as owner, p.text as posting, o.last_advanced_at as last_moved_at, k.kind
    from unnest(${kinds}::text[], ${values}::text[]) as wanted(kind, value)
    join mirror_keys k on k.workspace_id = ${input.workspaceId} and k.kind = wanted.kind and k.value = wanted.value
    join mirror_opportunities o on o.workspace_id = k.workspace_id and o.contact_id = k.contact_id
    left join lever_catalog s on s.workspace_id = o.workspace_id and s.kind = 'stage' and s.id = o.stage_id
    left join lever_catalog u on u.workspace_id = o.workspace_id and u.kind = 'user' and u.id = o.owner_id
    left join lever_catalog p on p.workspace_id = o.workspace_id and p.kind = 'posting' and p.id = o.posting_id
    order by o.archive_reason_id is not null, o.last_advanced_at desc nulls last, o.opportunity_id
    limit ${input.limit}`.execute(conn);
  return found.rows;
}

/** Which of the keys lead to somebody in Lever. */
export async function listKnownKeys(
  conn: Conn,
  input: { workspaceId: string; identifiers: readonly Identifier[] },
): Promise<{ kind: string; value: string }[]> {
  if (input.identifiers.length === 0) return [];
  const kinds = input.identifiers.map((identifier) => identifier.kind);
  const values = input.identifiers.map((identifier) => identifier.value);
  const found = await sql<{ kind: string; value: string }>`
    select distinct k.kind, k.value
    from unnest(${kinds}::text[], ${values}::text[]) as wanted(kind, value)
    join mirror_keys k on k.workspace_id = ${input.workspaceId} and k.kind = wanted.kind and k.value = wanted.value`.execute(
    conn,
  );
  return found.rows;
}

/** Contacts that hold one of a person's emails or profile addresses; a phone alone is too weak to act on. */
export async function listContactsOfPerson(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<string[]> {
  const found = await sql<{ contactId: string }>`
    select distinct k.contact_id from identifiers i
    join mirror_keys k on k.workspace_id = i.workspace_id and k.kind = i.kind and k.value = i.value
    where i.workspace_id = ${key.workspaceId} and i.person_id = ${key.personId}
      and i.kind in ('email', 'profile_url')
    order by k.contact_id limit 10`.execute(conn);
  return found.rows.map((row) => row.contactId);
}

export interface Sweep {
  startedAt: Date;
  nextPage: string | null;
  pageCount: number;
  rowCount: number;
  finishedAt: Date | null;
}

export async function findSweep(conn: Conn, workspaceId: string): Promise<Sweep | undefined> {
  return await conn
    .selectFrom('mirrorSweeps')
    .where('workspaceId', '=', workspaceId)
    .select(['startedAt', 'nextPage', 'pageCount', 'rowCount', 'finishedAt'])
    .executeTakeFirst();
}

export async function storeSweep(trx: Trx, sweep: Sweep & { workspaceId: string }): Promise<void> {
  const { workspaceId, ...values } = sweep;
  await trx
    .insertInto('mirrorSweeps')
    .values({ workspaceId, ...values })
    .onConflict((conflict) => conflict.column('workspaceId').doUpdateSet(values))
    .execute();
}

/** Candidates that a full reading which began then did not show. */
export async function listUnseen(
  conn: Conn,
  input: { workspaceId: string; since: Date; limit: number },
): Promise<string[]> {
  const rows = await conn
    .selectFrom('mirrorOpportunities')
    .where('workspaceId', '=', input.workspaceId)
    .where('readAt', '<', input.since)
    .select('opportunityId')
    .orderBy('readAt')
    .orderBy('opportunityId')
    .limit(input.limit)
    .execute();
  return rows.map((row) => row.opportunityId);
}

export async function countMirrored(conn: Conn, workspaceId: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from mirror_opportunities where workspace_id = ${workspaceId}`.execute(
    conn,
  );
  return found.rows[0]?.count ?? 0;
}
