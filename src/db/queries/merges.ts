// Moves everything of one person to another and back. Each statement moves one kind of thing and says what it moved.

import { sql } from 'kysely';
import { assert } from '../../core/assert.ts';
import type { Conn, Trx } from '../connect.ts';

export interface MergeToMove {
  workspaceId: string;
  decisionId: string;
  fromId: string;
  toId: string;
}

export interface MovedCounts {
  profiles: number;
  touches: number;
  enrollments: number;
  records: number;
  /** Records for the same posting on both sides: they stay where they are and are reported, never merged by us. */
  doubleRecordIds: string[];
}

/** The caller holds the locks of both persons. Whatever the survivor has of its own stays as it is. */
export async function moveToSurvivor(trx: Trx, merge: MergeToMove): Promise<MovedCounts> {
  const has = await findBelongings(trx, merge);
  const moved: MovedCounts = {
    profiles: await moveProfiles(trx, merge),
    touches: has.touches ? await moveTouches(trx, merge) : 0,
    enrollments: has.enrollments ? await moveEnrollments(trx, merge) : 0,
    records: 0,
    doubleRecordIds: [],
  };
  if (has.holds) await moveHolds(trx, merge);
  if (has.records) {
    moved.records = await moveRecords(trx, merge);
    const personIds = [merge.fromId, merge.toId];
    await alignConflicts(trx, { workspaceId: merge.workspaceId, personIds });
    moved.doubleRecordIds = await listRecordIds(trx, merge);
  }
  if (has.candidacies) await moveCandidacies(trx, merge);
  return moved;
}

interface Belongings {
  touches: boolean;
  enrollments: boolean;
  holds: boolean;
  records: boolean;
  candidacies: boolean;
}

// Most persons that intake merges are minutes old and have profiles only: one look spares eight statements.
async function findBelongings(trx: Trx, merge: MergeToMove): Promise<Belongings> {
  const { workspaceId, fromId } = merge;
  const found = await sql<Belongings>`
    select
      exists (select 1 from touches where workspace_id = ${workspaceId} and person_id = ${fromId}) as touches,
      exists (select 1 from enrollments where workspace_id = ${workspaceId} and person_id = ${fromId})
        as enrollments,
      exists (select 1 from holds where workspace_id = ${workspaceId} and person_id = ${fromId}) as holds,
      exists (select 1 from records where workspace_id = ${workspaceId} and person_id = ${fromId}) as records,
      exists (select 1 from candidacies where workspace_id = ${workspaceId} and person_id = ${fromId})
        as candidacies
  `.execute(trx);
  const [only] = found.rows;
  assert(only !== undefined, 'a select of expressions has one row');
  return only;
}

async function listRecordIds(trx: Trx, merge: MergeToMove): Promise<string[]> {
  const left = await sql<{ id: string }>`
    select id from records where workspace_id = ${merge.workspaceId} and person_id = ${merge.fromId}
    order by id
  `.execute(trx);
  return left.rows.map(({ id }) => id);
}

async function moveProfiles(trx: Trx, merge: MergeToMove): Promise<number> {
  const { workspaceId, decisionId, fromId, toId } = merge;
  const moved = await sql`
    with moved as (
      update memberships set person_id = ${toId}
      where workspace_id = ${workspaceId} and person_id = ${fromId} returning profile_id
    )
    insert into merge_moves (workspace_id, decision_id, kind, item_id)
    select ${workspaceId}, ${decisionId}, 'profile', profile_id from moved
  `.execute(trx);
  await sql`
    update identifiers set person_id = ${toId}
    where workspace_id = ${workspaceId} and person_id = ${fromId}
  `.execute(trx);
  await sql`
    update contact_points set person_id = ${toId}
    where workspace_id = ${workspaceId} and person_id = ${fromId}
  `.execute(trx);
  return Number(moved.numAffectedRows ?? 0);
}

async function moveTouches(trx: Trx, merge: MergeToMove): Promise<number> {
  const { workspaceId, decisionId, fromId, toId } = merge;
  const moved = await sql`
    with moved as (
      update touches set person_id = ${toId}
      where workspace_id = ${workspaceId} and person_id = ${fromId} returning id
    )
    insert into merge_moves (workspace_id, decision_id, kind, item_id)
    select ${workspaceId}, ${decisionId}, 'touch', id from moved
  `.execute(trx);
  return Number(moved.numAffectedRows ?? 0);
}

