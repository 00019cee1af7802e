// Effects in Lever: each of them wanted, none of them twice, none of them lost.

import { sql } from 'kysely';
import type { Checked, Invariant, SandboxOpportunity } from './invariant.ts';

export const effectInvariants: readonly Invariant[] = [
  {
    id: 'I2',
    says: 'two opportunities are never made for the same person and posting',
    check: noDoubleOpportunity,
  },
  { id: 'I2', says: 'a candidacy that was there is found, not doubled', check: foundNotDoubled },
  { id: 'I4', says: 'no opportunity is made twice for one wish', check: noDoubleMarker },
  { id: 'I4', says: 'no note stands twice', check: noDoubleNote },
  { id: 'I4', says: 'no touch is told twice on one timeline', check: noDoubleTouch },
  {
    id: 'I3',
    says: 'what is confirmed is there unless a human removed it',
    check: confirmedIsThere,
  },
  { id: 'I3', says: 'what is there by us is known to us', check: nothingUnknown },
];

const ourSource = 'Pin';

/** Made by us: nobody else in the world writes that source. */
function ofUs(checked: Checked): SandboxOpportunity[] {
  return checked.opportunities.filter(
    (one) => one.sources.includes(ourSource) && one.origin !== 'applied',
  );
}

async function noDoubleOpportunity(checked: Checked): Promise<string[]> {
  const merged = new Set(
    checked.world.seen.acts.filter((act) => act.kind === 'merge').map((act) => act.contactId),
  );
  const owners = await ownersToldApart(checked);
  const groups = new Map<string, string[]>();
  for (const one of ofUs(checked)) {
    // Humans who made one contact of two made two candidacies of one posting.
    if (one.isAnonymized || merged.has(one.contact)) continue;
    const key = `${one.contact} ${one.posting ?? ''} ${owners.get(one.id) ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), one.id]);
  }
  return doubled(groups, 'one person and posting');
}

/** Whose an opportunity is, where a human told people apart: under one address Lever has one contact for both. */
async function ownersToldApart({ db, workspaceId }: Checked): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; personId: string }>`
    select r.opportunity_id as id, r.person_id from records r
    where r.workspace_id = ${workspaceId} and r.opportunity_id is not null
      and exists (select from kept_apart k where k.workspace_id = r.workspace_id)`.execute(db);
  return new Map(rows.map(({ id, personId }) => [id, personId]));
}

/** A look-up holds for ten minutes, and the index may lag by one. */
const lookedUpMs = 12 * 60_000;

async function foundNotDoubled(checked: Checked): Promise<string[]> {
  const { acts, calls } = checked.world.seen;
  const touched = new Set(
    acts
      .filter((act) => ['merge', 'archive', 'hire', 'anonymise'].includes(act.kind))
      .flatMap((act) => [act.contactId, act.detail['merged']]),
  );
  const own = acts.filter(
    (act) => act.kind === 'ownCandidate' && typeof act.detail['posting'] === 'string',
  );
  return own.flatMap((act) => {
    const there = checked.opportunities.find((one) => one.id === act.opportunityId);
    if (there === undefined || there.posting === null || touched.has(there.contact)) return [];
    const ours = ofUs(checked).find(
      (one) =>
        one.contact === there.contact && one.posting === there.posting && one.id !== there.id,
    );
    const isLater = calls.some(
      (call) =>
        call.method === 'POST' &&
        call.path === '/opportunities' &&
        call.status === 201 &&
        call.atMs > act.atMs + lookedUpMs &&
        (call.body as { postings?: string[] } | null)?.postings?.includes(there.posting ?? '') ===
          true &&
        ours?.createdAt === (call.body as { createdAt?: number }).createdAt,
    );
    return isLater
      ? [`opportunity ${ours?.id} doubles ${there.id}, which was there long before`]
      : [];
  });
}

async function noDoubleMarker(checked: Checked): Promise<string[]> {
  const groups = new Map<string, string[]>();
  for (const one of ofUs(checked)) {
    if (one.isAnonymized) continue;
    const key = `${one.createdAt} ${one.posting ?? ''} ${one.person?.name ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), one.id]);
  }
  return doubled(groups, 'one wish');
}

function doubled(groups: ReadonlyMap<string, string[]>, what: string): string[] {
  return [...groups]
    .filter(([, ids]) => ids.length > 1)
    .map(([key, ids]) => `${ids.length} opportunities for ${what} (${key}): ${ids.join(', ')}`);
}

