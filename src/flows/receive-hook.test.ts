import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { openOutreachWorld } from '../../test/outreach-world.ts';
import type { OutreachWorld, Sourced } from '../../test/outreach-world.ts';
import { handleHooks } from './handle-hooks.ts';

const interview = (world: OutreachWorld): string => {
  const stage = world.control.stages({}).find((each) => !/^(lead|applicant|offer)/.test(each.id));
  assert.ok(stage !== undefined);
  return stage.id;
};

async function move(world: OutreachWorld, person: Sourced, stage: string): Promise<void> {
  world.control.moveStage({ opportunity: person.opportunityId, stage });
  await world.control.settleWebhooks({});
}

eachDatabase((_kind, open) => {
  test('a stage change pauses before it is answered, without a call to Lever, and tells the source', async () => {
    const world = await openOutreachWorld((await open()).db);
    const person = await world.source('Ada');
    await world.touch({ kind: 'enrolled', sequence: 'backend', person: { email: person.email } });
    world.control.clearLog({});
    await move(world, person, interview(world));

    assert.equal(world.control.counters({}).total, 0);
    const [hold] = await world.holds(person.personId);
    assert.equal(hold?.effect, 'pause');
    assert.equal(hold.recordId, person.recordId);
    const [enrollment] = await world.enrollments(person.personId);
    assert.deepEqual([enrollment?.state, enrollment?.epoch], ['paused', 2]);
    const [told] = await world.told();
    assert.equal(told?.event, 'outreach.pause');
    assert.deepEqual(told.payload.person.externalIds, [{ source: 'pin', id: 'pin-Ada' }]);
    assert.deepEqual(told.payload.person.emails, [person.email]);
    assert.deepEqual(told.payload.enrollments, [
      { source: 'pin', sequence: 'backend', job: null, state: 'paused', epoch: 2 },
    ]);
    assert.equal(told.payload.reason.status, 'in_process');
  });

  test('a hire pauses at once and stops only when Lever itself says so', async () => {
    const world = await openOutreachWorld((await open()).db);
    const person = await world.source('Bo');
    world.control.hire({ opportunity: person.opportunityId });
    await world.control.settleWebhooks({});
    assert.deepEqual(await effects(world, person), ['pause']);
    await world.readAll();
    assert.deepEqual(await effects(world, person), ['stop']);
    const events = (await world.told()).map((each) => each.event);
    assert.deepEqual(events, ['outreach.pause', 'outreach.stop']);
  });

  test('a repeated webhook is answered like the first and changes nothing', async () => {
    const world = await openOutreachWorld((await open()).db);
    const person = await world.source('Cy');
    await move(world, person, interview(world));
    const before = await world.audit();
    for (const hook of world.hooks) {
      assert.deepEqual(await world.deliver(hook), { status: 200, because: 'received before' });
    }
    assert.deepEqual(await world.audit(), before);
    assert.equal((await world.told()).length, 1);
  });

  test('a hint back to a lead neither resumes nor changes the status', async () => {
    const world = await openOutreachWorld((await open()).db);
    const person = await world.source('Di');
    await move(world, person, interview(world));
    await move(world, person, 'lead-new');
    await world.readAll();
    assert.deepEqual(await effects(world, person), ['pause']);
    assert.ok(!(await world.told()).some((each) => each.event === 'outreach.resume'));
  });

  test('a receipt that nobody handled is handled by the loop', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db);
    const person = await world.source('Ed');
    await db
      .insertInto('hookReceipts')
      .values({
        workspaceId: world.workspaceId,
        token: 't1',
        event: 'candidateStageChange',
        triggeredAt: world.deps.clock.now(),
        payload: JSON.stringify({
          opportunityId: person.opportunityId,
          toStageId: interview(world),
        }),
        receivedAt: world.deps.clock.now(),
      })
      .execute();
    await world.account.clock.advance(10_000);
    assert.equal(await handleHooks(world.deps), 'idle');
    assert.deepEqual(await effects(world, person), ['pause']);
    assert.equal(await handleHooks(world.deps), 'idle');
    assert.equal((await world.told()).length, 1);
  });

  test('a person at work in a candidacy of somebody else is paused after one reading of it', async () => {
    const world = await openOutreachWorld((await open()).db);
    const person = await world.source('Val');
    const other = await candidacyOf(world, person.email);
    await world.readAll();
    assert.deepEqual(await world.holds(person.personId), []);
    world.control.clearLog({});
    world.control.moveStage({ opportunity: other, stage: interview(world) });
    await world.control.settleWebhooks({});
    await world.readAll();
    assert.equal(world.control.counters({}).total, 1);
    const [hold] = await world.holds(person.personId);
    assert.deepEqual([hold?.effect, hold?.recordId], ['pause', null]);
  });

  test('changes without meaning for outreach cost no call before the poll', async () => {
    const world = await openOutreachWorld((await open()).db);
    const person = await world.source('Wim');
    world.control.clearLog({});
    await move(world, person, 'lead-reached-out');
    world.control.editContact({ contact: person.contactId, headline: 'Engineer' });
    await world.control.settleWebhooks({});
    await world.readAll();
    assert.equal(world.control.counters({}).total, 0);
  });

  test('events about strangers leave nothing behind but the receipt', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db);
    const stranger = await strangerIn(world);
    world.control.moveStage({ opportunity: stranger, stage: interview(world) });
    await world.control.settleWebhooks({});
    const work = await db.selectFrom('work').selectAll().where('kind', 'like', '%_read').execute();
    assert.deepEqual(work, []);
    const unhandled = await db
      .selectFrom('hookReceipts')
      .select('token')
      .where('handledAt', 'is', null)
      .execute();
    assert.deepEqual(unhandled, []);
  });

  test('a webhook is refused unless address, form, signature and time are right', async () => {
    const world = await openOutreachWorld((await open()).db, { keepHooks: true });
    const person = await world.source('Fi');
    await move(world, person, interview(world));
    const hook = world.hooks.find((each) => text(each.body).includes('candidateStageChange'));
    assert.ok(hook !== undefined);
    const altered = (change: Record<string, unknown>): Uint8Array =>
      Buffer.from(JSON.stringify({ ...JSON.parse(text(hook.body)), ...change }));
    const cases: [Partial<typeof hook>, number][] = [
      [{ secret: 'wrong' }, 404],
      [{ body: Buffer.alloc(70_000, ' ') }, 413],
      [{ body: Buffer.from('{"event":') }, 400],
      [{ body: Buffer.from([0x7b, 0xff, 0x7d]) }, 400],
      [{ body: Buffer.from('[]') }, 400],
      [{ body: altered({ event: '../x' }) }, 400],
      [{ body: altered({ triggeredAt: 'today' }) }, 400],
      [{ body: altered({ token: 'x\u0000' }) }, 400],
      [{ body: altered({ token: 'other' }) }, 401],
      [{ body: altered({ triggeredAt: 1 }) }, 401],
      [{ body: altered({ signature: undefined }) }, 401],
      [{ body: altered({ signature: 'ff' }) }, 401],
      [{ body: altered({ event: 'candidateHired' }) }, 401],
    ];
    for (const [change, status] of cases) {
      assert.equal((await world.deliver({ ...hook, ...change })).status, status);
    }
    assert.deepEqual(await world.holds(person.personId), []);
    assert.equal((await world.deliver(hook)).status, 200);
    assert.deepEqual(await effects(world, person), ['pause']);
  });

  test('a webhook is taken days late but not for ever', async () => {
    const world = await openOutreachWorld((await open()).db, { keepHooks: true });
    const person = await world.source('Gus');
    await move(world, person, interview(world));
    const [hook] = world.hooks;
    assert.ok(hook !== undefined);
    const day = 24 * 60 * 60_000;
    await world.account.clock.advance(14 * day);
    assert.equal((await world.deliver(hook)).status, 200);
    await world.account.clock.advance(2 * day);
    assert.equal((await world.deliver(hook)).status, 401);
  });

  test("the settings page's test call is answered 200", async () => {
    const world = await openOutreachWorld((await open()).db, { keepHooks: true });
    const [webhook] = world.control.webhooks({});
    assert.ok(webhook !== undefined);
    world.control.testWebhook({ webhook: webhook.id });
    await world.control.settleWebhooks({});
    const [hook] = world.hooks;
    assert.ok(hook !== undefined);
    assert.equal((await world.deliver(hook)).status, 200);
  });

  test('whoever gets an interview counts as in process, whatever the stage says', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db);
    const person = await world.source('Flo');
    const now = world.deps.clock.now();
    const receipt = { workspaceId: world.workspaceId, token: 't-interview', receivedAt: now };
    const payload = JSON.stringify({ opportunityId: person.opportunityId, interviewId: 'i-1' });
    const event = 'interviewCreated';
    const kept = { ...receipt, event, triggeredAt: now, payload };
    await db.insertInto('hookReceipts').values(kept).execute();
    await world.account.clock.advance(10_000);
    await handleHooks(world.deps);
    const [hold] = await world.holds(person.personId);
    assert.equal(hold?.effect, 'pause');
    assert.match(hold.because, /an interview/);
    assert.equal((await world.told())[0]?.payload.reason.status, 'in_process');
    await world.readAll();
    assert.deepEqual(await effects(world, person), ['pause']);
  });

  test("one workspace's signature opens no other workspace's address", async () => {
    const { db } = await open();
    const one = await openOutreachWorld(db, { keepHooks: true, name: 'one' });
    const other = await openOutreachWorld(db, {
      keepHooks: true,
      name: 'other',
      sandbox: { seed: 2 },
    });
    const person = await one.source('Hal');
    const there = await other.source('Ida');
    await move(one, person, interview(one));
    await move(other, there, interview(other));
    const [mine] = one.hooks;
    const [theirs] = other.hooks;
    assert.ok(mine !== undefined && theirs !== undefined);
    assert.equal((await one.deliver({ ...mine, secret: theirs.secret })).status, 401);
    assert.deepEqual(await other.holds(there.personId), []);
  });
});

async function effects(world: OutreachWorld, person: Sourced): Promise<string[]> {
  return (await world.holds(person.personId)).map((hold) => hold.effect);
}

async function strangerIn(world: OutreachWorld): Promise<string> {
  return await candidacyOf(world, 'nobody@stranger.example');
}

async function candidacyOf(world: OutreachWorld, email: string): Promise<string> {
  const [user] = world.control.users({});
  const { lever, access, clock } = world.account;
  const { id } = await lever.createOpportunity(access, {
    performAs: user?.id ?? '',
    name: 'Nobody Known',
    emails: [email],
    phones: [],
    links: [],
    tags: [],
    sources: [],
    createdAt: clock.nowMs() - 1_000,
  });
  return id;
}

function text(body: Uint8Array): string {
  return Buffer.from(body).toString('utf8');
}
