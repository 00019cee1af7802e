// Takes back what a merge moved, and what came later and belongs to the side that goes.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { moveOutreachBack } from './merge-outreach.ts';
import { alignWithRecords, movables } from './merges.ts';
import { ourSource } from './runs-of-ours.ts';

export interface MergeDecision {
  id: string;
  survivorId: string;
  mergedId: string;
  decidedAt: Date;
  isUndone: boolean;
}

export async function findMerge(
  conn: Conn,
  input: { workspaceId: string; decisionId: string },
): Promise<MergeDecision | undefined> {
  const found = await sql<MergeDecision>`
    select d.id, d.person_id as survivor_id, d.other_person_id as merged_id, d.decided_at,
      exists (
        select 1 from match_decisions u
        where u.workspace_id = d.workspace_id and u.kind = 'undo' and u.person_id = d.other_person_id
          and u.evidence ->> 'undoes' = d.id::text
      ) as is_undone
    from match_decisions d
    where d.workspace_id = ${input.workspaceId} and d.id = ${input.decisionId} and d.kind = 'merge'
  `.execute(conn);
  return found.rows[0];
}

/** Merges in force since a time into one of these persons, oldest first. By match_decisions_by_person. */
export async function listMergesSince(
  conn: Conn,
  input: { workspaceId: string; survivorIds: readonly string[]; since: Date },
): Promise<MergeDecision[]> {
  const found = await sql<MergeDecision>`
    select d.id, d.person_id as survivor_id, d.other_person_id as merged_id, d.decided_at, false as is_undone
    from match_decisions d
    where d.workspace_id = ${input.workspaceId} and d.kind = 'merge'
      and d.person_id = any(${input.survivorIds}::uuid[]) and d.decided_at >= ${input.since}
      and not exists (
        select 1 from match_decisions u
        where u.workspace_id = d.workspace_id and u.kind = 'undo' and u.person_id = d.other_person_id
          and u.evidence ->> 'undoes' = d.id::text
      )
    order by d.decided_at, d.id
  `.execute(conn);
  return found.rows;
}

export interface MergeToUndo {
  workspaceId: string;
  decisionId: string;
  /** Who has the things now: the survivor, or whoever it was merged into since. */
  holderId: string;
  /** Who gets them back. */
  restoredId: string;
}

const movedBack = ['profile', 'touch', 'enrollment', 'hold', 'correction', 'record'] as const;

/** Moves back what the merge moved and the holder still has. */
export async function moveBack(trx: Trx, undo: MergeToUndo): Promise<void> {
  const { workspaceId, decisionId, holderId, restoredId } = undo;
  for (const kind of movedBack) await moveItemsBack(trx, undo, kind);
  await moveOutreachBack(trx, { workspaceId, fromId: holderId, toId: restoredId });
  await sql`
    update candidacies c set triggered_at = null, triggered_by = null, record_id = null
    from merge_moves v
    join candidacies own on own.workspace_id = v.workspace_id and own.person_id = ${restoredId}
      and own.job_id = v.item_id
    where v.workspace_id = ${workspaceId} and v.decision_id = ${decisionId}
      and v.kind = 'candidacy_trigger' and c.workspace_id = v.workspace_id
      and c.person_id = ${holderId} and c.job_id = v.item_id
      and c.triggered_at = own.triggered_at and c.record_id is not distinct from own.record_id
  `.execute(trx);
  await moveItemsBack(trx, undo, 'candidacy');
  await alignWithRecords(trx, { workspaceId, personIds: [holderId, restoredId] });
}

async function moveItemsBack(
  trx: Trx,
  undo: MergeToUndo,
  kind: keyof typeof movables,
): Promise<void> {
  const { table, item } = movables[kind];
  await sql`
    update ${sql.table(table)} i set person_id = ${undo.restoredId}
    from merge_moves v
    where v.workspace_id = ${undo.workspaceId} and v.decision_id = ${undo.decisionId} and v.kind = ${kind}
      and i.workspace_id = v.workspace_id and ${sql.ref(`i.${item}`)} = v.item_id
      and i.person_id = ${undo.holderId}
  `.execute(trx);
}

/**
 * Runs through sequences that the merge made stricter stand as before, where nothing changed them since and no hold
 * forbids it. Their epoch rises: nothing decided meanwhile may be sent. Runs of our own are begun anew by hand.
 */
export async function restoreEnrollmentStates(
  trx: Trx,
  input: { workspaceId: string; decisionId: string; now: Date },
): Promise<string[]> {
  const restored = await sql<{ id: string }>`
    update enrollments e
    set state = v.before ->> 'state', because = v.before ->> 'because', epoch = e.epoch + 1,
      changed_at = ${input.now}
    from merge_moves v
    where v.workspace_id = ${input.workspaceId} and v.decision_id = ${input.decisionId}
      and v.kind = 'enrollment_state' and e.workspace_id = v.workspace_id and e.id = v.item_id
      and e.epoch = (v.before ->> 'epoch')::bigint and not e.is_ours
      and not exists (
        select 1 from holds h
        where h.workspace_id = e.workspace_id and h.person_id = e.person_id and h.lifted_at is null
          and (v.before ->> 'state' = 'active' or (v.before ->> 'state' = 'paused' and h.effect = 'stop'))
      )
    returning e.id
  `.execute(trx);
  return restored.rows.map(({ id }) => id);
}