function entriesOf(one: SandboxOpportunity): { noteId: string; value: string }[] {
  return one.notes.flatMap((note) =>
    note.entries.map((entry) => ({ noteId: note.id, value: entry.value })),
  );
}

const refForm = /ref ([0-9a-z]{8})\s*$/u;

async function noDoubleNote(checked: Checked): Promise<string[]> {
  return checked.opportunities.flatMap((one) => {
    const seen = new Map<string, number>();
    for (const { value } of entriesOf(one)) {
      const ref = refForm.exec(value)?.[1];
      if (ref !== undefined) seen.set(ref, (seen.get(ref) ?? 0) + 1);
    }
    return [...seen]
      .filter(([, count]) => count > 1)
      .map(([ref, count]) => `the entry ref ${ref} stands ${count} times on ${one.id}`);
  });
}

/** Every touch of the simulated source has a subject of its own, which its line tells. */
async function noDoubleTouch(checked: Checked): Promise<string[]> {
  return checked.opportunities.flatMap((one) => {
    const seen = new Map<string, number>();
    for (const { value } of entriesOf(one)) {
      for (const [, id] of value.matchAll(/About (\w+)/gu)) {
        if (id !== undefined) seen.set(id, (seen.get(id) ?? 0) + 1);
      }
    }
    return [...seen]
      .filter(([, count]) => count > 1)
      .map(([id, count]) => `touch ${id} is told ${count} times on ${one.id}`);
  });
}

interface Confirmed {
  kind: string;
  opportunityId: string | null;
  outcome: { id?: string; noteId?: string | null } | null;
}

async function confirmedIsThere(checked: Checked): Promise<string[]> {
  const { db, workspaceId, opportunities, world } = checked;
  const { rows } = await sql<Confirmed>`
    select i.kind, r.opportunity_id, i.outcome from intents i
    join records r on r.workspace_id = i.workspace_id and r.id = i.subject_id
    where i.workspace_id = ${workspaceId} and i.state = 'confirmed'
      and i.kind in ('create_opportunity', 'write_note')`.execute(db);
  const byId = new Map(opportunities.map((one) => [one.id, one]));
  const removed = new Set(
    world.seen.acts
      .filter((act) => act.kind === 'remove' || act.kind === 'anonymise')
      .map((act) => act.opportunityId),
  );
  const deletedNotes = new Set(
    world.seen.acts.filter((act) => act.kind === 'deleteNote').map((act) => act.detail['note']),
  );
  const undone = world.seen.calls
    .filter((call) => call.method === 'DELETE')
    .map((call) => call.path.split('/').at(-1));
  return rows.flatMap(({ kind, opportunityId, outcome }) => {
    const id = kind === 'create_opportunity' ? (outcome?.id ?? '') : (opportunityId ?? '');
    // Of an erased person nothing is known any more.
    if (id === '') return [];
    const there = byId.get(id);
    if (there === undefined)
      return removed.has(id) ? [] : [`${kind}: opportunity ${id} is confirmed and not there`];
    const noteId = outcome?.noteId;
    // Whoever is anonymised loses the notes, too.
    if (kind !== 'write_note' || there.isAnonymized) return [];
    if (noteId === null || noteId === undefined) return [];
    const isThere = there.notes.some((note) => note.id === noteId);
    return isThere || deletedNotes.has(noteId) || undone.includes(noteId)
      ? []
      : [`note ${noteId} is confirmed and not on ${id}`];
  });
}

async function nothingUnknown(checked: Checked): Promise<string[]> {
  const { db, workspaceId, world } = checked;
  // What a user decided after the backup is lost with it, and what followed from that is nobody's.
  const hasUsers = world.plan.events.some((event) => event.kind.startsWith('user.'));
  if (hasUsers && world.seen.losses.length > 0) return [];
  const records = await db
    .selectFrom('records')
    .select('opportunityId')
    .where('workspaceId', '=', workspaceId)
    .execute();
  const dismissed = await db
    .selectFrom('intents')
    .select('id')
    .where('kind', '=', 'create_opportunity')
    .where('state', 'in', ['parked', 'dismissed'])
    .execute();
  // One that a person gave up on may have been made: that is what the person decided about.
  if (dismissed.length > 0) return [];
  const known = new Set(records.map((row) => row.opportunityId));
  return ofUs(checked)
    .filter((one) => !known.has(one.id))
    .map((one) => `opportunity ${one.id} was made by us and nobody knows of it`);
}
