// The facts that are counted, per person, and the note of who has to be counted anew.

import { sql } from 'kysely';
import type { GroupRow, PersonFacts, PersonRow } from '../../core/insight/person-facts.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

/** A workspace with somebody to count anew, or undefined. */
export async function findWorkspaceToCount(conn: Conn): Promise<string | undefined> {
  const row = await conn
    .selectFrom('insightChanges')
    .select('workspaceId')
    .limit(1)
    .executeTakeFirst();
  return row?.workspaceId;
}

/** One process counts a workspace at a time: the sums are changed by differences. */
export async function lockCounting(trx: Trx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`insight ${workspaceId}`}, 0))`.execute(
    trx,
  );
}

/** Takes notes off the list and gives the persons they name, each once. */
export async function takeChanged(
  trx: Trx,
  input: { workspaceId: string; limit: number },
): Promise<string[]> {
  const found = await sql<{ personId: string }>`
    with taken as (
      delete from insight_changes where workspace_id = ${input.workspaceId} and id in (
        select id from insight_changes where workspace_id = ${input.workspaceId} limit ${input.limit}::int)
      returning person_id
    )
    select distinct person_id from taken order by person_id`.execute(trx);
  return found.rows.map((row) => row.personId);
}

/** How many notes wait; at most `limit` are counted. */
export async function countChanged(
  conn: Conn,
  input: { workspaceId: string; limit: number },
): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from insight_changes where workspace_id = ${input.workspaceId} limit ${input.limit}::int) as noted`.execute(
    conn,
  );
  return found.rows[0]?.count ?? 0;
}

/** As they were counted last. */
export async function loadFacts(
  conn: Conn,
  key: { workspaceId: string; personIds: readonly string[] },
): Promise<PersonFacts[]> {
  const ids = [...key.personIds];
  const people = await sql<PersonRow>`
    select person_id, found_at, day::text as day, profile_id, job_id, sourcer, source, contacted_at, contact_touch_id,
      wait_seconds, wait_bucket, replied_at, reply_touch_id, interested_at, interested_touch_id, in_lever_at,
      interview_at, offer_at, hired_at, record_id, profile_count, review_count, is_found_in_lever
    from insight_people where workspace_id = ${key.workspaceId} and person_id = any(${ids}::uuid[])`.execute(
    conn,
  );
  const groups = await sql<GroupRow>`
    select person_id, source, sequence, step, variant, channel, job_id, sourcer, first_sent_at, first_touch_id,
      message_count, reply_count, first_reply_at, reply_touch_id, is_positive
    from insight_groups where workspace_id = ${key.workspaceId} and person_id = any(${ids}::uuid[])`.execute(
    conn,
  );
  const personOf = new Map(people.rows.map((row) => [row.personId, row]));
  const groupsOf = Map.groupBy(groups.rows, (row) => row.personId);
  return [...new Set([...personOf.keys(), ...groupsOf.keys()])].map((personId) => ({
    person: personOf.get(personId) ?? null,
    groups: groupsOf.get(personId) ?? [],
  }));
}

/** Puts these facts in the place of whatever stood for the persons. */
export async function replaceFacts(
  trx: Trx,
  input: { workspaceId: string; personIds: readonly string[]; facts: readonly PersonFacts[] },
): Promise<void> {
  const { workspaceId, facts } = input;
  const ids = [...input.personIds];
  for (const table of ['insight_people', 'insight_groups'])
    await sql`delete from ${sql.table(table)}
      where workspace_id = ${workspaceId} and person_id = any(${ids}::uuid[])`.execute(trx);
  await insertPeople(
    trx,
    workspaceId,
    facts.flatMap(({ person }) => (person === null ? [] : [person])),
  );
  await insertGroups(
    trx,
    workspaceId,
    facts.flatMap(({ groups }) => groups),
  );
}

async function insertPeople(trx: Trx, workspaceId: string, rows: PersonRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into insight_people (workspace_id, person_id, found_at, day, profile_id, job_id, sourcer, source,
      contacted_at, contact_touch_id, wait_seconds, wait_bucket, replied_at, reply_touch_id, interested_at,
      interested_touch_id, in_lever_at, interview_at, offer_at, hired_at, record_id, profile_count, review_count,
      is_found_in_lever)
    select ${workspaceId}::uuid, r."personId", r."foundAt", r.day, r."profileId", r."jobId", r.sourcer, r.source,
      r."contactedAt", r."contactTouchId", r."waitSeconds", r."waitBucket", r."repliedAt", r."replyTouchId",
      r."interestedAt", r."interestedTouchId", r."inLeverAt", r."interviewAt", r."offerAt", r."hiredAt", r."recordId",
      r."profileCount", r."reviewCount", r."isFoundInLever"
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as r("personId" uuid, "foundAt" timestamptz, day date,
      "profileId" uuid, "jobId" uuid, sourcer text, source text, "contactedAt" timestamptz, "contactTouchId" uuid,
      "waitSeconds" bigint, "waitBucket" smallint, "repliedAt" timestamptz, "replyTouchId" uuid,
      "interestedAt" timestamptz, "interestedTouchId" uuid, "inLeverAt" timestamptz, "interviewAt" timestamptz,
      "offerAt" timestamptz, "hiredAt" timestamptz, "recordId" uuid, "profileCount" integer, "reviewCount" integer,
      "isFoundInLever" boolean)`.execute(trx);
}

async function insertGroups(trx: Trx, workspaceId: string, rows: GroupRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into insight_groups (workspace_id, person_id, source, sequence, step, variant, channel, job_id, sourcer,
      first_sent_at, first_touch_id, message_count, reply_count, first_reply_at, reply_touch_id, is_positive)
    select ${workspaceId}::uuid, r."personId", r.source, r.sequence, r.step, r.variant, r.channel, r."jobId", r.sourcer,
      r."firstSentAt", r."firstTouchId", r."messageCount", r."replyCount", r."firstReplyAt", r."replyTouchId",
      r."isPositive"
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as r("personId" uuid, source text, sequence text, step integer,
      variant text, channel text, "jobId" uuid, sourcer text, "firstSentAt" timestamptz, "firstTouchId" uuid,
      "messageCount" integer, "replyCount" integer, "firstReplyAt" timestamptz, "replyTouchId" uuid,
      "isPositive" boolean)`.execute(trx);
}
