// The queue keeps every wish, gives each thing to one worker at a time, and never loses a lease quietly.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import {
  anIntent,
  at,
  aWish,
  engineDeps,
  handClock,
  makeWorkspace,
  numberedId,
} from '../../test/engine.ts';
import type { Db } from '../db/connect.ts';
import { findDueQueues, findNextDueAt, isAnythingDue } from './due-work.ts';
import { holdQueue, releaseQueue } from './limiter.ts';
import type { Lane } from './lanes.ts';
import { cancelWork, claimWork, finishWork, moveQueue, requestWork, requestWorks } from './work.ts';
import type { ClaimedWork } from './work.ts';
import { registerWorker } from './workers.ts';

const kinds = ['record', 'poll'];

eachDatabase((_kind, open) => {
  test('asking twice makes one row, as soon and as urgent as the more pressing wish', async () => {
    const { db, workspaceId } = await openWithWorkspace();
    await requestWork(db, aWish(workspaceId, { lane: 3, dueAt: at(5_000), because: 'first' }));
    await requestWork(db, aWish(workspaceId, { lane: 2, dueAt: at(9_000), because: 'second' }));
    const rows = await db.selectFrom('work').selectAll().execute();
    assert.equal(rows.length, 1);
    const { lane, dueAt, because } = rows[0]!;
    assert.deepEqual([lane, dueAt, because], [2, at(5_000), 'second']);
  });

  test('many wishes at once may name one thing several times', async () => {
    const { db, workspaceId } = await openWithWorkspace();
    const wishes = Array.from({ length: 2_500 }, (_, index) =>
      aWish(workspaceId, { subjectId: numberedId(index % 1_250), lane: index < 1_250 ? 5 : 3 }),
    );
    await requestWorks(db, wishes);
    const rows = await db.selectFrom('work').select('lane').execute();
    assert.equal(rows.length, 1_250);
    assert.ok(rows.every((row) => row.lane === 3));
  });

  test('what is claimed is nobody else’s until it is finished', async () => {
    const { db, workspaceId, epoch } = await openWithWorkspace();
    await requestWork(db, aWish(workspaceId));
    const work = await claimOne(db, epoch);
    assert.deepEqual(await claim(db, epoch), []);
    assert.equal(work.because, 'test');
    assert.equal(await finishWork(db, { work, epoch, result: { next: 'done' } }), true);
    assert.deepEqual(await claim(db, epoch), []);
    assert.deepEqual(await db.selectFrom('work').select('kind').execute(), []);
  });

  test('ended once more, because the answer to the first end got lost, it does not take a new wish along', async () => {
    const { db, workspaceId, epoch } = await openWithWorkspace();
    await requestWork(db, aWish(workspaceId));
    const work = await claimOne(db, epoch);
    await finishWork(db, { work, epoch, result: { next: 'done' } });
    await requestWork(db, aWish(workspaceId));
    await claimOne(db, epoch);
    await finishWork(db, { work, epoch, result: { next: 'done' } });
    assert.equal((await db.selectFrom('work').select('kind').execute()).length, 1);
  });

  test('a wish that comes in while the work is done keeps it in the queue', async () => {
    const { db, workspaceId, epoch } = await openWithWorkspace();
    await requestWork(db, aWish(workspaceId));
    const work = await claimOne(db, epoch);
    await requestWork(db, aWish(workspaceId, { because: 'more' }));
    await finishWork(db, { work, epoch, result: { next: 'done' } });
    assert.equal((await claimOne(db, epoch)).because, 'more');
  });

  test('a wish that comes in while the work is put off is not put off with it', async () => {
    const { db, workspaceId, epoch } = await openWithWorkspace();
    await requestWork(db, aWish(workspaceId));
    const work = await claimOne(db, epoch);
    await requestWork(db, aWish(workspaceId, { because: 'more' }));
    const result = { next: 'again' as const, dueAt: at(60_000), because: 'later' };
    await finishWork(db, { work, epoch, result });
    assert.equal((await claimOne(db, epoch)).because, 'more');
  });

  test('work that is put off comes back at its time, in its new lane, and counts its failures', async () => {
    const { db, workspaceId, epoch } = await openWithWorkspace();
    await requestWork(db, aWish(workspaceId));
    const again = { next: 'again' as const, because: 'later', lane: 4 as const };
    let work = await claimOne(db, epoch);
    await finishWork(db, { work, epoch, result: { ...again, dueAt: at(1_000), isFailure: true } });
    assert.deepEqual(await claim(db, epoch), []);
    assert.deepEqual(await findNextDueAt(db, at(0)), at(1_000));
    work = await claimOne(db, epoch, { now: at(1_000), lane: 4 });
    assert.deepEqual([work.attempts, work.because], [1, 'later']);
    await finishWork(db, { work, epoch, result: { ...again, dueAt: at(2_000) } });
    assert.equal((await claimOne(db, epoch, { now: at(2_000), lane: 4 })).attempts, 0);
  });

  test('a lease that ran out gives the work to another, and the first can finish nothing', async () => {
    const { db, workspaceId, epoch } = await openWithWorkspace();
    const other = await register(db);
    await requestWork(db, aWish(workspaceId));
    const work = await claimOne(db, epoch);
    const same = await claimOne(db, other, { now: at(30_001) });
    assert.equal(same.subjectId, work.subjectId);
    assert.equal(await finishWork(db, { work, epoch, result: { next: 'done' } }), false);
    const result = { next: 'again' as const, dueAt: at(0), because: 'late' };
    assert.equal(await finishWork(db, { work, epoch, result }), false);
    assert.equal(
      await finishWork(db, { work: same, epoch: other, result: { next: 'done' } }),
      true,
    );
  });

  test('the longest due goes first, and only kinds the worker knows are taken', async () => {
    const { db, workspaceId, epoch } = await openWithWorkspace();
    for (const [number, kind] of [
      [1, 'record'],
      [2, 'unknown'],
      [3, 'record'],
    ] as const) {
      const dueAt = at(-number * 1_000);
      await requestWork(db, aWish(workspaceId, { subjectId: numberedId(number), kind, dueAt }));
    }
    const claimed = await claim(db, epoch, { count: 10 });
    assert.deepEqual(
      claimed.map((work) => work.subjectId),
      [numberedId(3), numberedId(1)],
    );
  });

  test('the due queues are listed with their lanes, without what is held, later or on hold', async () => {
    const { db, workspaceId, epoch } = await openWithWorkspace();
    const wish = (number: number, queueKey: string, lane: Lane, dueAt = at(0)) =>
      aWish(workspaceId, { subjectId: numberedId(number), queueKey, lane, dueAt });
    await requestWorks(db, [
      wish(1, 'a', 2),
      wish(2, 'a', 5),
      wish(3, 'a', 5),
      wish(4, 'b', 3, at(1)),
      wish(5, 'c', 0),
      wish(6, 'd', 1),
    ]);
    await claimOne(db, epoch, { queueKey: 'd', lane: 1 });
    await holdQueue(db, { queueKey: 'c', until: at(60_000), now: at(0) });
    const due = async () => await findDueQueues(db, { now: at(0), kinds });
    assert.deepEqual(await due(), [{ queueKey: 'a', lanes: [2, 5] }]);
    await releaseQueue(db, 'c');
    assert.deepEqual(
      (await due()).map((queue) => queue.queueKey),
      ['a', 'c'],
    );
  });

  test('something is due where it is waited for or worked on, not where its queue is on hold', async () => {
    const { db, workspaceId, epoch } = await openWithWorkspace();
    const isDue = async (ms: number) =>
      await isAnythingDue(db, { now: at(0), until: at(ms), kinds });
    assert.equal(await isDue(0), false);
    await requestWork(db, aWish(workspaceId, { dueAt: at(500) }));
    assert.equal(await isDue(499), false);
    assert.equal(await isDue(500), true);
    await claimOne(db, epoch, { now: at(500) });
    assert.equal(await isDue(500), true);
    await holdQueue(db, { queueKey: 'key', until: at(60_000), now: at(0) });
    assert.equal(await isDue(500), false);
  });

  test('a new credential takes open work and open intents of its workspace along, and no others', async () => {
    const { db, workspaceId } = await openWithWorkspace();
    const otherId = await makeWorkspace(db, 2);
    for (const owner of [workspaceId, otherId]) {
      await requestWork(db, aWish(owner));
      await anIntent(engineDeps(db, handClock()), owner);
    }
    await db.transaction().execute(async (trx) => {
      await moveQueue(trx, { workspaceId, from: 'key', to: 'new' });
    });
    for (const table of ['work', 'intents'] as const) {
      const rows = await db.selectFrom(table).select(['workspaceId', 'queueKey']).execute();
      const keys = new Map(rows.map((row) => [row.workspaceId, row.queueKey]));
      assert.deepEqual([keys.get(workspaceId), keys.get(otherId)], ['new', 'key']);
    }
  });

  test('a wish can be taken back', async () => {
    const { db, workspaceId, epoch } = await openWithWorkspace();
    await requestWork(db, aWish(workspaceId));
    await cancelWork(db, aWish(workspaceId));
    assert.deepEqual(await claim(db, epoch), []);
  });

  async function openWithWorkspace(): Promise<{ db: Db; workspaceId: string; epoch: number }> {
    const { db } = await open();
    return { db, workspaceId: await makeWorkspace(db), epoch: await register(db) };
  }
});

async function register(db: Db): Promise<number> {
  const lease = { now: at(0), leaseMs: 60_000, quiesceMs: 30_000, isAlone: false };
  return (await registerWorker(db, { name: 'test', ...lease })).epoch;
}

interface ClaimWish {
  now?: Date;
  lane?: Lane;
  count?: number;
  queueKey?: string;
}

async function claim(db: Db, epoch: number, wish: ClaimWish = {}): Promise<ClaimedWork[]> {
  const now = wish.now ?? at(0);
  return await claimWork(db, {
    epoch,
    queueKey: 'key',
    lane: 2,
    kinds,
    count: 1,
    leaseUntil: new Date(now.getTime() + 30_000),
    ...wish,
    now,
  });
}

async function claimOne(db: Db, epoch: number, wish: ClaimWish = {}): Promise<ClaimedWork> {
  const [work] = await claim(db, epoch, wish);
  assert.ok(work);
  return work;
}
