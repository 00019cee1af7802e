// Replays of matching rules over all history: how far each is, and what it found.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import type { MatchRules } from '../../core/people/match-rules.ts';
import { toJson } from '../json.ts';

export const replayStates = [
  'waiting',
  'ready',
  'applying',
  'applied',
  'failed',
  'cancelled',
] as const;
export type ReplayState = (typeof replayStates)[number];

export const findingKinds = ['merge', 'split', 'review'] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface ReplayCounts {
  profiles: number;
  personsNow: number;
  personsThen: number;
  mergeCount: number;
  splitCount: number;
  reviewCount: number;
  cutOffKeys: number;
}

export interface MatchReplay {
  id: string;
  state: ReplayState;
  /** Null: the rules in force. */
  rules: MatchRules | null;
  because: string | null;
  counts: ReplayCounts | null;
  createdAt: Date;
  createdBy: string;
  finishedAt: Date | null;
  appliedBy: string | null;
  appliedRules: number | null;
}

const columns = sql`id, state, rules, because, counts, created_at, created_by, finished_at, applied_by, applied_rules`;

export async function insertReplay(
  trx: Trx,
  replay: {
    workspaceId: string;
    id: string;
    rules: MatchRules | null;
    createdBy: string;
    now: Date;
  },
): Promise<void> {
  const rules = replay.rules === null ? null : toJson(replay.rules);
  await sql`
    insert into match_replays (workspace_id, id, state, rules, created_at, created_by)
    values (${replay.workspaceId}, ${replay.id}, 'waiting', ${rules}::jsonb, ${replay.now}, ${replay.createdBy})
  `.execute(trx);
}

export async function findReplay(
  conn: Conn,
  key: { workspaceId: string; id: string },
): Promise<MatchReplay | undefined> {
  const found = await sql<MatchReplay>`
    select ${columns} from match_replays where workspace_id = ${key.workspaceId} and id = ${key.id}
  `.execute(conn);
  return found.rows[0];
}

/** The replay, locked against a second decision. */
export async function lockReplay(
  trx: Trx,
  key: { workspaceId: string; id: string },
): Promise<MatchReplay | undefined> {
  const found = await sql<MatchReplay>`
    select ${columns} from match_replays where workspace_id = ${key.workspaceId} and id = ${key.id} for update
  `.execute(trx);
  return found.rows[0];
}

/** Newest first. */
export async function listReplays(
  conn: Conn,
  page: { workspaceId: string; beforeId: string | null; limit: number },
): Promise<MatchReplay[]> {
  const found = await sql<MatchReplay>`
    select ${columns} from match_replays
    where workspace_id = ${page.workspaceId} and (${page.beforeId}::uuid is null or id < ${page.beforeId}::uuid)
    order by id desc limit ${page.limit}
  `.execute(conn);
  return found.rows;
}

export interface ReplayChange {
  state: ReplayState;
  because?: string | null;
  counts?: ReplayCounts;
  finishedAt?: Date;
  appliedBy?: string;
  appliedRules?: number;
}

/** What is left out stays. */
export async function changeReplay(
  trx: Conn,
  key: { workspaceId: string; id: string },
  change: ReplayChange,
): Promise<void> {
  const counts = change.counts === undefined ? null : toJson(change.counts);
  await sql`
    update match_replays
    set state = ${change.state}, because = ${change.because ?? null},
      counts = coalesce(${counts}::jsonb, counts),
      finished_at = coalesce(${change.finishedAt ?? null}::timestamptz, finished_at),
      applied_by = coalesce(${change.appliedBy ?? null}::text, applied_by),
      applied_rules = coalesce(${change.appliedRules ?? null}::integer, applied_rules)
    where workspace_id = ${key.workspaceId} and id = ${key.id}
  `.execute(trx);
}

export interface Finding {
  position: number;
  kind: FindingKind;
  personIds: string[];
  parts: unknown;
  probability: number | null;
  because: string[];
  outcome: 'applied' | 'overtaken' | 'kept' | null;
  outcomeBecause: string | null;
}