/** Which of the holder's later things came to the merged pair itself, not to somebody merged with it since. */
export interface SinceMerge {
  workspaceId: string;
  holderId: string;
  since: Date;
  /** Later merges that brought somebody else's things. */
  outsideIds: readonly string[];
  /** Later merges by which the pair itself became somebody else, with their times. */
  steps: readonly { id: string; at: Date }[];
}

function cameToThem(merge: SinceMerge, kind: keyof typeof movables, time: string) {
  const item = sql.ref(`i.${movables[kind].item}`);
  return sql`${sql.ref(`i.${time}`)} > ${merge.since}
    and not exists (
      select 1 from merge_moves v
      where v.workspace_id = i.workspace_id and v.decision_id = any(${merge.outsideIds}::uuid[])
        and v.kind = ${kind} and v.item_id = ${item}
    )
    and not exists (
      select 1
      from unnest(${merge.steps.map(({ id }) => id)}::uuid[], ${merge.steps.map(({ at }) => at)}::timestamptz[])
        as s(id, at)
      where ${sql.ref(`i.${time}`)} <= s.at
        and not exists (
          select 1 from merge_moves v
          where v.workspace_id = i.workspace_id and v.decision_id = s.id and v.kind = ${kind}
            and v.item_id = ${item}
        )
    )`;
}

/** Profiles that joined after the merge, which nothing recorded: they follow whoever they are like. */
export async function listJoinedSince(conn: Conn, merge: SinceMerge): Promise<string[]> {
  const found = await sql<{ profileId: string }>`
    select i.profile_id from memberships i
    where i.workspace_id = ${merge.workspaceId} and i.person_id = ${merge.holderId}
      and ${cameToThem(merge, 'profile', 'since')}
    order by i.profile_id
  `.execute(conn);
  return found.rows.map((row) => row.profileId);
}

/** Everything a person was touched by. */
export async function listTouchIds(
  conn: Conn,
  input: { workspaceId: string; personId: string },
): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from touches
    where workspace_id = ${input.workspaceId} and person_id = ${input.personId}
    order by id
  `.execute(conn);
  return found.rows.map((row) => row.id);
}

/**
 * Holds placed while both were one. One that a record in Lever caused goes where the record is; of the others nobody
 * knows whom they meant, so they hold both. Returns the copies.
 */
export async function divideHolds(
  trx: Trx,
  merge: SinceMerge & { restoredId: string; newId(): string },
): Promise<string[]> {
  const { workspaceId, holderId, restoredId } = merge;
  await sql`
    update holds i set person_id = r.person_id
    from records r
    where i.workspace_id = ${workspaceId} and i.person_id = ${holderId}
      and r.workspace_id = i.workspace_id and r.id = i.record_id and r.person_id = ${restoredId}
  `.execute(trx);
  const found = await sql<{ id: string }>`
    select i.id from holds i
    where i.workspace_id = ${workspaceId} and i.person_id = ${holderId} and i.lifted_at is null
      and i.record_id is null and ${cameToThem(merge, 'hold', 'placed_at')}
    order by i.id
  `.execute(trx);
  const copies: string[] = [];
  for (const { id } of found.rows) {
    const copyId = merge.newId();
    copies.push(copyId);
    await sql`
      insert into holds (workspace_id, id, person_id, effect, cause, because, placed_at)
      select workspace_id, ${copyId}::uuid, ${restoredId}::uuid, effect, cause, because, placed_at
      from holds where workspace_id = ${workspaceId} and id = ${id}
    `.execute(trx);
  }
  return copies;
}

/** Touches of our own messages name no address: they are with whoever the message is with. */
export async function moveTouchesWithMessages(
  trx: Trx,
  of: { workspaceId: string; personIds: readonly string[] },
): Promise<void> {
  await sql`
    update touches t set person_id = m.person_id
    from messages m
    where m.workspace_id = ${of.workspaceId} and m.person_id = any(${[...of.personIds]}::uuid[])
      and t.workspace_id = m.workspace_id and t.source = ${ourSource} and t.source_event_id = m.id::text
      and t.person_id = any(${[...of.personIds]}::uuid[]) and t.person_id <> m.person_id
  `.execute(trx);
}

/** The first profile of each person: what a human's "different people" is pinned to. */
export async function firstProfiles(
  conn: Conn,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<Map<string, string>> {
  const found = await sql<{ personId: string; profileId: string }>`
    select person_id, min(profile_id::text)::uuid as profile_id from memberships
    where workspace_id = ${input.workspaceId} and person_id = any(${input.personIds}::uuid[])
    group by person_id
  `.execute(conn);
  return new Map(found.rows.map((row) => [row.personId, row.profileId]));
}
