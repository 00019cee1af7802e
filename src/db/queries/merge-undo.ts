// Takes back what a merge moved, and what came later and belongs to the side that goes.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

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

export interface MergeToUndo {
  workspaceId: string;
  decisionId: string;
  /** Who has the things now: the survivor, or whoever it was merged into since. */
  holderId: string;
  /** Who gets them back. */
  restoredId: string;
}

/** Moves back what the merge moved and the holder still has. */
export async function moveBack(trx: Trx, undo: MergeToUndo): Promise<void> {
  const { workspaceId, decisionId, holderId, restoredId } = undo;
  await sql`
    update memberships m set person_id = ${restoredId}
    from merge_moves v
    where v.workspace_id = ${workspaceId} and v.decision_id = ${decisionId} and v.kind = 'profile'
      and m.workspace_id = v.workspace_id and m.profile_id = v.item_id and m.person_id = ${holderId}
  `.execute(trx);
  await sql`
    update touches t set person_id = ${restoredId}
    from merge_moves v
    where v.workspace_id = ${workspaceId} and v.decision_id = ${decisionId} and v.kind = 'touch'
      and t.workspace_id = v.workspace_id and t.id = v.item_id and t.person_id = ${holderId}
  `.execute(trx);
  await sql`
    update enrollments e set person_id = ${restoredId}
    from merge_moves v
    where v.workspace_id = ${workspaceId} and v.decision_id = ${decisionId} and v.kind = 'enrollment'
      and e.workspace_id = v.workspace_id and e.id = v.item_id and e.person_id = ${holderId}
  `.execute(trx);
  await sql`
    update holds h set person_id = ${restoredId}
    from merge_moves v
    where v.workspace_id = ${workspaceId} and v.decision_id = ${decisionId} and v.kind = 'hold'
      and h.workspace_id = v.workspace_id and h.id = v.item_id and h.person_id = ${holderId}
  `.execute(trx);
  await sql`
    update records r set person_id = ${restoredId}
    from merge_moves v
    where v.workspace_id = ${workspaceId} and v.decision_id = ${decisionId} and v.kind = 'record'
      and r.workspace_id = v.workspace_id and r.id = v.item_id and r.person_id = ${holderId}
  `.execute(trx);
  await moveCandidaciesBack(trx, undo);
  await moveConflictsBack(trx, undo);
}

async function moveCandidaciesBack(trx: Trx, undo: MergeToUndo): Promise<void> {
  const { workspaceId, decisionId, holderId, restoredId } = undo;
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
  await sql`
    update candidacies c set person_id = ${restoredId}
    from merge_moves v
    where v.workspace_id = ${workspaceId} and v.decision_id = ${decisionId} and v.kind = 'candidacy'
      and c.workspace_id = v.workspace_id and c.person_id = ${holderId} and c.job_id = v.item_id
  `.execute(trx);
}

async function moveConflictsBack(trx: Trx, undo: MergeToUndo): Promise<void> {
  const { workspaceId, holderId, restoredId } = undo;
  await sql`
    update conflicts c set person_id = r.person_id
    from records r
    where r.workspace_id = ${workspaceId} and r.person_id in (${holderId}, ${restoredId})
      and c.workspace_id = r.workspace_id and c.record_id = r.id and c.person_id <> r.person_id
  `.execute(trx);
}

/** Profiles that joined the holder after the merge, which nothing recorded: they follow whoever they are like. */
export async function listJoinedSince(
  conn: Conn,
  input: { workspaceId: string; personId: string; since: Date },
): Promise<string[]> {
  const found = await sql<{ profileId: string }>`
    select m.profile_id from memberships m
    where m.workspace_id = ${input.workspaceId} and m.person_id = ${input.personId}
      and m.since > ${input.since}
    order by m.profile_id
  `.execute(conn);
  return found.rows.map((row) => row.profileId);
}

