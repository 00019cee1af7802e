// Which records and people a run is about, in pages: a workspace may have a million of them.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

/** Records that a mapping decides: those of the job, or those of all jobs that have no mapping of their own. */
export async function listMappedRecords(
  conn: Conn,
  page: { workspaceId: string; jobId: string | null; after: string | null; limit: number },
): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select r.id from records r
    join persons p on p.workspace_id = r.workspace_id and p.id = r.person_id
      and not p.is_erased and p.merged_into is null
    where r.workspace_id = ${page.workspaceId}
      and (${page.after}::uuid is null or r.id > ${page.after}::uuid)
      and case when ${page.jobId}::uuid is null
        then not exists (select from candidacies c
          join rule_versions v on v.workspace_id = c.workspace_id and v.kind = 'mapping:' || c.job_id
          where c.workspace_id = r.workspace_id and c.record_id = r.id)
        else exists (select from candidacies c
          where c.workspace_id = r.workspace_id and c.record_id = r.id and c.job_id = ${page.jobId}::uuid) end
    order by r.id limit ${page.limit}`.execute(conn);
  return found.rows.map((row) => row.id);
}

export interface RunCandidacy {
  personId: string;
  /** The record the candidacy would join, or null where one would be made. */
  recordId: string | null;
  source: string;
  sourceEventId: string;
  foundAt: Date;
}

/** What a candidacy would start from once its trigger comes. */
export async function findRunCandidacy(
  conn: Conn,
  key: { workspaceId: string; personId: string; jobId: string; postingId: string },
): Promise<RunCandidacy | undefined> {
  const found = await sql<RunCandidacy>`
    select c.person_id, f.source, f.source_event_id, f.found_at,
      (select r.id from records r where r.workspace_id = c.workspace_id and r.person_id = c.person_id
        and (r.posting_id = ${key.postingId} or ${key.postingId} = '')
        order by (r.posting_id = ${key.postingId}) desc, r.created_at limit 1) as record_id
    from candidacies c
    join profiles f on f.workspace_id = c.workspace_id and f.id = c.first_profile_id
    where c.workspace_id = ${key.workspaceId} and c.person_id = ${key.personId} and c.job_id = ${key.jobId}`.execute(
    conn,
  );
  return found.rows[0];
}

/** Persons with their region, as they stand. */
export async function findRunPerson(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<{ person: unknown; changedAt: Date; defaultRegion: string } | undefined> {
  return await conn
    .selectFrom('persons as p')
    .innerJoin('workspaces as w', 'w.id', 'p.workspaceId')
    .where('p.workspaceId', '=', key.workspaceId)
    .where('p.id', '=', key.personId)
    .where('p.isErased', '=', false)
    .select(['p.canonical as person', 'p.changedAt', 'w.defaultRegion'])
    .executeTakeFirst();
}

/** The record a person's candidacy would join, as triggering joins it; null where one would be made. */
export async function findRecordToJoin(
  conn: Conn,
  key: { workspaceId: string; personId: string; postingId: string },
): Promise<string | null> {
  const found = await sql<{ id: string }>`
    select id from records
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId}
      and (posting_id = ${key.postingId} or ${key.postingId} = '')
    order by (posting_id = ${key.postingId}) desc, created_at limit 1`.execute(conn);
  return found.rows[0]?.id ?? null;
}

export async function getDefaultRegion(conn: Conn, workspaceId: string): Promise<string> {
  const row = await conn
    .selectFrom('workspaces')
    .where('id', '=', workspaceId)
    .select('defaultRegion')
    .executeTakeFirstOrThrow();
  return row.defaultRegion;
}

/** Records with a counterpart in Lever that is still there. */
export async function listRecordsInLever(
  conn: Conn,
  page: { workspaceId: string; after: string | null; limit: number },
): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from records
    where workspace_id = ${page.workspaceId} and opportunity_id is not null and gone is null
      and (${page.after}::uuid is null or id > ${page.after}::uuid)
    order by id limit ${page.limit}`.execute(conn);
  return found.rows.map((row) => row.id);
}

export interface StandingRecord {
  id: string;
  opportunityId: string;
  readAt: Date | null;
  gone: string | null;
}

/** A person's counterparts in Lever, those that are gone included. */
export async function listStandingRecords(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<StandingRecord[]> {
  const rows = await conn
    .selectFrom('records')
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .where('opportunityId', 'is not', null)
    .select(['id', 'opportunityId', 'opportunityReadAt as readAt', 'gone'])
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, opportunityId: row.opportunityId ?? '' }));
}
