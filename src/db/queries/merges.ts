// Moves everything of one person to another and back. Each statement moves one kind of thing and says what it moved.

import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { assert } from '../../core/assert.ts';
import type { Conn, Trx } from '../connect.ts';
import { moveOutreach } from './merge-outreach.ts';

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
    touches: has.touches ? await moveItems(trx, merge, 'touch') : 0,
    enrollments: has.enrollments ? await moveEnrollments(trx, merge) : 0,
    records: 0,
    doubleRecordIds: [],
  };
  if (has.holds) await moveItems(trx, merge, 'hold');
  if (has.corrections) await moveItems(trx, merge, 'correction');
  if (has.records) {
    moved.records = await moveItems(trx, merge, 'record', sql`o.posting_id = i.posting_id`);
    await alignWithRecords(trx, {
      workspaceId: merge.workspaceId,
      personIds: [merge.fromId, merge.toId],
    });
    moved.doubleRecordIds = await listRecordIds(trx, merge);
  }
  if (has.candidacies) await moveCandidacies(trx, merge);
  if (has.outreach) await moveOutreach(trx, merge);
  return moved;
}

const belongings = ['touches', 'enrollments', 'holds', 'records', 'candidacies'] as const;
type Belongings = Record<(typeof belongings)[number] | 'corrections' | 'outreach', boolean>;

