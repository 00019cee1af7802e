// What goes wrong on Lever's side: the work waits or is parked with the reason, and nothing is lost or doubled.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { findConnection } from '../../src/db/queries/lever-connections.ts';
import { listParkedThings } from '../../src/db/queries/parked.ts';
import { retryParkedThing } from '../../src/flows/settle-parked.ts';
import type { TouchBody } from '../../sandbox/source/plan-touches.ts';
import { eachDatabase } from '../databases.ts';
import { startWhole } from '../whole.ts';
import type { Whole } from '../whole.ts';

const faults = [
  { kind: 'errorBefore', status: 503 },
  { kind: 'errorAfter', status: 500 },
  { kind: 'resetBefore' },
  { kind: 'resetAfter' },
  { kind: 'timeoutBefore', delayMs: 4_000 },
  { kind: 'timeoutAfter', delayMs: 4_000 },
  { kind: 'rateLimited', retryAfterSeconds: 1 },
] as const;
const agreed = { differences: [], duplicates: 0, lost: 0 };

eachDatabase((kind) => {
  let whole: Whole;
  let number = 0;
  before(async () => {
    whole = await startWhole(kind, { settings: { LEVER_CALL_SECONDS: '2' } });
  });
  after(() => whole?.stop());
  beforeEach(() => {
    number += 1;
  });

  async function settled(): Promise<void> {
    await whole.quiet();
    assert.deepEqual(await whole.compare(), agreed);
  }

  for (const fault of faults) {
    test(`${fault.kind} at the creation and at the note: each is made once`, async () => {
      const { control } = whole.sandbox;
      control.addFault({ ...fault, method: 'POST', path: '^/v1/opportunities$', times: 1 });
      await whole.profiles(profile(number));
      await settled();
      control.addFault({ ...fault, method: 'POST', path: '/notes$', times: 1 });
      await whole.touches(touch(number, 1));
      await settled();
      assert.ok(control.faults({}).every((rule) => rule.struck === 1));
      control.clearFaults({});
      assert.equal(entriesOf(whole, number).length, 1);
    });
  }

  test('Lever down: what came in waits, and goes out when Lever is back', async () => {
    await whole.leverDown();
    await whole.profiles(profile(number));
    await whole.touches(touch(number, 1));
    await whole.fulcrum.whenQuiet();
    await whole.leverUp();
    await settled();
    assert.equal(entriesOf(whole, number).length, 1);
  });

  test('an opportunity deleted in Lever stays deleted, whatever happens later', async () => {
    const { control } = whole.sandbox;
    const id = await inLever(whole, number);
    control.deleteOpportunity({ opportunity: id });
    await whole.quiet();
    // One look that finds nothing is no deletion; the second one is not waited for here.
    const { db, clock } = whole.fulcrum.deps;
    await db
      .updateTable('work')
      .set({ dueAt: clock.now() })
      .where('kind', '=', 'record_read')
      .execute();
    whole.fulcrum.deps.wake();
    await whole.quiet();
    const before = control.totals({}).opportunities;
    await whole.touches(touch(number, 2));
    await settled();
    assert.equal(control.totals({}).opportunities, before);
  });

  test('a person anonymised in Lever is left alone', async () => {
    const { control } = whole.sandbox;
    const id = await inLever(whole, number);
    control.anonymise({ opportunity: id });
    // Lever has no webhook for this: the poll finds it.
    await whole.poll();
    await whole.quiet();
    const { byEndpoint } = control.counters();
    await whole.touches(touch(number, 2));
    await settled();
    assert.equal(
      control.counters().byEndpoint['POST /opportunities'],
      byEndpoint['POST /opportunities'],
    );
    assert.deepEqual(entriesOf(whole, number), []);
  });

  test('a closed posting parks the candidate with the reason, and trying again after reopening works', async () => {
    const { control } = whole.sandbox;
    const posting = control.postings({}).find((one) => one.state === 'published');
    assert.ok(posting);
    await whole.api.ask({
      method: 'PUT',
      path: '/v1/jobs',
      body: { source: 'pin', externalId: `job-${number}`, postingId: posting.id },
    });
    control.setPostingState({ posting: posting.id, state: 'closed' });
    await whole.profiles(profile(number));
    await whole.quiet();
    const parked = await parkedOf(whole);
    assert.equal(parked.length, 1);
    assert.match(parked[0]?.because ?? '', /posting/i);
    control.setPostingState({ posting: posting.id, state: 'published' });
    await retryAll(whole);
    await settled();
    assert.equal(emailCount(whole, number), 1);
  });

  test('a deactivated user parks or waits, and nothing is lost once the user is back', async () => {
    const { control } = whole.sandbox;
    const user = control.users({}).find((one) => one.accessRole === 'super admin');
    assert.ok(user);
    control.setUserActive({ user: user.id, active: false });
    await whole.profiles(profile(number));
    await whole.quiet();
    control.setUserActive({ user: user.id, active: true });
    await retryAll(whole);
    await settled();
    assert.equal(emailCount(whole, number), 1);
  });

  test('a refused key stops all calls; intake goes on, and a new key brings everything', async () => {
    const { control } = whole.sandbox;
    control.revokeKey({ apiKey: whole.sandbox.apiKey });
    await whole.profiles(profile(number));
    await whole.quiet();
    const { deps, workspaceId } = whole.fulcrum;
    const connection = await findConnection(deps.db, workspaceId);
    assert.equal(connection?.state, 'unauthorized');
    const callsBefore = control.counters().total;
    await whole.touches(touch(number, 1));
    await whole.quiet();
    assert.equal(control.counters().total, callsBefore);
    await whole.connect(control.addKey({}).apiKey);
    await settled();
    assert.equal(entriesOf(whole, number).length, 1);
  });
});

