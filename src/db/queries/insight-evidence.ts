// What is stored about people that the numbers are counted from: findings, messages, replies, statuses, records.

import { sql } from 'kysely';
import type {
  FindingEvidence,
  PersonEvidence,
  RecordEvidence,
  StatusEvidence,
  TouchEvidence,
} from '../../core/insight/person-facts.ts';
import type { Conn } from '../connect.ts';
import { ourSource } from './runs-of-ours.ts';

interface Key {
  workspaceId: string;
  personIds: readonly string[];
}

const uuidForm = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

/** Of those who are live; one read per table. */
export async function loadPersonEvidence(conn: Conn, key: Key): Promise<PersonEvidence[]> {
  const sides = await listLiveSides(conn, key);
  const liveIds = [...new Set(sides.map((side) => side.personId))];
  if (liveIds.length === 0) return [];
  const live = { workspaceId: key.workspaceId, personIds: liveIds };
  const findings = byPerson(await listFindings(conn, live));
  const touches = byPerson(await listTouches(conn, live));
  const reviews = byPerson(await countReviews(conn, live));
  // Where both sides of a merge had a record for one posting, the merged side keeps its own.
  const all = { workspaceId: key.workspaceId, personIds: sides.map((side) => side.sideId) };
  const personOf = new Map(sides.map((side) => [side.sideId, side.personId]));
  const owned = <Row extends { personId: string }>(rows: Row[]): Map<string, Row[]> =>
    byPerson(rows.map((row) => ({ ...row, personId: personOf.get(row.personId) ?? row.personId })));
  const records = owned(await listRecords(conn, all));
  const statuses = owned(await listStatuses(conn, all));
  return liveIds.map((personId) => ({
    personId,
    findings: findings.get(personId) ?? [],
    touches: touches.get(personId) ?? [],
    records: records.get(personId) ?? [],
    statuses: statuses.get(personId) ?? [],
    reviewCount: reviews.get(personId)?.[0]?.count ?? 0,
  }));
}

/** The live ones among these, and behind each those that were merged into it. */
async function listLiveSides(
  conn: Conn,
  key: Key,
): Promise<{ sideId: string; personId: string }[]> {
  const found = await sql<{ sideId: string; personId: string }>`
    with recursive sides as (
      select id as side_id, id as person_id from persons
      where workspace_id = ${key.workspaceId} and id = any(${[...key.personIds]}::uuid[])
        and merged_into is null and not is_erased
      union
      select p.id, s.person_id from persons p join sides s on p.merged_into = s.side_id
      where p.workspace_id = ${key.workspaceId} and p.merged_into is not null
    )
    select side_id, person_id from sides order by person_id, side_id`.execute(conn);
  return found.rows;
}

type Of<Row> = Row & { personId: string };

async function listFindings(conn: Conn, key: Key): Promise<Of<FindingEvidence>[]> {
  const found = await sql<Of<FindingEvidence>>`
    select m.person_id, f.id as profile_id, f.found_at, f.source, f.job_id,
      coalesce(nullif(lower(f.payload -> 'sourcer' ->> 'email'), ''), lower(j.owner_email)) as sourcer
    from memberships m
    join profiles f on f.workspace_id = m.workspace_id and f.id = m.profile_id
    left join jobs j on j.workspace_id = f.workspace_id and j.id = f.job_id
    where m.workspace_id = ${key.workspaceId} and m.person_id = any(${[...key.personIds]}::uuid[])`.execute(
    conn,
  );
  return found.rows;
}

/** A reply that our own reading takes for a machine's, or that somebody labelled so since, is none. */
async function listTouches(conn: Conn, key: Key): Promise<Of<TouchEvidence>[]> {
  const found = await sql<Of<TouchEvidence>>`
    select t.person_id, t.id, t.occurred_at as at, t.kind, t.source, t.sequence, t.step, m.variant, t.channel, t.job_id,
      coalesce(case when i.id is null then t.payload ->> 'interest' else i.intent end = 'interested', false)
        as is_interested
    from touches t
    left join messages m on m.workspace_id = t.workspace_id and m.id = case
      when t.source = ${ourSource} and t.source_event_id ~ ${uuidForm} then t.source_event_id::uuid end
    left join inbound_messages i on i.workspace_id = t.workspace_id and i.id = case
      when t.source = ${ourSource} and t.source_event_id like 'inbound:%' then substr(t.source_event_id, 9)::uuid end
    where t.workspace_id = ${key.workspaceId} and t.person_id = any(${[...key.personIds]}::uuid[])
      and t.kind in ('sent', 'replied', 'task_done') and (i.id is null or i.kind = 'human')`.execute(
    conn,
  );
  return found.rows;
}

async function listStatuses(conn: Conn, key: Key): Promise<Of<StatusEvidence>[]> {
  const found = await sql<Of<StatusEvidence>>`
    select r.person_id, s.record_id, s.status, s.at
    from records r
    join status_changes s on s.workspace_id = r.workspace_id and s.record_id = r.id
    where r.workspace_id = ${key.workspaceId} and r.person_id = any(${[...key.personIds]}::uuid[])`.execute(
    conn,
  );
  return found.rows;
}

async function listRecords(conn: Conn, key: Key): Promise<Of<RecordEvidence>[]> {
  const found = await sql<Of<RecordEvidence>>`
    select r.person_id, r.id as record_id, r.is_ours, coalesce((
        select min(s.at) from status_changes s where s.workspace_id = r.workspace_id and s.record_id = r.id
      ), r.created_at) as in_lever_at
    from records r
    where r.workspace_id = ${key.workspaceId} and r.person_id = any(${[...key.personIds]}::uuid[])
      and r.opportunity_id is not null`.execute(conn);
  return found.rows;
}

async function countReviews(conn: Conn, key: Key): Promise<{ personId: string; count: number }[]> {
  const found = await sql<{ personId: string; count: number }>`
    select side as person_id, count(distinct id)::int as count from (
      select person_id as side, id from match_reviews
      where workspace_id = ${key.workspaceId} and person_id = any(${[...key.personIds]}::uuid[])
      union all
      select other_person_id, id from match_reviews
      where workspace_id = ${key.workspaceId} and other_person_id = any(${[...key.personIds]}::uuid[])
    ) as asked group by side`.execute(conn);
  return found.rows;
}

function byPerson<Row extends { personId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => row.personId);
}
