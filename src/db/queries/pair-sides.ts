// What is shown of two people side by side, and where each value came from.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';
import type { CanonicalPerson } from '../../core/people/person.ts';
import type { Traits } from '../../core/people/traits.ts';

export interface PairSide {
  personId: string;
  canonical: CanonicalPerson;
  isLive: boolean;
  profileCount: number;
  /** In Lever, oldest first. */
  opportunityIds: string[];
  traits: Traits | null;
}

/** Of each of these persons, in no order. */
export async function loadPairSides(
  conn: Conn,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<PairSide[]> {
  if (input.personIds.length === 0) return [];
  const found = await sql<PairSide>`
    select p.id as person_id, p.canonical, p.merged_into is null and not p.is_erased as is_live, t.traits,
      (select count(*) from memberships m where m.workspace_id = p.workspace_id and m.person_id = p.id)
        as profile_count,
      array(
        select r.opportunity_id from records r
        where r.workspace_id = p.workspace_id and r.person_id = p.id and r.opportunity_id is not null
          and r.gone is null
        order by r.created_at, r.id limit 20
      ) as opportunity_ids
    from persons p
    left join match_traits t on t.workspace_id = p.workspace_id and t.person_id = p.id
    where p.workspace_id = ${input.workspaceId} and p.id = any(${input.personIds}::uuid[])
  `.execute(conn);
  return found.rows;
}

export interface ProfileOrigin {
  profileId: string;
  source: string;
  sourceEventId: string;
  foundAt: Date;
}

/** Where profiles came from. */
export async function listOrigins(
  conn: Conn,
  input: { workspaceId: string; profileIds: readonly string[] },
): Promise<ProfileOrigin[]> {
  if (input.profileIds.length === 0) return [];
  const found = await sql<ProfileOrigin>`
    select id as profile_id, source, source_event_id, found_at from profiles
    where workspace_id = ${input.workspaceId} and id = any(${input.profileIds}::uuid[])
  `.execute(conn);
  return found.rows;
}

/** What a merge of the one into the other would bring together. */
export interface MergeFootprint {
  profiles: number;
  touches: number;
  enrollments: number;
  holds: number;
  /** Postings for which both have an opportunity: both stay, linked. */
  doublePostings: { postingId: string; opportunityIds: string[] }[];
  isToldApart: boolean;
}

export async function countMergeFootprint(
  conn: Conn,
  pair: { workspaceId: string; survivorId: string; mergedId: string },
): Promise<MergeFootprint> {
  const { workspaceId, survivorId, mergedId } = pair;
  const count = (table: string) =>
    sql`(select count(*) from ${sql.table(table)} where workspace_id = ${workspaceId} and person_id = ${mergedId})`;
  const counted = await sql<Pick<MergeFootprint, 'profiles' | 'touches' | 'enrollments' | 'holds'>>`
    select ${count('memberships')} as profiles, ${count('touches')} as touches,
      ${count('enrollments')} as enrollments, ${count('holds')} as holds
  `.execute(conn);
  const double = await sql<{ postingId: string; opportunityIds: string[] }>`
    select posting_id, array_agg(opportunity_id order by opportunity_id) as opportunity_ids
    from records
    where workspace_id = ${workspaceId} and person_id in (${survivorId}, ${mergedId})
      and opportunity_id is not null and gone is null
    group by posting_id having count(*) > 1
    order by posting_id
  `.execute(conn);
  const apart = await sql`
    select 1 from memberships m
    join kept_apart k on k.workspace_id = m.workspace_id and k.profile_id = m.profile_id and not k.may_merge
    join memberships o on o.workspace_id = k.workspace_id and o.profile_id = k.other_profile_id
    where m.workspace_id = ${workspaceId} and m.person_id = ${survivorId} and o.person_id = ${mergedId}
    limit 1
  `.execute(conn);
  const [only] = counted.rows;
  return {
    profiles: only?.profiles ?? 0,
    touches: only?.touches ?? 0,
    enrollments: only?.enrollments ?? 0,
    holds: only?.holds ?? 0,
    doublePostings: double.rows,
    isToldApart: apart.rows.length > 0,
  };
}
