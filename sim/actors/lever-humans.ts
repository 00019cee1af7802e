// Recruiters at work in Lever: they move, archive, edit, merge and delete, and know nothing of us.

import { sql } from 'kysely';
import type { Random } from '../../sandbox/random.ts';
import type { RecordBase } from '../../src/core/sync/plan-record.ts';
import type { HumanAct, World } from '../world/world.ts';
import type { EventKind } from './event-kind.ts';

export const leverHumans: readonly EventKind[] = [
  { name: 'lever.moveStage', weight: 2, run: act(moveStage) },
  { name: 'lever.archive', weight: 1, run: act(archive) },
  { name: 'lever.unarchive', weight: 0.5, run: act(unarchive) },
  { name: 'lever.hire', weight: 0.3, run: act(hire) },
  { name: 'lever.editName', weight: 0.7, run: act(editName) },
  { name: 'lever.editHeadline', weight: 0.7, run: act(editHeadline) },
  { name: 'lever.addEmail', weight: 0.7, run: act(addEmail) },
  { name: 'lever.removeEmail', weight: 0.6, run: act(removeEmail) },
  { name: 'lever.addTag', weight: 0.8, run: act(addTag) },
  { name: 'lever.removeTag', weight: 1, run: act(removeTag) },
  { name: 'lever.addNote', weight: 0.5, run: act(addNote) },
  { name: 'lever.comment', weight: 0.5, run: act(comment) },
  { name: 'lever.deleteNote', weight: 0.4, run: act(deleteNote) },
  { name: 'lever.setOwner', weight: 0.3, run: act(setOwner) },
  { name: 'lever.merge', weight: 0.4, run: act(merge) },
  { name: 'lever.delete', weight: 0.4, run: act(remove) },
  { name: 'lever.anonymise', weight: 0.3, run: act(anonymise) },
  { name: 'lever.forbidContact', weight: 0.3, run: act(forbidContact) },
  { name: 'lever.ownCandidate', weight: 0.6, run: addOwnCandidate },
  { name: 'lever.quickHuman', weight: 0.8, run: actAtOnce },
];

type Row = ReturnType<World['sandbox']['control']['opportunities']>[number];

interface Acting {
  world: World;
  random: Random;
  row: Row;
  rows: Row[];
}

/** What was done, or null where there was nothing to do it to. */
type Act = (acting: Acting) => Record<string, unknown> | null;

function act(one: Act): EventKind['run'] {
  return async (world, random) => {
    const rows = world.sandbox.control.opportunities({}).filter((row) => !row.isAnonymized);
    if (rows.length > 0) await actOn(world, one, { random, rowId: random.pick(rows).id });
  };
}

async function actOn(
  world: World,
  one: Act,
  given: { random: Random; rowId: string },
): Promise<void> {
  const agreed = await agreedValues(world, given.rowId);
  const rows = world.sandbox.control.opportunities({}).filter((row) => !row.isAnonymized);
  const row = rows.find(({ id }) => id === given.rowId);
  const detail = row === undefined ? null : one({ world, random: given.random, row, rows });
  if (row === undefined || detail === null) return;
  const kind = one.name;
  const value = detail['tag'] ?? detail['email'];
  world.seen.acts.push({
    atMs: world.scheduler.nowMs(),
    kind,
    opportunityId: row.id,
    contactId: row.contact,
    detail: { ...detail, wasAgreed: agreed.has(String(value)) },
  } satisfies HumanAct);
  world.trace.note(world.scheduler.nowMs(), `a human: ${kind} ${row.id.slice(0, 8)}`);
}

/** Tags and addresses that we know to stand there, as committed at this very moment. */
async function agreedValues(world: World, opportunityId: string): Promise<Set<string>> {
  while (world.gate.isBusy()) await world.sleep(250);
  const { rows } = await sql<{ value: RecordBase['tags'] | string[] }>`
    select b.value from base_values b
    join records r on r.workspace_id = b.workspace_id and r.id = b.record_id
    where r.opportunity_id = ${opportunityId} and b.field in ('tags', 'emails')`.execute(
    world.database.direct,
  );
  return new Set(
    rows.flatMap(({ value }) =>
      Array.isArray(value) ? value : [...value.ours, ...(value.seen ?? [])],
    ),
  );
}

const quickMsMax = 2_500;

/** Somebody has the list open: the next candidate of ours is edited as soon as it shows. */
async function actAtOnce(world: World, random: Random): Promise<void> {
  const one = random.pick([
    removeEmail,
    removeEmail,
    removeEmail,
    removeTag,
    addEmail,
    editName,
    addTag,
    remove,
  ]);
  // Most of them before we have looked at what we made.
  const waitMs = Math.floor(random.next() ** 2 * quickMsMax);
  world.watchers.push((rowId) => {
    world.scheduler.after(waitMs, 'a human is quick', () => {
      void actOn(world, one, { random, rowId });
    });
  });
}

function moveStage({ world, random, row }: Acting) {
  const { control } = world.sandbox;
  const stage = random.pick(control.stages({})).id;
  control.moveStage({ opportunity: row.id, stage });
  return { stage };
}

function archive({ world, random, row }: Acting) {
  if (row.archived !== null) return null;
  const { control } = world.sandbox;
  const reason = random.pick(control.archiveReasons({}).filter((one) => one.type !== 'hired')).id;
  control.archive({ opportunity: row.id, reason });
  return { reason };
}