/** Replaces what an earlier try had found. */
export async function insertFindings(
  trx: Trx,
  input: {
    workspaceId: string;
    replayId: string;
    findings: readonly Omit<Finding, 'outcome' | 'outcomeBecause'>[];
  },
): Promise<void> {
  const { workspaceId, replayId, findings } = input;
  await sql`
    delete from match_replay_findings where workspace_id = ${workspaceId} and replay_id = ${replayId}
  `.execute(trx);
  for (let start = 0; start < findings.length; start += insertSlice) {
    const rows = findings.slice(start, start + insertSlice);
    await sql`
      insert into match_replay_findings (workspace_id, replay_id, position, kind, person_ids, parts, probability, because)
      select ${workspaceId}::uuid, ${replayId}::uuid, x.position, x.kind,
        array(select jsonb_array_elements_text(x."personIds")::uuid), x.parts, x.probability,
        array(select jsonb_array_elements_text(x.because))
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(position integer, kind text, "personIds" jsonb,
        parts jsonb, probability double precision, because jsonb)
    `.execute(trx);
  }
}

const insertSlice = 1_000;

/** In order; `after` is the last position of the page before, `isOpen` leaves out what is applied already. */
export async function listFindings(
  conn: Conn,
  page: {
    workspaceId: string;
    replayId: string;
    after: number;
    limit: number;
    kind?: FindingKind | undefined;
    isOpen?: boolean;
  },
): Promise<Finding[]> {
  const found = await sql<Finding>`
    select position, kind, person_ids, parts, probability, because, outcome, outcome_because
    from match_replay_findings
    where workspace_id = ${page.workspaceId} and replay_id = ${page.replayId} and position > ${page.after}
      and (${page.kind ?? null}::text is null or kind = ${page.kind ?? null}::text)
      and (${page.isOpen === true}::boolean is false or outcome is null)
    order by position limit ${page.limit}
  `.execute(conn);
  return found.rows;
}

export async function settleFinding(
  trx: Trx,
  settled: {
    workspaceId: string;
    replayId: string;
    position: number;
    outcome: 'applied' | 'overtaken' | 'kept';
    because: string | null;
  },
): Promise<void> {
  await sql`
    update match_replay_findings set outcome = ${settled.outcome}, outcome_because = ${settled.because}
    where workspace_id = ${settled.workspaceId} and replay_id = ${settled.replayId}
      and position = ${settled.position}
  `.execute(trx);
}

/** Those of these persons that a human put together: their profiles are not taken apart by rules. */
export async function listJoinedByHumans(
  conn: Conn,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<string[]> {
  const found = await sql<{ personId: string }>`
    select distinct m.person_id
    from memberships m
    join merge_moves v on v.workspace_id = m.workspace_id and v.kind = 'profile' and v.item_id = m.profile_id
    join match_decisions d on d.workspace_id = v.workspace_id and d.id = v.decision_id and d.actor <> 'system'
    where m.workspace_id = ${input.workspaceId} and m.person_id = any(${input.personIds}::uuid[])
      and not exists (
        select 1 from match_decisions u
        where u.workspace_id = d.workspace_id and u.kind = 'undo' and u.person_id = d.other_person_id
          and u.evidence ->> 'undoes' = d.id::text
      )
  `.execute(conn);
  return found.rows.map(({ personId }) => personId);
}

/** The profiles of these that the person has now. */
export async function listOwned(
  conn: Conn,
  input: { workspaceId: string; personId: string; profileIds: readonly string[] },
): Promise<string[]> {
  const found = await sql<{ profileId: string }>`
    select profile_id from memberships
    where workspace_id = ${input.workspaceId} and person_id = ${input.personId}
      and profile_id = any(${input.profileIds}::uuid[])
    order by profile_id
  `.execute(conn);
  return found.rows.map(({ profileId }) => profileId);
}