function profile(number: number): object {
  return {
    source: 'pin',
    sourceEventId: `hit-${number}`,
    name: `Person ${'x'.repeat(number)}`,
    foundAt: '2026-03-01T09:00:00.000Z',
    job: { externalId: `job-${number}` },
    emails: [{ value: emailOf(number), status: 'verified' }],
  };
}

function touch(number: number, step: number): TouchBody {
  return {
    source: 'pin',
    sourceEventId: `touch-${number}-${step}`,
    person: { email: emailOf(number) },
    job: { externalId: `job-${number}`, name: 'A job' },
    channel: 'email',
    kind: 'sent',
    sequence: `Sequence ${number}`,
    step,
    subject: 'A role for you',
    occurredAt: `2026-03-02T09:0${step}:00.000Z`,
  };
}

function emailOf(number: number): string {
  return `person${number}@mail.example`;
}

/** The person with one note, in Lever. */
async function inLever(whole: Whole, number: number): Promise<string> {
  await whole.profiles(profile(number));
  await whole.touches(touch(number, 1));
  await whole.quiet();
  const [held] = whole.sandbox.control.opportunities({ email: emailOf(number) });
  assert.ok(held);
  return held.id;
}

function entriesOf(whole: Whole, number: number): string[] {
  return whole.sandbox.control
    .opportunities({ email: emailOf(number) })
    .flatMap((one) => one.notes)
    .flatMap((note) => note.entries.map((entry) => entry.value));
}

function emailCount(whole: Whole, number: number): number {
  return whole.sandbox.control.opportunities({ email: emailOf(number) }).length;
}

async function parkedOf(whole: Whole): ReturnType<typeof listParkedThings> {
  const { deps, workspaceId } = whole.fulcrum;
  return await listParkedThings(deps.db, { workspaceId, limit: 100 });
}

async function retryAll(whole: Whole): Promise<void> {
  const { deps, workspaceId } = whole.fulcrum;
  for (const { id } of await parkedOf(whole)) {
    await retryParkedThing(deps, { workspaceId, id, actor: 'test' });
  }
}