function unarchive({ world, row }: Acting) {
  if (row.archived === null) return null;
  world.sandbox.control.unarchive({ opportunity: row.id });
  return {};
}

function hire({ world, row }: Acting) {
  world.sandbox.control.hire({ opportunity: row.id });
  return {};
}

function editName({ world, random, row }: Acting) {
  const name = `Edited ${random.int(1_000)}`;
  world.sandbox.control.editContact({ contact: row.contact, name });
  return { field: 'name', value: name };
}

function editHeadline({ world, random, row }: Acting) {
  const headline = random.next() < 0.2 ? '' : `Edited ${random.int(1_000)}`;
  world.sandbox.control.editContact({ contact: row.contact, headline });
  return { field: 'headline', value: headline };
}

function addEmail({ world, random, row }: Acting) {
  const email = `human.${random.int(10_000)}@lever.example`;
  const emails = [...(row.person?.emails ?? []), email];
  world.sandbox.control.editContact({ contact: row.contact, emails });
  return { email };
}

function removeEmail({ world, random, row }: Acting) {
  const emails = row.person?.emails ?? [];
  // The last address names the person: nobody takes that away.
  if (emails.length < 2) return null;
  const email = random.pick(emails);
  const left = emails.filter((one) => one !== email);
  world.sandbox.control.editContact({ contact: row.contact, emails: left });
  return { email };
}

function addTag({ world, random, row }: Acting) {
  const tag = random.pick(['Star', 'Visa', 'Backend', 'Remote']);
  if (row.tags.includes(tag)) return null;
  world.sandbox.control.addTag({ opportunity: row.id, tag });
  return { tag };
}

function removeTag({ world, random, row }: Acting) {
  if (row.tags.length === 0) return null;
  const tag = random.pick(row.tags);
  world.sandbox.control.removeTag({ opportunity: row.id, tag });
  return { tag };
}

function addNote({ world, row }: Acting) {
  world.sandbox.control.addNote({ opportunity: row.id, value: 'Spoke on the phone.' });
  return {};
}

function comment({ world, random, row }: Acting) {
  if (row.notes.length === 0) return null;
  const note = random.pick(row.notes).id;
  world.sandbox.control.comment({ opportunity: row.id, note, value: 'Agreed.' });
  return { note };
}

function deleteNote({ world, random, row }: Acting) {
  if (row.notes.length === 0) return null;
  const note = random.pick(row.notes).id;
  world.sandbox.control.deleteNote({ opportunity: row.id, note });
  return { note };
}

function setOwner({ world, random, row }: Acting) {
  const owner = random.pick(world.sandbox.control.users({})).id;
  world.sandbox.control.setOwner({ opportunity: row.id, owner });
  return { owner };
}

function merge({ world, random, row, rows }: Acting) {
  const others = rows.filter((one) => one.contact !== row.contact);
  if (others.length === 0) return null;
  const other = random.pick(others);
  world.sandbox.control.mergeContacts({ survivor: row.contact, merged: other.contact });
  return { merged: other.contact };
}

function remove({ world, row }: Acting) {
  world.sandbox.control.deleteOpportunity({ opportunity: row.id });
  return {};
}

function anonymise({ world, row }: Acting) {
  world.sandbox.control.anonymise({ opportunity: row.id });
  return {};
}

function forbidContact({ world, row }: Acting) {
  const no = { allowed: false, expiresAt: null };
  world.sandbox.control.setDataProtection({ contact: row.contact, mayContact: no });
  return {};
}

/** Somebody applies by themselves, before or after we know them: a candidate that is not ours. */
async function addOwnCandidate(world: World, random: Random): Promise<void> {
  const person = random.pick(world.plan.people);
  const posting = random.next() < 0.5 ? random.pick(world.jobPostings) : null;
  const user = world.sandbox.control.users({})[0]?.id ?? '';
  const body = {
    name: `${person.first} ${person.last}`,
    emails: [person.emails[0]],
    origin: 'applied',
    // Some of the very tags that the source will want.
    tags: random.next() < 0.5 ? ['Backend', 'Remote'] : [],
    ...(posting === null || posting === '' ? {} : { postings: [posting] }),
  };
  // Through the door of the API with the account's own key: the control side has no call for it.
  const made = await world.sandbox.handle({
    method: 'POST',
    path: `/v1/opportunities?perform_as=${user}`,
    headers: {
      authorization: `Basic ${Buffer.from(`${world.strangerKey}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: Buffer.from(JSON.stringify(body)),
  });
  const { id = '', contact = '' } = dataOf(made.body);
  world.seen.acts.push({
    atMs: world.scheduler.nowMs(),
    kind: 'ownCandidate',
    opportunityId: id,
    contactId: contact,
    detail: { posting },
  });
  world.trace.note(world.scheduler.nowMs(), 'a human: adds a candidate of their own');
  if (random.next() < 0.5) return;
  // By then we may have found the candidate, and taken note of the tags.
  await world.sleep(60_000 + random.int(4 * 60_000));
  await actOn(world, removeTag, { random, rowId: id });
}

function dataOf(body: Buffer): { id?: string; contact?: string } {
  const parsed = JSON.parse(body.toString('utf8')) as { data?: { id?: string; contact?: string } };
  return parsed.data ?? {};
}