// Most persons that intake merges are minutes old and have profiles only: one look spares eight statements.
async function findBelongings(trx: Trx, merge: MergeToMove): Promise<Belongings> {
  const { workspaceId, fromId } = merge;
  const has = (table: string) =>
    sql`exists (select 1 from ${sql.table(table)} where workspace_id = ${workspaceId} and person_id = ${fromId})`;
  const looks = belongings.map((table) => sql`${has(table)} as ${sql.ref(table)}`);
  const found = await sql<Belongings>`
    select ${sql.join(looks)}, ${has('person_corrections')} as corrections,
      (${has('messages')} or ${has('suppressions')} or ${has('consents')} or ${has('legal_bases')} or ${has('tasks')}) as outreach
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
  const { workspaceId, fromId, toId } = merge;
  const moved = await moveItems(trx, merge, 'profile');
  await sql`
    update identifiers set person_id = ${toId}
    where workspace_id = ${workspaceId} and person_id = ${fromId}
  `.execute(trx);
  await sql`
    update contact_points set person_id = ${toId}
    where workspace_id = ${workspaceId} and person_id = ${fromId}
  `.execute(trx);
  return moved;
}

/** What a merge moves, where it stands, and the column that names one. */
export const movables = {
  profile: { table: 'memberships', item: 'profile_id' },
  touch: { table: 'touches', item: 'id' },
  enrollment: { table: 'enrollments', item: 'id' },
  hold: { table: 'holds', item: 'id' },
  record: { table: 'records', item: 'id' },
  correction: { table: 'person_corrections', item: 'id' },
  candidacy: { table: 'candidacies', item: 'job_id' },
} as const;
export type Movable = keyof typeof movables;

// Moves all items of a kind, or those of which the survivor (`o`) has no equal one, and notes each for undo.
async function moveItems(
  trx: Trx,
  merge: MergeToMove,
  kind: Movable,
  equal?: RawBuilder<unknown>,
): Promise<number> {
  const { workspaceId, decisionId, fromId, toId } = merge;
  const { table, item } = movables[kind];
  const unless =
    equal === undefined
      ? sql``
      : sql`and not exists (
          select 1 from ${sql.table(table)} o
          where o.workspace_id = i.workspace_id and o.person_id = ${toId}::uuid and ${equal}
        )`;
  const moved = await sql`
    with moved as (
      update ${sql.table(table)} i set person_id = ${toId}::uuid
      where i.workspace_id = ${workspaceId} and i.person_id = ${fromId} ${unless}
      returning ${sql.ref(`i.${item}`)} as item_id
    )
    insert into merge_moves (workspace_id, decision_id, kind, item_id)
    select ${workspaceId}::uuid, ${decisionId}::uuid, ${kind}::text, item_id from moved
  `.execute(trx);
  return Number(moved.numAffectedRows ?? 0);
}

// Both sides in one sequence: the survivor's run goes on and takes the stricter state; the other's row stays behind.
async function moveEnrollments(trx: Trx, merge: MergeToMove): Promise<number> {
  const { workspaceId, decisionId, fromId, toId } = merge;
  await sql`
    with stricter as (
      update enrollments mine
      set state = other.state, because = other.because, epoch = mine.epoch + 1
      from enrollments other, enrollments was
      where mine.workspace_id = ${workspaceId} and mine.person_id = ${toId}
        and was.workspace_id = mine.workspace_id and was.id = mine.id
        and other.workspace_id = ${workspaceId} and other.person_id = ${fromId}
        and other.source = mine.source and other.sequence = mine.sequence
        and not mine.is_ours and not other.is_ours
        and array_position(array['active', 'paused', 'finished', 'stopped'], other.state)
          > array_position(array['active', 'paused', 'finished', 'stopped'], mine.state)
      returning mine.id, was.state, was.because, mine.epoch
    )
    insert into merge_moves (workspace_id, decision_id, kind, item_id, before)
    select ${workspaceId}::uuid, ${decisionId}::uuid, 'enrollment_state', id,
      jsonb_build_object('state', state, 'because', because, 'epoch', epoch)
    from stricter
  `.execute(trx);
  await stopSecondRun(trx, merge);
  return await moveItems(
    trx,
    merge,
    'enrollment',
    sql`o.source = i.source and o.sequence = i.sequence and not o.is_ours and not i.is_ours`,
  );
}

// Nobody is in two sequences of ours at once: the survivor's goes on.
async function stopSecondRun(trx: Trx, merge: MergeToMove): Promise<void> {
  const { workspaceId, fromId, toId } = merge;
  const running = (personId: string) =>
    sql`workspace_id = ${workspaceId} and person_id = ${personId} and is_ours and state in ('active', 'paused')`;
  await sql`
    update enrollments
    set state = 'stopped', because = 'it is one person with somebody in another sequence', epoch = epoch + 1,
      next_at = null
    where ${running(fromId)} and exists (select 1 from enrollments where ${running(toId)})
  `.execute(trx);
}

/** Notes how runs stood that a merge held because of the other side's holds. */
export async function noteHeldByMerge(
  trx: Trx,
  input: {
    workspaceId: string;
    decisionId: string;
    held: readonly { id: string; epoch: number; before: string; because: string | null }[];
  },
): Promise<void> {
  const { workspaceId, decisionId, held } = input;
  if (held.length === 0) return;
  await sql`
    insert into merge_moves as known (workspace_id, decision_id, kind, item_id, before)
    select ${workspaceId}::uuid, ${decisionId}::uuid, 'enrollment_state', x.id,
      jsonb_build_object('state', x.before, 'because', x.because, 'epoch', x.epoch)
    from jsonb_to_recordset(${JSON.stringify(held)}::jsonb) as x(id uuid, epoch bigint, before text, because text)
    on conflict (workspace_id, decision_id, kind, item_id)
    do update set before = jsonb_set(known.before, '{epoch}', excluded.before -> 'epoch')
  `.execute(trx);
}

/** Conflicts and the journal of a record belong to whom the record belongs. */
export async function alignWithRecords(
  trx: Trx,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<void> {
  for (const table of ['conflicts', 'field_writes']) {
    await sql`
      update ${sql.table(table)} c set person_id = r.person_id
      from records r
      where r.workspace_id = ${input.workspaceId} and r.person_id = any(${input.personIds}::uuid[])
        and c.workspace_id = r.workspace_id and c.record_id = r.id and c.person_id <> r.person_id
    `.execute(trx);
  }
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
  await moveItems(trx, merge, 'candidacy', sql`o.job_id = i.job_id`);
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

/** The person and whoever it was merged into since, the one who lives now last; empty where there is none. */
export async function listMergeChain(
  conn: Conn,
  input: { workspaceId: string; personId: string },
): Promise<string[]> {
  const found = await sql<{ id: string }>`
    with recursive chain as (
      select id, merged_into, 1 as step from persons
      where workspace_id = ${input.workspaceId} and id = ${input.personId}
      union all
      select p.id, p.merged_into, c.step + 1 from persons p join chain c on p.id = c.merged_into
      where p.workspace_id = ${input.workspaceId} and c.step < ${chainMax}
    )
    select id from chain order by step
  `.execute(conn);
  return found.rows.map(({ id }) => id);
}

/** Longer chains than people are ever merged in. */
const chainMax = 10_000;

/** Who the person is now, at the end of the chain of merges; undefined where there is no such person. */
export async function findLivePerson(
  conn: Conn,
  input: { workspaceId: string; personId: string },
): Promise<string | undefined> {
  return (await listMergeChain(conn, input)).at(-1);
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
      and o.person_id = any(${input.personIds}::uuid[]) and not k.may_merge
  `.execute(conn);
  return found.rows;
}

/**
 * For ever, or until a human takes it back; in both directions. With `mayMerge` they are only never asked about;
 * that never weakens a "different".
 */
export async function insertKeptApart(
  trx: Trx,
  input: {
    workspaceId: string;
    profileIds: readonly [string, string];
    decisionId: string;
    mayMerge: boolean;
  },
): Promise<void> {
  const { workspaceId, profileIds, decisionId, mayMerge } = input;
  const [one, other] = profileIds;
  await sql`
    insert into kept_apart as known (workspace_id, profile_id, other_profile_id, decision_id, may_merge)
    values (${workspaceId}, ${one}, ${other}, ${decisionId}, ${mayMerge}),
      (${workspaceId}, ${other}, ${one}, ${decisionId}, ${mayMerge})
    on conflict (workspace_id, profile_id, other_profile_id)
    do update set may_merge = known.may_merge and excluded.may_merge
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
