// What matching did over time, and what it needs to look at all of a workspace's profiles again.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';
import type { ReceivedProfile } from '../../core/people/received.ts';

export interface ProfileWithPerson {
  id: string;
  personId: string;
  payload: ReceivedProfile;
}

/** Page by page in the order of ids; `after` is the last id of the page before. */
export async function pageOfProfiles(
  conn: Conn,
  input: { workspaceId: string; after: string | null; limit: number },
): Promise<ProfileWithPerson[]> {
  const found = await sql<ProfileWithPerson>`
    select p.id, m.person_id, p.payload
    from profiles p
    join memberships m on m.workspace_id = p.workspace_id and m.profile_id = p.id
    where p.workspace_id = ${input.workspaceId} and (${input.after}::uuid is null or p.id > ${input.after}::uuid)
    order by p.id
    limit ${input.limit}
  `.execute(conn);
  return found.rows;
}

/** What came in last, of people who are there. */
export async function listNewestProfiles(
  conn: Conn,
  input: { workspaceId: string; limit: number },
): Promise<ReceivedProfile[]> {
  const found = await sql<{ payload: ReceivedProfile }>`
    select p.payload
    from profiles p
    join memberships m on m.workspace_id = p.workspace_id and m.profile_id = p.id
    where p.workspace_id = ${input.workspaceId}
    order by p.id desc
    limit ${input.limit}
  `.execute(conn);
  return found.rows.map(({ payload }) => payload);
}

/** Pairs of profiles that humans keep apart. */
export async function listKeptApartProfiles(
  conn: Conn,
  workspaceId: string,
): Promise<{ profileId: string; otherProfileId: string }[]> {
  const found = await sql<{ profileId: string; otherProfileId: string }>`
    select profile_id, other_profile_id from kept_apart
    where workspace_id = ${workspaceId} and not may_merge
  `.execute(conn);
  return found.rows;
}

/** How humans answered, with the odds as they were scored. */
export async function listAnsweredPairs(
  conn: Conn,
  input: { workspaceId: string; limit: number },
): Promise<{ isSame: boolean; parts: { bits: number }[] }[]> {
  const found = await sql<{ isSame: boolean; parts: { bits: number }[] }>`
    select state = 'same' as is_same, evidence -> 'parts' as parts
    from match_reviews
    where workspace_id = ${input.workspaceId} and state in ('same', 'different')
    order by answered_at desc
    limit ${input.limit}
  `.execute(conn);
  return found.rows;
}

export interface DuplicatesOfDay {
  /** ISO day, UTC. */
  day: string;
  profiles: number;
  /** Profiles that were somebody already known. */
  duplicates: number;
  merges: number;
  undone: number;
  asked: number;
  /** Questions that a human answered. */
  answered: number;
}

/** The rate of duplicates by day, from the decisions themselves. */
export async function listDuplicatesByDay(
  conn: Conn,
  input: { workspaceId: string; from: Date; to: Date },
): Promise<DuplicatesOfDay[]> {
  const found = await sql<DuplicatesOfDay>`
    with decided as (
      select (decided_at at time zone 'UTC')::date::text as day, kind, count(*) as count
      from match_decisions
      where workspace_id = ${input.workspaceId} and decided_at >= ${input.from} and decided_at < ${input.to}
      group by 1, 2
    ), asked as (
      select (asked_at at time zone 'UTC')::date::text as day, count(*) as count
      from match_reviews
      where workspace_id = ${input.workspaceId} and asked_at >= ${input.from} and asked_at < ${input.to}
      group by 1
    ), answered as (
      select (answered_at at time zone 'UTC')::date::text as day, count(*) as count
      from match_reviews
      where workspace_id = ${input.workspaceId} and state in ('same', 'different', 'never')
        and answered_at >= ${input.from} and answered_at < ${input.to}
      group by 1
    )
    select days.day,
      coalesce(sum(d.count) filter (where d.kind in ('new', 'join')), 0)::bigint as profiles,
      coalesce(sum(d.count) filter (where d.kind = 'join'), 0)::bigint as duplicates,
      coalesce(sum(d.count) filter (where d.kind = 'merge'), 0)::bigint as merges,
      coalesce(sum(d.count) filter (where d.kind = 'undo'), 0)::bigint as undone,
      coalesce((select a.count from asked a where a.day = days.day), 0)::bigint as asked,
      coalesce((select a.count from answered a where a.day = days.day), 0)::bigint as answered
    from (select day from decided union select day from asked union select day from answered) days
    left join decided d on d.day = days.day
    group by days.day
    order by days.day
  `.execute(conn);
  return found.rows;
}

