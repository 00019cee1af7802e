// Reads what triggers are decided on, for many people at once, and writes what was decided.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import type { Trigger, TriggerFacts } from '../../core/sync/trigger.ts';

export interface OpenCandidacy {
  personId: string;
  jobId: string;
  postingId: string;
  trigger: Trigger;
  facts: TriggerFacts;
}

/** Candidacies that are not due yet, with the facts about each; `jobId` narrows to one job. */
export async function listOpenCandidacies(
  conn: Conn,
  key: { workspaceId: string; personIds?: readonly string[]; jobId?: string },
): Promise<OpenCandidacy[]> {
  // Relies on candidacies' primary key (by person) or candidacies_by_job, contact_points' key and touches_by_person.
  const result = await sql<{
    personId: string;
    jobId: string;
    postingId: string;
    trigger: Trigger;
    hasContact: boolean;
    isEnrolled: boolean;
    isContacted: boolean;
    hasReplied: boolean;
    hasInterestedReply: boolean;
  }>`
    select c.person_id, c.job_id, j.posting_id, j.trigger,
      exists (select from contact_points p where p.workspace_id = c.workspace_id and p.person_id = c.person_id
        and p.kind in ('email', 'phone') and p.status <> 'invalid') as has_contact,
      coalesce(t.is_enrolled, false) as is_enrolled,
      coalesce(t.is_contacted, false) as is_contacted,
      coalesce(t.has_replied, false) as has_replied,
      coalesce(t.has_interested_reply, false) as has_interested_reply
    from candidacies c
    join jobs j on j.workspace_id = c.workspace_id and j.id = c.job_id
    join persons h on h.workspace_id = c.workspace_id and h.id = c.person_id and not h.is_erased and h.merged_into is null
    left join lateral (
      select bool_or(kind = 'enrolled') as is_enrolled,
        bool_or(kind = 'sent') as is_contacted,
        bool_or(kind = 'replied') as has_replied,
        bool_or(kind = 'replied' and payload ->> 'interest' = 'interested') as has_interested_reply
      from touches t
      where t.workspace_id = c.workspace_id and t.person_id = c.person_id
        and (t.job_id is null or t.job_id = c.job_id)
    ) t on true
    where c.workspace_id = ${key.workspaceId} and c.triggered_at is null
      and (${key.personIds === undefined} or c.person_id = any(${[...(key.personIds ?? [])]}::uuid[]))
      and (${key.jobId ?? null}::uuid is null or c.job_id = ${key.jobId ?? null}::uuid)
    order by c.person_id, c.job_id`.execute(conn);
  return result.rows.map((row) => ({
    personId: row.personId,
    jobId: row.jobId,
    postingId: row.postingId,
    trigger: row.trigger,
    facts: {
      hasContact: row.hasContact,
      isEnrolled: row.isEnrolled,
      isContacted: row.isContacted,
      hasReplied: row.hasReplied,
      hasInterestedReply: row.hasInterestedReply,
    },
  }));
}

/** Who these persons are now, each once: merged ones at the end of their chain of merges, erased ones left out. */
export async function listLivePersons(
  conn: Conn,
  key: { workspaceId: string; personIds: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive chain as (
      select id, merged_into, is_erased from persons
      where workspace_id = ${key.workspaceId} and id = any(${[...key.personIds]}::uuid[])
      union
      select p.id, p.merged_into, p.is_erased from persons p join chain c on p.id = c.merged_into
      where p.workspace_id = ${key.workspaceId}
    )
    select id from chain where merged_into is null and not is_erased order by id`.execute(conn);
  return rows.map((row) => row.id);
}

export interface DueCandidacy {
  personId: string;
  jobId: string;
  postingId: string;
  because: string;
}

/**
 * Marks candidacies as due and ties each to its record. A job without a posting joins the person's record that is
 * in Lever already, if there is one, so that nobody becomes a second opportunity for want of a posting.
 * Returns the records, each once.
 */
export async function triggerCandidacies(
  trx: Trx,
  input: {
    workspaceId: string;
    due: readonly DueCandidacy[];
    newRecordIds: readonly string[];
    now: Date;
  },
): Promise<string[]> {
  const personIds = input.due.map((one) => one.personId);
  const jobIds = input.due.map((one) => one.jobId);
  const postingIds = input.due.map((one) => one.postingId);
  const reasons = input.due.map((one) => one.because);
  // Relies on records' unique (person, posting): two processes that decide the same get the same record.
  await sql`
    insert into records (workspace_id, id, person_id, posting_id, created_at, changed_at)
    select distinct on (d.person_id, d.posting_id) ${input.workspaceId}::uuid, d.record_id, d.person_id, d.posting_id, ${input.now}::timestamptz, ${input.now}::timestamptz
    from unnest(${personIds}::uuid[], ${postingIds}::text[], ${[...input.newRecordIds]}::uuid[]) as d (person_id, posting_id, record_id)
    where d.posting_id <> '' or not exists (
      select from records r where r.workspace_id = ${input.workspaceId} and r.person_id = d.person_id and r.gone is null)
    order by d.person_id, d.posting_id, d.record_id
    on conflict (workspace_id, person_id, posting_id) do nothing`.execute(trx);
  const tied = await sql<{ recordId: string }>`
    update candidacies c
    set triggered_at = ${input.now}::timestamptz, triggered_by = d.because, record_id = (
      select r.id from records r
      where r.workspace_id = c.workspace_id and r.person_id = d.person_id and (r.posting_id = d.posting_id or d.posting_id = '')
      order by r.posting_id = d.posting_id desc, r.opportunity_id is null, r.created_at, r.id
      limit 1)
    from unnest(${personIds}::uuid[], ${jobIds}::uuid[], ${postingIds}::text[], ${reasons}::text[]) as d (person_id, job_id, posting_id, because)
    where c.workspace_id = ${input.workspaceId} and c.person_id = d.person_id and c.job_id = d.job_id and c.triggered_at is null
    returning c.record_id`.execute(trx);
  return [...new Set(tied.rows.map((row) => row.recordId))];
}

/** Records of these people that are due and not gone. */
export async function listDueRecords(
  conn: Conn,
  key: { workspaceId: string; personIds: readonly string[] },
): Promise<string[]> {
  const rows = await sql<{ recordId: string }>`
    select distinct c.record_id
    from candidacies c
    join records r on r.workspace_id = c.workspace_id and r.id = c.record_id and r.gone is null
    where c.workspace_id = ${key.workspaceId} and c.person_id = any(${[...key.personIds]}::uuid[]) and c.triggered_at is not null`.execute(
    conn,
  );
  return rows.rows.map((row) => row.recordId);
}
