// Edge cases met with the people of a pilot: writes that were parked, conflicts, questions about who is who.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

export const findingKinds = ['parked', 'conflict', 'review'] as const;
export type PilotFindingKind = (typeof findingKinds)[number];

export interface PilotFinding {
  kind: PilotFindingKind;
  /** Of the effect, the conflict or the question. */
  id: string;
  personId: string;
  at: Date;
  isOpen: boolean;
  because: string;
}

interface Key {
  workspaceId: string;
  pilotId: string;
  since: Date;
}

const findingsOf = (key: Key) => sql`
  with people as (
    select person_id from pilot_people where workspace_id = ${key.workspaceId} and pilot_id = ${key.pilotId}
  ), met as (
    select 'parked' as kind, i.id, r.person_id, i.planned_at as at, true as is_open,
      coalesce(i.failure_text, i.failure, 'it waits for a person') as because
    from people p
    join records r on r.workspace_id = ${key.workspaceId} and r.person_id = p.person_id
    join intents i on i.workspace_id = r.workspace_id and i.subject_kind = 'record' and i.subject_id = r.id
      and i.state = 'parked'
    union all
    select 'conflict', c.id, c.person_id, c.seen_at, c.resolution is null, c.field || ': ' || c.because
    from people p
    join conflicts c on c.workspace_id = ${key.workspaceId} and c.person_id = p.person_id and c.seen_at >= ${key.since}
    union all
    select distinct 'review', v.id, v.person_id, v.asked_at, v.state = 'open', 'is it the same person?'
    from people p
    join match_reviews v on v.workspace_id = ${key.workspaceId} and p.person_id in (v.person_id, v.other_person_id)
      and v.asked_at >= ${key.since}
  )`;

/** Newest first. */
export async function listPilotFindings(
  conn: Conn,
  page: Key & { skip: number; limit: number },
): Promise<PilotFinding[]> {
  const found = await sql<PilotFinding>`
    ${findingsOf(page)}
    select kind, id, person_id, at, is_open, because from met
    order by at desc, id offset ${page.skip} limit ${page.limit}`.execute(conn);
  return found.rows;
}

export async function countPilotFindings(
  conn: Conn,
  key: Key,
): Promise<Record<PilotFindingKind, number>> {
  const found = await sql<{ kind: PilotFindingKind; count: number }>`
    ${findingsOf(key)} select kind, count(*)::int as count from met group by kind`.execute(conn);
  const counts = { parked: 0, conflict: 0, review: 0 };
  for (const { kind, count } of found.rows) counts[kind] = count;
  return counts;
}

/** Candidates of Lever that moved in this time, by where they stood: how it went before there was a pilot. */
export async function countLeverHistory(
  conn: Conn,
  window: { workspaceId: string; from: string; to: string },
): Promise<{ stageId: string | null; archiveReasonId: string | null; count: number }[]> {
  const found = await sql<{
    stageId: string | null;
    archiveReasonId: string | null;
    count: number;
  }>`
    select stage_id, archive_reason_id, count(*)::int as count from mirror_opportunities
    where workspace_id = ${window.workspaceId} and not is_confidential
      and last_advanced_at >= ${window.from}::date::timestamp at time zone 'UTC'
      and last_advanced_at < (${window.to}::date + 1)::timestamp at time zone 'UTC'
    group by stage_id, archive_reason_id`.execute(conn);
  return found.rows;
}
