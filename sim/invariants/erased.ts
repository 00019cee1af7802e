// Who was erased is gone for good: nothing readable of them is left in any table, and nothing that comes late brings
// them back.

import { sql } from 'kysely';
import { keysOfProfile, keysOfTouch } from '../../src/core/people/identifiers.ts';
import type { Identifier } from '../../src/core/people/person.ts';
import { erasedHashes } from '../../src/flows/erased-keys.ts';
import { checkProfile } from '../../src/http/contract/profile.ts';
import { checkTouch } from '../../src/http/contract/touch.ts';
import { idlePorts } from '../world/own-ports.ts';
import type { SentItem } from '../world/world.ts';
import type { Checked, Invariant } from './invariant.ts';

export const erasedInvariants: readonly Invariant[] = [
  { id: 'I15', says: 'nothing readable is left of who was erased', check: nothingIsLeft },
  { id: 'I15', says: 'who was erased does not come back', check: nobodyReturns },
];

/** Whether what the source sent is about somebody who was erased, by the rules of the intake. */
export async function whoIsErased({
  db,
  workspaceId,
}: Checked): Promise<(item: SentItem) => boolean> {
  const { rows } = await sql<{ hash: Buffer }>`
    select key_hash as hash from erased_keys where workspace_id = ${workspaceId}`.execute(db);
  if (rows.length === 0) return () => false;
  const known = new Set(rows.map(({ hash }) => Buffer.from(hash).toString('hex')));
  const hashes = await erasedHashes(db, idlePorts(), workspaceId);
  return ({ kind, item }) => {
    const event = { kind, source: 'pin', eventId: item.sourceEventId };
    if (known.has(hashes.ofEvent(event).toString('hex'))) return true;
    const keys = keysOf({ kind, item });
    const strong = kind === 'touch' ? keys : keys.filter((key) => key.kind !== 'phone');
    return strong.some((key) => known.has(hashes.ofIdentifier(key).toString('hex')));
  };
}

function keysOf({ kind, item }: Pick<SentItem, 'kind' | 'item'>): Identifier[] {
  if (kind === 'profile') {
    const checked = checkProfile(item);
    if (!checked.isFit) return [];
    return keysOfProfile({ foundAt: '', ...checked.item.profile }, 'US').identifiers;
  }
  const checked = checkTouch(item);
  return checked.isFit ? keysOfTouch(checked.item, 'US') : [];
}

/** What names one person and nobody else; what a living person shares with them stays. */
function needlesOf(items: readonly SentItem[]): Set<string> {
  return new Set(
    items
      .flatMap(keysOf)
      .filter((key) => key.kind !== 'external_id')
      .map((key) => key.value.toLowerCase()),
  );
}

async function nothingIsLeft(checked: Checked): Promise<string[]> {
  const { world, db } = checked;
  const isErased = await whoIsErased(checked);
  const gone = needlesOf(world.seen.sent.filter(isErased));
  const there = needlesOf(world.seen.sent.filter((item) => !isErased(item)));
  // Two people may have had one address before one of them was erased: the other one keeps it.
  const { rows: kept } = await sql<{ value: string }>`
    select lower(i.value) as value from identifiers i
    join persons p on p.workspace_id = i.workspace_id and p.id = i.person_id and not p.is_erased
    where i.workspace_id = ${checked.workspaceId}`.execute(db);
  for (const { value } of kept) there.add(value);
  // Nor is it ours to forget what Lever says of a candidate of the living.
  const { rows: living } = await sql<{ id: string }>`
    select r.opportunity_id as id from records r
    join persons p on p.workspace_id = r.workspace_id and p.id = r.person_id and not p.is_erased
    where r.workspace_id = ${checked.workspaceId}`.execute(db);
  const ids = new Set(living.map(({ id }) => id));
  for (const one of checked.opportunities.filter(({ id }) => ids.has(id))) {
    for (const email of one.person?.emails ?? []) there.add(email.toLowerCase());
    const links = (one.person?.links ?? []).join('\n').toLowerCase();
    for (const needle of gone) if (links.includes(needle)) there.add(needle);
  }
  const needles = [...gone].filter((needle) => !there.has(needle));
  // What the other customer knows of them is the other customer's.
  if (needles.length === 0) return [];
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and a.attname = 'workspace_id' order by 1`.execute(db);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select lower(t::text) as row from ${sql.table(name)} t
      where workspace_id = ${checked.workspaceId}`.execute(db);
    const text = rows.map(({ row }) => row).join('\n');
    for (const needle of needles) {
      const isThere = text.includes(needle) || text.includes(Buffer.from(needle).toString('hex'));
      if (isThere) found.push(`${name} holds ${needle} of an erased person`);
    }
  }
  return found;
}

async function nobodyReturns({ db, workspaceId, world }: Checked): Promise<string[]> {
  // A backup may be older than the erasure, and the clock may have been wrong at it.
  const isUnsure = world.plan.events.some((event) => event.kind.startsWith('disaster.clock'));
  if (world.seen.losses.length > 0 || isUnsure) return [];
  const hashes = await erasedHashes(db, idlePorts(), workspaceId);
  const { rows } = await sql<Identifier & { personId: string; createdAt: Date }>`
    select i.kind, i.value, i.person_id, p.created_at from identifiers i
    join persons p on p.workspace_id = i.workspace_id and p.id = i.person_id
    where i.workspace_id = ${workspaceId} and i.kind <> 'phone'
      and exists (select from erased_keys k where k.workspace_id = i.workspace_id)`.execute(db);
  const { rows: erased } = await sql<{ hash: Buffer; erasedAt: Date }>`
    select k.key_hash as hash, e.erased_at from erased_keys k
    join erasures e on e.workspace_id = k.workspace_id and e.id = k.erasure_id
    where k.workspace_id = ${workspaceId}`.execute(db);
  const since = new Map(
    erased.map(({ hash, erasedAt }) => [Buffer.from(hash).toString('hex'), erasedAt.getTime()]),
  );
  return rows.flatMap((row) => {
    const erasedMs = since.get(hashes.ofIdentifier(row).toString('hex'));
    return erasedMs === undefined || row.createdAt.getTime() < erasedMs + slackMs
      ? []
      : [`${row.kind} of an erased person is of person ${row.personId}, who came later`];
  });
}

/** Clocks of processes differ a little. */
const slackMs = 2_000;