/** Touches placed on the holder since, which the merge did not move. */
export async function listTouchesSince(
  conn: Conn,
  input: { workspaceId: string; personId: string; since: Date },
): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from touches
    where workspace_id = ${input.workspaceId} and person_id = ${input.personId}
      and received_at > ${input.since}
    order by id
  `.execute(conn);
  return found.rows.map((row) => row.id);
}

export interface ItemsToMove {
  workspaceId: string;
  fromId: string;
  toId: string;
}

/** Gives profiles, with the keys and contact points they brought, to another person. */
export async function moveProfilesTo(
  trx: Trx,
  move: ItemsToMove & { profileIds: readonly string[] },
): Promise<void> {
  const { workspaceId, fromId, toId, profileIds } = move;
  if (profileIds.length === 0) return;
  await sql`
    update memberships set person_id = ${toId}
    where workspace_id = ${workspaceId} and person_id = ${fromId} and profile_id = any(${profileIds}::uuid[])
  `.execute(trx);
}

/** Keys and contact points stand with whoever has the profile that brought them. */
export async function alignKeys(
  trx: Trx,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<void> {
  const { workspaceId, personIds } = input;
  await sql`
    update identifiers i set person_id = m.person_id
    from memberships m
    where i.workspace_id = ${workspaceId} and i.person_id = any(${personIds}::uuid[])
      and m.workspace_id = i.workspace_id and m.profile_id = i.profile_id and m.person_id <> i.person_id
  `.execute(trx);
  await sql`
    update contact_points c set person_id = m.person_id
    from memberships m
    where c.workspace_id = ${workspaceId} and c.person_id = any(${personIds}::uuid[])
      and m.workspace_id = c.workspace_id and m.profile_id = c.profile_id and m.person_id <> c.person_id
  `.execute(trx);
}

export async function moveTouchesTo(
  trx: Trx,
  move: ItemsToMove & { touchIds: readonly string[] },
): Promise<void> {
  const { workspaceId, fromId, toId, touchIds } = move;
  if (touchIds.length === 0) return;
  await sql`
    update touches set person_id = ${toId}
    where workspace_id = ${workspaceId} and person_id = ${fromId} and id = any(${touchIds}::uuid[])
  `.execute(trx);
}

/** Runs through sequences whose every touch now belongs to the other person go there too. */
export async function moveEnrollmentsWithTouches(trx: Trx, move: ItemsToMove): Promise<void> {
  const { workspaceId, fromId, toId } = move;
  await sql`
    update enrollments e set person_id = ${toId}
    where e.workspace_id = ${workspaceId} and e.person_id = ${fromId}
      and exists (
        select 1 from touches t
        where t.workspace_id = e.workspace_id and t.person_id = ${toId}
          and t.source = e.source and t.sequence = e.sequence
      )
      and not exists (
        select 1 from touches t
        where t.workspace_id = e.workspace_id and t.person_id = ${fromId}
          and t.source = e.source and t.sequence = e.sequence
      )
      and not exists (
        select 1 from enrollments o
        where o.workspace_id = e.workspace_id and o.person_id = ${toId}
          and o.source = e.source and o.sequence = e.sequence
      )
  `.execute(trx);
}

/** Candidacies that a moved profile began go with it. */
export async function moveCandidaciesWithProfiles(
  trx: Trx,
  move: ItemsToMove & { profileIds: readonly string[] },
): Promise<void> {
  const { workspaceId, fromId, toId, profileIds } = move;
  if (profileIds.length === 0) return;
  await sql`
    update candidacies c set person_id = ${toId}
    where c.workspace_id = ${workspaceId} and c.person_id = ${fromId} and c.record_id is null
      and c.first_profile_id = any(${profileIds}::uuid[])
      and not exists (
        select 1 from candidacies o
        where o.workspace_id = c.workspace_id and o.person_id = ${toId} and o.job_id = c.job_id
      )
  `.execute(trx);
}

/** Holds placed while both were one: nobody knows whom they meant, so they hold both. Returns how many. */
export async function copyHoldsSince(
  trx: Trx,
  input: ItemsToMove & { since: Date; newId(): string },
): Promise<number> {
  const { workspaceId, fromId, toId, since } = input;
  const found = await sql<{ id: string }>`
    select id from holds
    where workspace_id = ${workspaceId} and person_id = ${fromId} and lifted_at is null
      and placed_at > ${since}
    order by id
  `.execute(trx);
  for (const { id } of found.rows) {
    await sql`
      insert into holds (workspace_id, id, person_id, effect, cause, because, placed_at)
      select workspace_id, ${input.newId()}::uuid, ${toId}::uuid, effect, cause, because, placed_at
      from holds where workspace_id = ${workspaceId} and id = ${id}
    `.execute(trx);
  }
  return found.rows.length;
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
