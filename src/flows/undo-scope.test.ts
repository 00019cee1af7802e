import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts';
import { forgetInSync } from '../db/queries/forget-sync.ts';
import { mergeByHand } from './merge-by-hand.ts';
import { undoWrites, type UndoWish } from './undo-writes.ts';
import { startRun } from './start-run.ts';

const hour = 60 * 60_000;
const actor = 'user:admin';

function arriving(who: string, more: object = {}) {
  return withEmail(`Person ${who}`, `${who}@x-mail.example`, {
    externalId: who,
    tags: [`of ${who}`],
    ...more,
  });
}

function wishOf(world: SyncWorld, scope: UndoWish['scope']): UndoWish {
  const { workspaceId } = world;
  const because = 'a mistake';
  return { workspaceId, scope, archiveReasonId: null, preview: true, actor, because };
}

eachDatabase((_kind, open) => {
  test('what was written before two persons became one is taken back under either id', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const [ana = '', bo = ''] = await world.arrive([arriving('ana'), arriving('bo')]);
    await world.settle(hour);
    const standing = [await world.opportunityOf(ana), await world.opportunityOf(bo)];
    const { survivorId, mergedId } = await mergeByHand(deps, {
      workspaceId,
      personIds: [ana, bo],
      actor,
    });
    await world.settle(hour);
    const byBoth = await Promise.all(
      [survivorId, mergedId].map(
        async (personId) => await undoWrites(deps, wishOf(world, { personId, field: 'tags' })),
      ),
    );
    assert.deepEqual(byBoth[0], byBoth[1]);
    assert.equal(byBoth[0]?.recordCount, 2);
    const wish = { ...wishOf(world, { personId: mergedId, field: 'tags' }), preview: false };
    await undoWrites(deps, wish);
    await world.settle(hour);
    for (const id of standing)
      assert.deepEqual(world.control.opportunity({ id })?.tags, [], 'both candidates lose ours');
  });

  test('a pilot is taken back by its time, jobs and sourcers, and nobody else', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, jobId } = world;
    const before = world.account.clock.now();
    const [, bo = ''] = await world.arrive([
      arriving('ana', { sourcer: { email: 'sam@recruiting.example' } }),
      arriving('bo', { sourcer: { email: 'Kim@recruiting.example' } }),
    ]);
    await world.settle(hour);
    await world.account.clock.advance(hour);
    const count = async (scope: UndoWish['scope']): Promise<number> =>
      (await undoWrites(deps, wishOf(world, scope))).recordCount;
    assert.equal(await count({ since: before, jobIds: [jobId] }), 2);
    assert.equal(await count({ since: world.account.clock.now(), jobIds: [jobId] }), 0);
    assert.equal(await count({ until: before, jobIds: [jobId] }), 0);
    assert.equal(await count({ jobIds: [deps.ids.next()] }), 0);
    const pilot = { since: before, jobIds: [jobId], sourcerEmails: ['kim@recruiting.example'] };
    assert.equal(await count(pilot), 1);
    const preview = await undoWrites(deps, wishOf(world, pilot));
    assert.ok(preview.impossible.some((one) => /Lever deletes no candidate/.test(one.because)));
    assert.deepEqual(
      preview.steps
        .map((step) => step.fields)
        .flat()
        .sort(),
      ['sources', 'tags'],
    );
    await undoWrites(deps, { ...wishOf(world, pilot), preview: false });
    await world.settle(hour);
    const id = await world.opportunityOf(bo);
    assert.deepEqual(world.control.opportunity({ id })?.tags, []);
  });

  test('an erased person is left out of what is taken back', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId, jobId } = world;
    const [ana = ''] = await world.arrive([arriving('ana'), arriving('bo')]);
    await world.settle(hour);
    await world.touch({ person: { email: 'ana@x-mail.example' }, kind: 'sent', sequence: 'S' });
    await world.settle(hour);
    await db.transaction().execute(async (trx) => {
      await forgetInSync(trx, { workspaceId, personId: ana, now: deps.clock.now() });
    });
    const answer = await undoWrites(deps, wishOf(world, { jobIds: [jobId] }));
    assert.equal(answer.recordCount, 1);
  });

  test('a back-fill by a new trigger is one run, and is taken back as one', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db, { trigger: 'by_hand' });
    const { deps, workspaceId, jobId } = world;
    await world.arrive([arriving('ana'), arriving('bo')]);
    await world.settle(hour);
    assert.deepEqual(world.calls, []);
    const change = { kind: 'trigger', jobId, trigger: 'contact_found' } as const;
    const started = await startRun(deps, { workspaceId, change, actor });
    assert.equal(started.state, 'started');
    await world.settle(hour);
    const { runId } = started;
    assert.equal((await undoWrites(deps, wishOf(world, { runId }))).recordCount, 2);
  });
});
