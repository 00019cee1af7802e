import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld } from '../../test/sync-world.ts';
import { defaultPauseRules } from '../core/outreach/pause-rules.ts';
import { decideFreshness, freshForMs } from '../core/outreach/freshness.ts';
import { changeBrake, changeStageMoves } from './change-sync-rules.ts';
import { confirmFresh } from './confirm-fresh.ts';
import { readDriftPage } from './drift-report.ts';
import { dryRun } from './dry-run.ts';
import { previewOutreachRules } from './preview-outreach-rules.ts';
import { readHealth } from './read-health.ts';
import { switchSyncOff } from './switch-sync.ts';

const hour = 60 * 60_000;
const actor = 'user:admin';

test('only a reading of the last five minutes is fresh, whatever the clock did', () => {
  const cases: [number | null, string | null, string][] = [
    [null, null, 'fetch'],
    [1000, null, 'fresh'],
    [1000 - freshForMs, null, 'fresh'],
    [999 - freshForMs, null, 'fetch'],
    [1001, null, 'fetch'],
    [1000, 'deleted', 'blocked'],
  ];
  for (const [readAtMs, gone, decide] of cases)
    assert.equal(decideFreshness({ readAtMs, gone }, 1000).decide, decide);
});

eachDatabase((_kind, open) => {
  test('nobody is written to unless Lever confirms where they stand', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const [personId = ''] = await world.arrive([withEmail('Ana', 'ana@x-mail.example')]);
    assert.deepEqual(await confirmFresh(deps, { workspaceId, personId }), { isFresh: true });
    await world.settle(hour);
    assert.deepEqual(await confirmFresh(deps, { workspaceId, personId }), { isFresh: true });
    const count = world.calls.length;
    await confirmFresh(deps, { workspaceId, personId });
    assert.equal(world.calls.length, count, 'a fresh reading is not repeated');
    // Moved while webhooks are silent: the look before sending still sees it, and holds.
    world.control.switchWebhooks({ on: false });
    const opportunity = await world.opportunityOf(personId);
    world.control.moveStage({ opportunity, stage: 'offer' });
    await world.account.clock.advance(freshForMs + 1);
    assert.deepEqual(await confirmFresh(deps, { workspaceId, personId }), { isFresh: true });
    assert.equal((await world.holds(personId)).length, 1);

    await world.account.clock.advance(freshForMs + 1);
    const fault = world.control.addFault({ kind: 'errorBefore', path: '/opportunities' });
    const answer = await confirmFresh(deps, { workspaceId, personId });
    assert.equal(answer.isFresh, false);
    world.control.removeFault({ id: fault.id });
    world.control.deleteOpportunity({ opportunity });
    assert.equal((await confirmFresh(deps, { workspaceId, personId })).isFresh, false);
    assert.equal((await confirmFresh(deps, { workspaceId, personId })).isFresh, false);
  });

  test('a candidate whom one look does not show is not written to, and not given up', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const [personId = ''] = await world.arrive([withEmail('Ana', 'ana@x-mail.example')]);
    await world.settle(1_000);
    const opportunity = await world.opportunityOf(personId);
    const goneOf = async (): Promise<string | null> =>
      (await db.selectFrom('records').select('gone').executeTakeFirstOrThrow()).gone;
    // As just after its creation, while the index does not show it.
    await db.updateTable('records').set({ opportunityReadAt: null }).execute();
    world.control.addFault({ kind: 'stale', lagMs: 60_000, times: 1 });
    assert.equal((await confirmFresh(deps, { workspaceId, personId })).isFresh, false);
    assert.equal(await goneOf(), null);
    await world.settle(hour);
    assert.equal(await goneOf(), null);
    assert.deepEqual(await confirmFresh(deps, { workspaceId, personId }), { isFresh: true });
    // Really gone: two later looks say so.
    await world.account.clock.advance(freshForMs + 1);
    world.control.switchWebhooks({ on: false });
    world.control.deleteOpportunity({ opportunity });
    assert.equal((await confirmFresh(deps, { workspaceId, personId })).isFresh, false);
    assert.equal(await goneOf(), null);
    await world.settle(hour);
    assert.equal(await goneOf(), 'deleted');
  });

  test('a switched-off connection confirms nobody', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const [personId = ''] = await world.arrive([withEmail('Ana', 'ana@x-mail.example')]);
    await world.settle(hour);
    await switchSyncOff(deps, { workspaceId, actor, because: 'test' });
    await world.account.clock.advance(freshForMs + 1);
    assert.equal((await confirmFresh(deps, { workspaceId, personId })).isFresh, false);
  });

  test('the drift report tells what differs from the agreement and why', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const [personId = ''] = await world.arrive([
      withEmail('Ana', 'ana@x-mail.example', { tags: ['rust', 'go'], title: 'Engineer' }),
    ]);
    await world.settle(hour);
    assert.deepEqual((await readDriftPage(deps, { workspaceId, after: null })).records, []);
    const opportunity = await world.opportunityOf(personId);
    world.control.removeTag({ opportunity, tag: 'go' });
    const contact = world.control.contactOf({ opportunity }).id;
    world.control.editContact({ contact, headline: 'By hand' });
    await world.account.clock.advance(5 * 60_000);
    await world.poll();
    await world.settle(hour);
    const { records, next } = await readDriftPage(deps, { workspaceId, after: null });
    assert.equal(next, null);
    assert.deepEqual(
      records[0]?.fields.map((one) => [one.field, one.theirs, one.because]),
      [
        ['contact.headline', 'By hand', 'Lever already has a value'],
        ['tags', ['rust'], 'taken away in Lever, so it is not added again'],
      ],
    );
  });

  test('health shows what came last, what waits and for how long', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    await world.arrive([
      withEmail('Ana', 'ana@x-mail.example'),
      withEmail('Bo', 'bo@y-mail.example'),
    ]);
    const waiting = await readHealth(deps, { workspaceId });
    assert.equal(waiting.connection?.state, 'on');
    assert.equal(waiting.lanes.find((lane) => lane.name === 'interactive')?.dueCount, 2);
    assert.ok((waiting.lanes.at(-1)?.secondsToFinish ?? 0) >= 1);
    await world.settle(hour);
    await world.poll();
    const done = await readHealth(deps, { workspaceId });
    assert.equal(done.pollAgeSeconds, 0);
    assert.equal(done.counts.writtenRecordCount, 2);
    assert.deepEqual([done.rate?.refusedCount, done.rate?.isHeld], [0, false]);
    assert.deepEqual(done.parked, []);
    assert.ok(done.hooks.length > 0);
  });

  test('calls that write nothing, such as a full reading, make no forecast longer', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    await world.arrive([withEmail('Ana', 'ana@x-mail.example')]);
    await world.settle(hour);
    const many = Array.from({ length: 9 }, (_none, at) => withEmail('Bo', `bo${at}@y.example`));
    await world.arrive(many);
    await db.updateTable('rateLimits').set({ callCount: 100_000 }).execute();
    const { lanes, rate } = await readHealth(deps, { workspaceId });
    const perSecond = rate?.ratePerSecond ?? 0;
    const dueCount = lanes.reduce((sum, lane) => sum + lane.dueCount, 0);
    const seconds = lanes.at(-1)?.secondsToFinish ?? 0;
    assert.ok(dueCount >= 1 && seconds >= 1);
    assert.ok(seconds <= Math.ceil((dueCount * 6) / perSecond), `${seconds} s for ${dueCount}`);
  });

  test('a trigger and an import are tried dry: who would be new, who stands, who only waits', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db, { trigger: 'by_hand' });
    const { deps, workspaceId, jobId } = world;
    await world.arrive([withEmail('Ana', 'ana@x-mail.example', { externalId: 'a' })]);
    const before = await world.audit();
    const trigger = await dryRun(deps, {
      workspaceId,
      change: { kind: 'trigger', jobId, trigger: 'contact_found' },
    });
    assert.deepEqual([trigger.sum.personCount, trigger.sum.newCount], [1, 1]);
    assert.deepEqual(trigger.sum.calls, { look_up: 1, create_opportunity: 1 });
    assert.equal(trigger.items[0]?.outcomes[0]?.kind, 'create');
    const replied = { kind: 'trigger', jobId, trigger: 'reply' } as const;
    assert.equal((await dryRun(deps, { workspaceId, change: replied })).sum.personCount, 0);

    await db.updateTable('jobs').set({ trigger: 'contact_found' }).execute();
    const job = { externalId: 'job-1' };
    const profiles = [
      withEmail('Ana N.', 'ana@x-mail.example', { job, tags: ['new'] }),
      withEmail('Bo', 'bo@y-mail.example', { job }),
      withEmail('Bo again', 'BO@y-mail.example', { job, tags: ['x'] }),
      withEmail('Cy', 'cy@z-mail.example'),
    ];
    const imported = await dryRun(deps, { workspaceId, change: { kind: 'import', profiles } });
    assert.deepEqual(
      [imported.sum.personCount, imported.sum.newCount, imported.sum.idleCount],
      [3, 2, 1],
    );
    assert.match(imported.items.find((item) => item.callCount === 0)?.because ?? '', /no job/);
    assert.deepEqual(await world.audit(), before);
    assert.deepEqual(world.calls, []);
  });

  test('status and pause rules are tried dry: whose outreach would be held', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const [ana = '', bo = ''] = await world.arrive([
      withEmail('Ana', 'ana@x-mail.example'),
      withEmail('Bo', 'bo@y-mail.example'),
    ]);
    await world.settle(hour);
    world.control.moveStage({
      opportunity: await world.opportunityOf(bo),
      stage: 'lead-reached-out',
    });
    await world.account.clock.advance(5 * 60_000);
    await world.poll();
    const statuses = { ...defaultPauseRules.statuses, contacted: 'pause' };
    const pause = { ...defaultPauseRules, statuses };
    const before = await world.audit();
    const preview = await previewOutreachRules(deps, { workspaceId, pause });
    assert.deepEqual(
      [preview.recordCount, preview.tighterCount, preview.statusChangeCount],
      [2, 1, 0],
    );
    assert.equal(preview.items[0]?.personId, bo);
    assert.notEqual(preview.items[0].personId, ana);
    assert.deepEqual(await world.audit(), before);
    const nobody = Object.fromEntries(Object.keys(statuses).map((status) => [status, 'pause']));
    await assert.rejects(
      previewOutreachRules(deps, { workspaceId, pause: { ...pause, statuses: nobody } }),
      /everybody/,
    );
  });

  test('rules of the sync are refused with what to change, and kept with their history', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const stages = { isOn: true, contactedStageId: 'nope', repliedStageId: null };
    await assert.rejects(
      changeStageMoves(deps, { workspaceId, body: stages, actor }),
      /contactedStageId must be null or one of the account's stages: lead-new/,
    );
    const good = { ...stages, contactedStageId: 'lead-reached-out' };
    assert.deepEqual(await changeStageMoves(deps, { workspaceId, body: good, actor }), {
      version: 1,
    });
    await assert.rejects(
      changeBrake(deps, { workspaceId, body: { shareMax: 3 }, actor }),
      /shareMax/,
    );
    const limits = { shareMax: 0.5, countFree: 5 };
    assert.deepEqual(await changeBrake(deps, { workspaceId, body: limits, actor }), { version: 1 });
  });
});