// Both sides in one sequence: the survivor's run goes on and takes the stricter state; the other's row stays behind.
async function moveEnrollments(trx: Trx, merge: MergeToMove): Promise<number> {
  const { workspaceId, decisionId, fromId, toId } = merge;
  await sql`
    update enrollments mine
    set state = other.state, because = other.because, epoch = mine.epoch + 1
    from enrollments other
    where mine.workspace_id = ${workspaceId} and mine.person_id = ${toId}
      and other.workspace_id = ${workspaceId} and other.person_id = ${fromId}
      and other.source = mine.source and other.sequence = mine.sequence
      and array_position(array['active', 'paused', 'finished', 'stopped'], other.state)
        > array_position(array['active', 'paused', 'finished', 'stopped'], mine.state)
  `.execute(trx);
  const moved = await sql`
    with moved as (
      update enrollments e set person_id = ${toId}
      where e.workspace_id = ${workspaceId} and e.person_id = ${fromId}
        and not exists (
          select 1 from enrollments o
          where o.workspace_id = e.workspace_id and o.person_id = ${toId}
            and o.source = e.source and o.sequence = e.sequence
        )
      returning id
    )
    insert into merge_moves (workspace_id, decision_id, kind, item_id)
    select ${workspaceId}, ${decisionId}, 'enrollment', id from moved
  `.execute(trx);
  return Number(moved.numAffectedRows ?? 0);
}

async function moveHolds(trx: Trx, merge: MergeToMove): Promise<void> {
  const { workspaceId, decisionId, fromId, toId } = merge;
  await sql`
    with moved as (
      update holds set person_id = ${toId}
      where workspace_id = ${workspaceId} and person_id = ${fromId} returning id
    )
    insert into merge_moves (workspace_id, decision_id, kind, item_id)
    select ${workspaceId}, ${decisionId}, 'hold', id from moved
  `.execute(trx);
}

async function moveRecords(trx: Trx, merge: MergeToMove): Promise<number> {
  const { workspaceId, decisionId, fromId, toId } = merge;
  const moved = await sql`
    with moved as (
      update records r set person_id = ${toId}
      where r.workspace_id = ${workspaceId} and r.person_id = ${fromId}
        and not exists (
          select 1 from records o
          where o.workspace_id = r.workspace_id and o.person_id = ${toId}
            and o.posting_id = r.posting_id
        )
      returning id
    )
    insert into merge_moves (workspace_id, decision_id, kind, item_id)
    select ${workspaceId}, ${decisionId}, 'record', id from moved
  `.execute(trx);
  return Number(moved.numAffectedRows ?? 0);
}

