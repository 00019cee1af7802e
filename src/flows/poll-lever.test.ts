import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { openOutreachWorld } from '../../test/outreach-world.ts';
import type { OutreachWorld, Sourced, WorldOptions } from '../../test/outreach-world.ts';
import type { Db } from '../db/connect.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { PortFailure } from '../ports/failure.ts';
import { applyOpportunity } from './apply-lever-change.ts';
import { liftHold } from './lift-hold.ts';
import { noteUnauthorized } from './note-unauthorized.ts';

const MINUTE = 60_000;

/** Without webhooks, so that only the poll can see anything. */
async function openPolling(db: Db, more: WorldOptions = {}): Promise<OutreachWorld> {
  return await openOutreachWorld(db, {
    keepHooks: true,
    ...more,
    sandbox: { webhooksOn: false, ...more.sandbox },
  });
}

eachDatabase((_kind, open) => {
  test('a poll finds a stage change, and the next one changes nothing', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const person = await world.source('Ada');
    await world.poll();
    assert.equal(await statusOf(db, person), 'lead');
    assert.deepEqual(await world.holds(person.personId), []);

    world.control.moveStage({ opportunity: person.opportunityId, stage: 'offer' });
    await world.account.clock.advance(5 * MINUTE);
    await world.poll();
    assert.equal(await statusOf(db, person), 'offer');
    const [hold] = await world.holds(person.personId);
    assert.deepEqual([hold?.effect, hold?.cause], ['pause', 'status']);

    const before = await world.audit();
    await world.account.clock.advance(5 * MINUTE);
    await world.poll();
    assert.deepEqual(await world.audit(), before);
    assert.equal((await world.told()).length, 1);
  });

  test('the watermark is the newest time Lever gave, and stays where nothing came', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    await world.poll();
    assert.equal((await findConnection(db, world.workspaceId))?.updatedWatermark, null);
    const person = await world.source('Bo');
    await world.poll();
    const row = world.control.opportunity({ id: person.opportunityId });
    const connection = await findConnection(db, world.workspaceId);
    assert.equal(connection?.updatedWatermark?.getTime(), row?.updatedAt);
    await world.account.clock.advance(60 * MINUTE);
    await world.poll();
    const later = await findConnection(db, world.workspaceId);
    assert.deepEqual(later?.updatedWatermark, connection?.updatedWatermark);
  });

  test('a poll that fails half way moves no watermark, and the next one makes up for it', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const person = await world.source('Cy');
    world.control.moveStage({ opportunity: person.opportunityId, stage: 'offer' });
    const fault = world.control.addFault({ kind: 'errorBefore', path: '/opportunities/deleted' });
    await assert.rejects(world.poll(), PortFailure);
    assert.equal((await findConnection(db, world.workspaceId))?.updatedWatermark, null);
    world.control.removeFault({ id: fault.id });
    await world.poll();
    assert.equal(await statusOf(db, person), 'offer');
  });

  test('a stage entered and left again between two polls still pauses', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const person = await world.source('Di');
    await world.poll();
    world.control.moveStage({ opportunity: person.opportunityId, stage: 'offer' });
    await world.account.clock.advance(MINUTE);
    world.control.moveStage({ opportunity: person.opportunityId, stage: 'lead-new' });
    await world.account.clock.advance(MINUTE);
    await world.poll();
    assert.equal(await statusOf(db, person), 'lead');
    assert.deepEqual(await effects(world, person), ['pause']);
  });

  test('what a candidate of ours went through before the first reading counts, of an adopted one it does not', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const ours = await world.source('Mo');
    const adopted = await world.source('Nia');
    await db
      .updateTable('records')
      .set({ isOurs: false })
      .where('id', '=', adopted.recordId)
      .execute();
    for (const { opportunityId } of [ours, adopted]) {
      world.control.moveStage({ opportunity: opportunityId, stage: 'offer' });
      await world.account.clock.advance(MINUTE);
      world.control.moveStage({ opportunity: opportunityId, stage: 'lead-new' });
    }
    await world.poll();
    assert.deepEqual(await effects(world, ours), ['pause']);
    assert.deepEqual(await effects(world, adopted), []);
  });

  test('an older reading that arrives late changes nothing', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const person = await world.source('Ola');
    const { lever, access } = world.account;
    const older = await lever.getOpportunity(access, person.opportunityId);
    assert.ok(older !== null);
    world.control.moveStage({ opportunity: person.opportunityId, stage: 'offer' });
    await world.poll();
    const before = await recordOf(db, person);
    const entries = await db.transaction().execute(
      async (trx) =>
        await applyOpportunity(trx, world.deps, {
          workspaceId: world.workspaceId,
          opportunity: older,
        }),
    );
    assert.deepEqual(entries, []);
    assert.deepEqual(await recordOf(db, person), before);
  });

  test("a change that Lever's list showed late is found by the overlap", async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const late = await world.source('Pia');
    const early = await world.source('Quy');
    await world.poll();
    world.control.moveStage({ opportunity: late.opportunityId, stage: 'offer' });
    await world.account.clock.advance(MINUTE);
    world.control.moveStage({ opportunity: early.opportunityId, stage: 'offer' });
    const { lever } = world.deps;
    world.deps.lever = {
      ...lever,
      listOpportunities: async (...asked) => {
        const page = await lever.listOpportunities(...asked);
        return { ...page, rows: page.rows.filter((row) => row.id !== late.opportunityId) };
      },
    };
    await world.poll();
    world.deps.lever = lever;
    assert.equal(await statusOf(db, late), 'lead');
    await world.account.clock.advance(5 * MINUTE);
    await world.poll();
    assert.equal(await statusOf(db, late), 'offer');
  });

  test('what was deleted or anonymised in Lever stops outreach and closes the record for good', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const deleted = await world.source('Ed');
    const anonymised = await world.source('Fi');
    await world.poll();
    world.control.deleteOpportunity({ opportunity: deleted.opportunityId });
    world.control.anonymise({ opportunity: anonymised.opportunityId });
    await world.account.clock.advance(5 * MINUTE);
    await world.poll();
    for (const [person, gone] of [
      [deleted, 'deleted'],
      [anonymised, 'anonymized'],
    ] as const) {
      assert.deepEqual(await effects(world, person), ['stop']);
      assert.equal((await recordOf(db, person)).gone, gone);
    }
    await world.poll();
    assert.equal((await world.told()).length, 2);
  });

  test('after contacts were merged in Lever the record follows the surviving contact', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const person = await world.source('Gus');
    const twin = await world.source('Hal');
    await world.poll();
    world.control.mergeContacts({ survivor: twin.contactId, merged: person.contactId });
    await world.account.clock.advance(5 * MINUTE);
    await world.poll();
    assert.equal((await recordOf(db, person)).contactId, twin.contactId);
    assert.ok((await world.audit()).includes('record.changed_in_lever'));
  });

  test('a person at work in a candidacy of somebody else is paused once, and a human may lift it', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const person = await world.source('Ida');
    const other = await candidacyOf(world, person);
    await world.poll();
    assert.deepEqual(await world.holds(person.personId), []);
    world.control.moveStage({ opportunity: other, stage: 'applicant-new' });
    await world.account.clock.advance(5 * MINUTE);
    await world.poll();
    const [hold] = await world.holds(person.personId);
    assert.deepEqual([hold?.effect, hold?.recordId], ['pause', null]);
    const lift = { workspaceId: world.workspaceId, actor: 'user:1', because: 'agreed with them' };
    await liftHold(world.deps, { ...lift, holdId: hold?.id ?? '' });
    await world.poll();
    assert.deepEqual(await world.holds(person.personId), []);
  });

  test('a human who lifts a hold is not overruled by the next readings, only by the next change', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const person = await world.source('Jo');
    world.control.moveStage({ opportunity: person.opportunityId, stage: 'applicant-new' });
    await world.poll();
    const [hold] = await world.holds(person.personId);
    await liftHold(world.deps, {
      workspaceId: world.workspaceId,
      holdId: hold?.id ?? '',
      actor: 'user:1',
      because: 'was moved by mistake',
    });
    world.control.addTag({ opportunity: person.opportunityId, tag: 'seen' });
    await world.poll();
    assert.deepEqual(await world.holds(person.personId), []);
    world.control.moveStage({ opportunity: person.opportunityId, stage: 'offer' });
    await world.poll();
    assert.deepEqual(await effects(world, person), ['pause']);
  });

  test('among pages of strangers ours is found, and strangers cost no row', async () => {
    const { db } = await open();
    const world = await openPolling(db, { sandbox: { world: 350 } });
    const person = await world.source('Kim');
    for (const row of world.control.opportunities({ limit: 1_000 })) {
      world.control.addTag({ opportunity: row.id, tag: 'touched' });
    }
    world.control.moveStage({ opportunity: person.opportunityId, stage: 'offer' });
    await world.account.clock.advance(MINUTE);
    world.control.clearLog({});
    await world.poll();
    assert.equal(await statusOf(db, person), 'offer');
    const records = await db.selectFrom('records').select('id').execute();
    assert.equal(records.length, 1);
    // Four pages and the feed of the deleted.
    assert.equal(world.control.counters({}).total, 5);
  });

  test('a refused key alerts once, everything waits, and connecting again goes on', async () => {
    const { db } = await open();
    const world = await openPolling(db);
    const person = await world.source('Lu');
    world.control.moveStage({ opportunity: person.opportunityId, stage: 'offer' });
    world.control.revokeKey({ apiKey: world.account.sandbox.apiKey });
    await assert.rejects(
      world.poll(),
      (error) => error instanceof PortFailure && error.kind === 'unauthorized',
    );
    const queueKey = (await findConnection(db, world.workspaceId))?.credentialKey ?? '';
    for (let times = 0; times < 2; times += 1) {
      await noteUnauthorized(world.deps, { queueKey, because: 'Lever refuses the API key.' });
    }
    assert.deepEqual(world.alerts, ['connection.refused']);
    assert.equal((await findConnection(db, world.workspaceId))?.state, 'unauthorized');
    assert.deepEqual(await world.poll(), { next: 'done' });

    const { apiKey } = world.control.addKey({});
    await world.connect({ apiKey });
    const again = await findConnection(db, world.workspaceId);
    assert.equal(again?.state, 'on');
    assert.notEqual(again.credentialKey, queueKey);
    await world.poll();
    assert.equal(await statusOf(db, person), 'offer');
  });
});

async function recordOf(db: Db, person: Sourced) {
  return await db
    .selectFrom('records')
    .selectAll()
    .where('id', '=', person.recordId)
    .executeTakeFirstOrThrow();
}

async function statusOf(db: Db, person: Sourced): Promise<string | null> {
  return (await recordOf(db, person)).status;
}

async function effects(world: OutreachWorld, person: Sourced): Promise<string[]> {
  return (await world.holds(person.personId)).map((hold) => hold.effect);
}

async function candidacyOf(world: OutreachWorld, person: Sourced): Promise<string> {
  const [user] = world.control.users({});
  const { lever, access, clock } = world.account;
  const { id } = await lever.createOpportunity(access, {
    performAs: user?.id ?? '',
    name: 'Same Person',
    emails: [person.email],
    phones: [],
    links: [],
    tags: [],
    sources: [],
    createdAt: clock.nowMs() - 1_000,
  });
  await clock.advance(1_000);
  return id;
}
