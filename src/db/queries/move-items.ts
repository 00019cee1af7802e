// Moves chosen things of one person to another, for undoing merges and for splitting: profiles and what came with them.

import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import type { Identifier } from '../../core/people/person.ts';

export interface ItemsToMove {
  workspaceId: string;
  fromId: string;
  toId: string;
}

/** Gives profiles to another person; `alignKeys` has their keys follow. */
export async function moveProfilesTo(
  trx: Trx,
  move: ItemsToMove & { profileIds: readonly string[] },
): Promise<void> {
  await sql`
    update memberships set person_id = ${move.toId}
    where workspace_id = ${move.workspaceId} and person_id = ${move.fromId}
      and profile_id = any(${move.profileIds}::uuid[])
  `.execute(trx);
}

export async function moveTouchesTo(
  trx: Trx,
  move: ItemsToMove & { touchIds: readonly string[] },
): Promise<void> {
  await sql`
    update touches set person_id = ${move.toId}
    where workspace_id = ${move.workspaceId} and person_id = ${move.fromId}
      and id = any(${move.touchIds}::uuid[])
  `.execute(trx);
}

/** Keys and contact points stand with whoever has the profile that brought them. */
export async function alignKeys(
  trx: Trx,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<void> {
  for (const table of ['identifiers', 'contact_points']) {
    await sql`
      update ${sql.table(table)} i set person_id = m.person_id
      from memberships m
      where i.workspace_id = ${input.workspaceId} and i.person_id = any(${input.personIds}::uuid[])
        and m.workspace_id = i.workspace_id and m.profile_id = i.profile_id and m.person_id <> i.person_id
    `.execute(trx);
  }
}

/** Which of these keys the persons hold by other profiles than these. */
export async function findKeysOfOthers(
  conn: Conn,
  input: {
    workspaceId: string;
    personIds: readonly string[];
    identifiers: readonly Identifier[];
    exceptProfileIds: readonly string[];
  },
): Promise<(Identifier & { personId: string })[]> {
  if (input.identifiers.length === 0) return [];
  const found = await sql<Identifier & { personId: string }>`
    select distinct i.kind, i.value, i.person_id
    from unnest(
      ${input.identifiers.map(({ kind }) => kind)}::text[], ${input.identifiers.map(({ value }) => value)}::text[]
    ) as k(kind, value)
    join identifiers i on i.workspace_id = ${input.workspaceId} and i.kind = k.kind and i.value = k.value
    where i.person_id = any(${input.personIds}::uuid[])
      and not i.profile_id = any(${input.exceptProfileIds}::uuid[])
  `.execute(conn);
  return found.rows;
}

/**
 * Runs through sequences of sources follow the touches, in both directions: one whose every touch is the other
 * person's goes there; one that both have touches of is copied, because nobody can say whose it was.
 */
export async function moveEnrollmentsWithTouches(
  trx: Trx,
  move: ItemsToMove & { newId(): string },
): Promise<void> {
  await followTouches(trx, move);
  await followTouches(trx, { ...move, fromId: move.toId, toId: move.fromId });
}

async function followTouches(trx: Trx, move: ItemsToMove & { newId(): string }): Promise<void> {
  const { workspaceId, fromId, toId } = move;
  const hasTouches = (personId: string) => sql`exists (
    select 1 from touches t
    where t.workspace_id = e.workspace_id and t.person_id = ${personId}
      and t.source = e.source and t.sequence = e.sequence
  )`;
  const isNew = sql`not exists (
    select 1 from enrollments o
    where o.workspace_id = e.workspace_id and o.person_id = ${toId} and not o.is_ours
      and o.source = e.source and o.sequence = e.sequence
  )`;
  const isTheirs = sql`e.workspace_id = ${workspaceId} and e.person_id = ${fromId} and not e.is_ours
    and ${hasTouches(toId)}`;
  const isEmpty = sql`${isTheirs} and not ${hasTouches(fromId)}`;
  await sql`update enrollments e set person_id = ${toId} where ${isEmpty} and ${isNew}`.execute(
    trx,
  );
  await removeEmptyRuns(trx, move, isEmpty);
  const shared = await sql<{ id: string }>`
    select e.id from enrollments e where ${isTheirs} and ${isNew} order by e.id
  `.execute(trx);
  for (const { id } of shared.rows) {
    await sql`
      insert into enrollments (workspace_id, id, person_id, job_id, source, sequence, state, because, epoch,
        started_at, changed_at)
      select workspace_id, ${move.newId()}::uuid, ${toId}::uuid, job_id, source, sequence, state, because, epoch,
        started_at, changed_at
      from enrollments where workspace_id = ${workspaceId} and id = ${id}
    `.execute(trx);
  }
}

// A run that only the other person's touches were of, where that person has its own: the stricter state of both holds.
async function removeEmptyRuns(
  trx: Trx,
  move: ItemsToMove,
  isEmpty: RawBuilder<unknown>,
): Promise<void> {
  const { workspaceId, toId } = move;
  await sql`
    with empty as (
      delete from enrollments e
      where ${isEmpty}
      returning e.source, e.sequence, e.state, e.because
    )
    update enrollments own
    set state = empty.state, because = empty.because, epoch = own.epoch + 1
    from empty
    where own.workspace_id = ${workspaceId} and own.person_id = ${toId} and not own.is_ours
      and own.source = empty.source and own.sequence = empty.sequence
      and array_position(array['active', 'paused', 'finished', 'stopped'], empty.state)
        > array_position(array['active', 'paused', 'finished', 'stopped'], own.state)
  `.execute(trx);
}

// Some profile or touch of the person is about the candidacy's job.
function isFoundFor(personId: string) {
  return sql`(
    exists (
      select 1 from memberships m
      join profiles p on p.workspace_id = m.workspace_id and p.id = m.profile_id
      where m.workspace_id = c.workspace_id and m.person_id = ${personId} and p.job_id = c.job_id
    ) or exists (
      select 1 from touches t
      where t.workspace_id = c.workspace_id and t.person_id = ${personId} and t.job_id = c.job_id
    )
  )`;
}

/**
 * In both directions: candidacies go where alone profiles and touches are about the job, and their
 * records in Lever with them. A record stays where it stands on a contact that other records of the person share:
 * that contact is one human's card there, and is left whole.
 */
export async function moveCandidaciesWithItems(trx: Trx, move: ItemsToMove): Promise<void> {
  for (const [fromId, toId] of [
    [move.fromId, move.toId],
    [move.toId, move.fromId],
  ] as const) {
    await followItems(trx, { ...move, fromId, toId });
    await removeEmptyCandidacies(trx, { ...move, fromId, toId });
  }
}

async function followItems(trx: Trx, move: ItemsToMove): Promise<void> {
  const { workspaceId, fromId, toId } = move;
  const isTheirs = sql`(${isFoundFor(toId)} and not ${isFoundFor(fromId)})`;
  await sql`
    update records r set person_id = ${toId}
    where r.workspace_id = ${workspaceId} and r.person_id = ${fromId}
      and exists (
        select 1 from candidacies c where c.workspace_id = r.workspace_id and c.record_id = r.id
      )
      and not exists (
        select 1 from candidacies c
        where c.workspace_id = r.workspace_id and c.record_id = r.id and not ${isTheirs}
      )
      and not exists (
        select 1 from records o
        where o.workspace_id = r.workspace_id and o.person_id = ${fromId} and o.id <> r.id
          and o.contact_id = r.contact_id
      )
      and not exists (
        select 1 from records o
        where o.workspace_id = r.workspace_id and o.person_id = ${toId} and o.posting_id = r.posting_id
      )
  `.execute(trx);
  await sql`
    update candidacies c set person_id = ${toId}
    where c.workspace_id = ${workspaceId} and c.person_id = ${fromId} and ${isTheirs}
      and (c.record_id is null or exists (
        select 1 from records r
        where r.workspace_id = c.workspace_id and r.id = c.record_id and r.person_id = ${toId}
      ))
      and not exists (
        select 1 from candidacies o
        where o.workspace_id = c.workspace_id and o.person_id = ${toId} and o.job_id = c.job_id
      )
  `.execute(trx);
}

// Those that nothing of the person is about any more, where the other one has its own and nothing followed.
async function removeEmptyCandidacies(trx: Trx, move: ItemsToMove): Promise<void> {
  const { workspaceId, fromId, toId } = move;
  await sql`
    delete from candidacies c
    where c.workspace_id = ${workspaceId} and c.person_id = ${fromId}
      and c.record_id is null and c.triggered_at is null
      and ${isFoundFor(toId)} and not ${isFoundFor(fromId)}
      and exists (
        select 1 from candidacies o
        where o.workspace_id = c.workspace_id and o.person_id = ${toId} and o.job_id = c.job_id
      )
  `.execute(trx);
}

/** Each of these persons is considered for the jobs its profiles were found for, by its own first profile. */
export async function ensureCandidacies(
  trx: Trx,
  input: { workspaceId: string; personIds: readonly string[]; now: Date },
): Promise<void> {
  await sql`
    insert into candidacies as known (workspace_id, person_id, job_id, first_profile_id, created_at)
    select distinct on (m.person_id, p.job_id) m.workspace_id, m.person_id, p.job_id, p.id, ${input.now}::timestamptz
    from memberships m
    join profiles p on p.workspace_id = m.workspace_id and p.id = m.profile_id
    where m.workspace_id = ${input.workspaceId} and m.person_id = any(${input.personIds}::uuid[])
      and p.job_id is not null
    order by m.person_id, p.job_id, p.id
    on conflict (workspace_id, person_id, job_id) do update set first_profile_id = excluded.first_profile_id
    where not exists (
      select 1 from memberships o
      where o.workspace_id = known.workspace_id and o.profile_id = known.first_profile_id
        and o.person_id = known.person_id
    )
  `.execute(trx);
}