// Questions about a record's fields belong to whom the record belongs.
async function alignConflicts(
  trx: Trx,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<void> {
  await sql`
    update conflicts c set person_id = r.person_id
    from records r
    where r.workspace_id = ${input.workspaceId} and r.person_id = any(${input.personIds}::uuid[])
      and c.workspace_id = r.workspace_id and c.record_id = r.id and c.person_id <> r.person_id
  `.execute(trx);
}

// Both sides considered for one job: the survivor's row stays and takes over a trigger it does not have.
async function moveCandidacies(trx: Trx, merge: MergeToMove): Promise<void> {
  const { workspaceId, decisionId, fromId, toId } = merge;
  await sql`
    with taken as (
      update candidacies mine
      set triggered_at = other.triggered_at, triggered_by = other.triggered_by, record_id = other.record_id
      from candidacies other
      where mine.workspace_id = ${workspaceId} and mine.person_id = ${toId}
        and other.workspace_id = ${workspaceId} and other.person_id = ${fromId}
        and other.job_id = mine.job_id and mine.triggered_at is null and other.triggered_at is not null
      returning mine.job_id
    )
    insert into merge_moves (workspace_id, decision_id, kind, item_id)
    select ${workspaceId}, ${decisionId}, 'candidacy_trigger', job_id from taken
  `.execute(trx);
  await sql`
    with moved as (
      update candidacies c set person_id = ${toId}
      where c.workspace_id = ${workspaceId} and c.person_id = ${fromId}
        and not exists (
          select 1 from candidacies o
          where o.workspace_id = c.workspace_id and o.person_id = ${toId} and o.job_id = c.job_id
        )
      returning job_id
    )
    insert into merge_moves (workspace_id, decision_id, kind, item_id)
    select ${workspaceId}, ${decisionId}, 'candidacy', job_id from moved
  `.execute(trx);
}

/** The person is another one now; its id keeps leading there. */
export async function markMerged(
  trx: Trx,
  input: { workspaceId: string; fromId: string; toId: string; now: Date },
): Promise<void> {
  await sql`
    update persons set merged_into = ${input.toId}, revision = revision + 1, changed_at = ${input.now}
    where workspace_id = ${input.workspaceId} and id = ${input.fromId}
  `.execute(trx);
}

/** The person stands for itself again. */
export async function unmarkMerged(
  trx: Trx,
  input: { workspaceId: string; personId: string; now: Date },
): Promise<void> {
  await sql`
    update persons set merged_into = null, revision = revision + 1, changed_at = ${input.now}
    where workspace_id = ${input.workspaceId} and id = ${input.personId}
  `.execute(trx);
}

/** Who the person is now, at the end of the chain of merges; undefined where there is no such person. */
export async function findLivePerson(
  conn: Conn,
  input: { workspaceId: string; personId: string },
): Promise<string | undefined> {
  const found = await sql<{ id: string }>`
    with recursive chain as (
      select id, merged_into from persons
      where workspace_id = ${input.workspaceId} and id = ${input.personId}
      union
      select p.id, p.merged_into from persons p join chain c on p.id = c.merged_into
      where p.workspace_id = ${input.workspaceId}
    )
    select id from chain where merged_into is null
  `.execute(conn);
  return found.rows[0]?.id;
}

/** Pairs among these persons that a human keeps apart, by the profiles they have now. */
export async function listKeptApart(
  conn: Conn,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<{ personId: string; otherPersonId: string }[]> {
  if (input.personIds.length < 2) return [];
  const found = await sql<{ personId: string; otherPersonId: string }>`
    select distinct m.person_id, o.person_id as other_person_id
    from memberships m
    join kept_apart k on k.workspace_id = m.workspace_id and k.profile_id = m.profile_id
    join memberships o on o.workspace_id = k.workspace_id and o.profile_id = k.other_profile_id
    where m.workspace_id = ${input.workspaceId} and m.person_id = any(${input.personIds}::uuid[])
      and o.person_id = any(${input.personIds}::uuid[])
  `.execute(conn);
  return found.rows;
}

/** For ever, or until a human takes it back. */
export async function insertKeptApart(
  trx: Trx,
  input: { workspaceId: string; profileId: string; otherProfileId: string; decisionId: string },
): Promise<void> {
  await sql`
    insert into kept_apart (workspace_id, profile_id, other_profile_id, decision_id)
    values (${input.workspaceId}, ${input.profileId}, ${input.otherProfileId}, ${input.decisionId})
    on conflict do nothing
  `.execute(trx);
}

/** A human took it back: these persons may be one. */
export async function removeKeptApart(
  trx: Trx,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<void> {
  await sql`
    delete from kept_apart k
    using memberships m, memberships o
    where k.workspace_id = ${input.workspaceId}
      and m.workspace_id = k.workspace_id and m.profile_id = k.profile_id
      and o.workspace_id = k.workspace_id and o.profile_id = k.other_profile_id
      and m.person_id = any(${input.personIds}::uuid[]) and o.person_id = any(${input.personIds}::uuid[])
      and m.person_id <> o.person_id
  `.execute(trx);
}

/** Whose a profile is, and how many profiles that person has. */
export async function findMembership(
  conn: Conn,
  input: { workspaceId: string; profileId: string },
): Promise<{ personId: string; memberCount: number } | undefined> {
  const found = await sql<{ personId: string; memberCount: number }>`
    select m.person_id,
      (select count(*) from memberships o where o.workspace_id = m.workspace_id and o.person_id = m.person_id)
        as member_count
    from memberships m
    where m.workspace_id = ${input.workspaceId} and m.profile_id = ${input.profileId}
  `.execute(conn);
  return found.rows[0];
}