/** Why profiles were somebody already known: the words of each decision, at most three, strongest first. */
export async function listReasonsByDay(
  conn: Conn,
  input: { workspaceId: string; from: Date; to: Date },
): Promise<{ day: string; words: string; count: number }[]> {
  const found = await sql<{ day: string; words: string; count: number }>`
    select (d.decided_at at time zone 'UTC')::date::text as day, b.words, count(*) as count
    from match_decisions d
    cross join lateral (
      select value as words from jsonb_array_elements_text(d.evidence -> 'because') limit 3
    ) b
    where d.workspace_id = ${input.workspaceId} and d.kind = 'join'
      and d.decided_at >= ${input.from} and d.decided_at < ${input.to}
    group by 1, 2
  `.execute(conn);
  return found.rows;
}

export async function countOpenReviews(conn: Conn, workspaceId: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from match_reviews where workspace_id = ${workspaceId} and state = 'open'
  `.execute(conn);
  return found.rows[0]?.count ?? 0;
}

export interface LeverDuplicate {
  contactId: string;
  otherContactId: string;
  /** Kinds of keys both have. */
  sharedKinds: string[];
  name: string;
  otherName: string;
  opportunityId: string;
  otherOpportunityId: string;
}

/** Contacts in Lever that share a key no more than `holdersMax` contacts have; for a human to merge there. */
export async function listSharedLeverKeys(
  conn: Conn,
  input: { workspaceId: string; limit: number; holdersMax: number },
): Promise<LeverDuplicate[]> {
  const found = await sql<LeverDuplicate>`
    with shared as (
      select kind, value from mirror_keys
      where workspace_id = ${input.workspaceId}
      group by kind, value having count(*) between 2 and ${input.holdersMax}
    ), pairs as (
      select a.contact_id, b.contact_id as other_contact_id,
        array_agg(distinct a.kind order by a.kind) as shared_kinds
      from shared s
      join mirror_keys a on a.workspace_id = ${input.workspaceId} and a.kind = s.kind and a.value = s.value
      join mirror_keys b on b.workspace_id = ${input.workspaceId} and b.kind = s.kind and b.value = s.value
        and b.contact_id > a.contact_id
      group by 1, 2
      order by array_length(array_agg(distinct a.kind), 1) desc, 1, 2
      limit ${input.limit}
    )
    select p.*, o.name, o.opportunity_id, x.name as other_name, x.opportunity_id as other_opportunity_id
    from pairs p
    cross join lateral (
      select name, opportunity_id from mirror_opportunities
      where workspace_id = ${input.workspaceId} and contact_id = p.contact_id
      order by opportunity_id limit 1
    ) o
    cross join lateral (
      select name, opportunity_id from mirror_opportunities
      where workspace_id = ${input.workspaceId} and contact_id = p.other_contact_id
      order by opportunity_id limit 1
    ) x
    order by array_length(p.shared_kinds, 1) desc, p.contact_id, p.other_contact_id
  `.execute(conn);
  return found.rows;
}

export interface DoubleRecord {
  personId: string;
  postingId: string;
  opportunityIds: string[];
}

/** Persons of ours with more than one opportunity for one posting, from merges: linked here, never merged by us. */
export async function listDoubleRecords(
  conn: Conn,
  input: { workspaceId: string; limit: number },
): Promise<DoubleRecord[]> {
  const found = await sql<DoubleRecord>`
    with recursive live as (
      select id, id as root, merged_into from persons
      where workspace_id = ${input.workspaceId} and merged_into is null
      union all
      select p.id, l.root, p.merged_into from persons p
      join live l on p.merged_into = l.id where p.workspace_id = ${input.workspaceId}
    )
    select l.root as person_id, r.posting_id, array_agg(r.opportunity_id order by r.opportunity_id) as opportunity_ids
    from records r join live l on l.id = r.person_id
    where r.workspace_id = ${input.workspaceId} and r.opportunity_id is not null and r.gone is null
    group by 1, 2
    having count(*) > 1
    order by 1, 2
    limit ${input.limit}
  `.execute(conn);
  return found.rows;
}
