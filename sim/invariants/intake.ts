// What was acknowledged: kept whatever crashed, worked on, and not changed by being sent again.

import { sql } from 'kysely';
import { keysOfTouch } from '../../src/core/people/identifiers.ts';
import { findHolders } from '../../src/db/queries/identifiers.ts';
import { loadTouches } from '../../src/db/queries/pending-intake.ts';
import { whoIsErased } from './erased.ts';
import type { Checked, Invariant } from './invariant.ts';

export const intakeInvariants: readonly Invariant[] = [
  { id: 'I1', says: 'what was acknowledged is there, once', check: acknowledgedIsKept },
  { id: 'I1', says: 'nothing that was acknowledged is given up', check: noneParked },
  { id: 'I1', says: 'every profile belongs to one live person', check: profilesBelong },
  { id: 'I2', says: 'one live person per strong identifier, unless told apart', check: onePerson },
  { id: 'I2', says: 'whom a human told apart stays apart', check: apartStaysApart },
  { id: 'I1', says: 'every touch of a known person is with that person', check: touchesBelong },
  { id: 'I1', says: 'a touch is with whoever alone has its keys', check: touchesAreWithOwners },
];

async function acknowledgedIsKept(checked: Checked): Promise<string[]> {
  const { world, db, workspaceId } = checked;
  const isErased = await whoIsErased(checked);
  const { rows } = await sql<{ id: string }>`
    select source_event_id as id from profiles where workspace_id = ${workspaceId}
    union all select source_event_id from touches where workspace_id = ${workspaceId}`.execute(db);
  const kept = new Map<string, number>();
  for (const { id } of rows) kept.set(id, (kept.get(id) ?? 0) + 1);
  return world.seen.sent
    .filter((item) => item.result !== 'rejected' && kept.get(item.item.sourceEventId) !== 1)
    .filter((item) => !isErased(item))
    .map((item) => `${item.kind} ${item.item.sourceEventId} was acknowledged and is not there`);
}

async function noneParked({ db }: Checked): Promise<string[]> {
  const rows = await db.selectFrom('pendingIntake').select(['kind', 'parkedBecause']).execute();
  return rows.map((row) => `a ${row.kind} waits: ${row.parkedBecause ?? 'and nobody works on it'}`);
}

async function profilesBelong({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ id: string; because: string }>`
    select p.id, 'has no person' as because from profiles p where p.workspace_id = ${workspaceId}
      and not exists (select from memberships m where m.workspace_id = p.workspace_id and m.profile_id = p.id)
      and not exists (select from pending_intake i where i.workspace_id = p.workspace_id and i.item_id = p.id)
    union all
    select m.profile_id, 'belongs to a merged person' from memberships m
      join persons x on x.workspace_id = m.workspace_id and x.id = m.person_id
      where m.workspace_id = ${workspaceId} and x.merged_into is not null`.execute(db);
  return rows.map(({ id, because }) => `profile ${id} ${because}`);
}

async function onePerson({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ kind: string; value: string; count: number }>`
    select i.kind, i.value, count(distinct i.person_id) as count from identifiers i
    join persons p on p.workspace_id = i.workspace_id and p.id = i.person_id and p.merged_into is null
    where i.workspace_id = ${workspaceId} and i.kind in ('external_id', 'profile_url')
      and not exists (select from kept_apart k where k.workspace_id = i.workspace_id)
      and not exists (select from match_reviews r where r.workspace_id = i.workspace_id)
    group by i.kind, i.value having count(distinct i.person_id) > 1`.execute(db);
  return rows.map(({ kind, value, count }) => `${kind} ${value} is of ${count} people`);
}

async function touchesBelong({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ id: string; because: string }>`
    select t.id, 'is with a merged person' as because from touches t
      join persons p on p.workspace_id = t.workspace_id and p.id = t.person_id
      where t.workspace_id = ${workspaceId} and p.merged_into is not null
    union all
    select t.id, 'is with nobody and waits for nobody' from touches t
      where t.workspace_id = ${workspaceId} and t.person_id is null
      and not exists (select from unmatched_touches u where u.workspace_id = t.workspace_id and u.touch_id = t.id)
      and not exists (select from pending_intake i where i.workspace_id = t.workspace_id and i.item_id = t.id)
    union all
    select u.touch_id, 'waits for ' || u.value || ', who is known' from unmatched_touches u
      join touches t on t.workspace_id = u.workspace_id and t.id = u.touch_id
      join identifiers i on i.workspace_id = u.workspace_id and i.kind = u.kind and i.value = u.value
      where u.workspace_id = ${workspaceId} and t.person_id is null`.execute(db);
  return rows.map(({ id, because }) => `touch ${id} ${because}`);
}

async function touchesAreWithOwners({ db, workspaceId }: Checked): Promise<string[]> {
  const kept = await db
    .selectFrom('touches')
    .select('id')
    .where('workspaceId', '=', workspaceId)
    .where('personId', 'is not', null)
    .execute();
  const touches = await loadTouches(db, { workspaceId, ids: kept.map(({ id }) => id) });
  const keyed = touches.map((touch) => ({ touch, keys: keysOfTouch(touch.payload, 'US') }));
  const identifiers = keyed.flatMap(({ keys }) => keys);
  const holders = await findHolders(db, { workspaceId, identifiers });
  return keyed.flatMap(({ touch, keys }) => {
    const owners = new Set(
      holders
        .filter((holder) =>
          keys.some((key) => key.kind === holder.kind && key.value === holder.value),
        )
        .map((holder) => holder.personId),
    );
    return owners.size !== 1 || owners.has(touch.personId ?? '')
      ? []
      : [`touch ${touch.id} is with ${touch.personId}, its keys with ${[...owners].join()}`];
  });
}

async function apartStaysApart({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ one: string; other: string }>`
    select k.profile_id as one, k.other_profile_id as other from kept_apart k
    join memberships m on m.workspace_id = k.workspace_id and m.profile_id = k.profile_id
    join memberships o on o.workspace_id = k.workspace_id and o.profile_id = k.other_profile_id
    where k.workspace_id = ${workspaceId} and not k.may_merge and m.person_id = o.person_id`.execute(
    db,
  );
  return rows.map(({ one, other }) => `profiles ${one} and ${other} were told apart and are one`);
}
