// Who is alive, who takes over from whom, and what becomes of what the dead had armed.

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
import { armIntent, findOpenIntent, moveIntent, type Intent } from './intents.ts';
import { claimWork, requestWork } from './work.ts';
import { registerWorker, renewLease, retireWorker, takeOverDead } from './workers.ts';

const leaseMs = 60_000;
const quiesceMs = 30_000;

eachDatabase((_kind, open) => {
  test('each process gets an epoch of its own, and the first finds nobody to take over from', async () => {
    const { db } = await open();
    const first = await register(db, 0);
    const second = await register(db, 0);
    assert.ok(second.epoch > first.epoch);
    assert.deepEqual([first.wasUnclean, second.wasUnclean], [false, false]);
  });

  test('a predecessor that stopped cleanly leaves nothing unclean behind', async () => {
    const { db } = await open();
    const { epoch } = await register(db, 0);
    await retireWorker(db, { epoch, now: at(1_000), quiesceMs });
    assert.equal((await register(db, 999_000)).wasUnclean, false);
    assert.equal((await register(db, 999_000, true)).wasUnclean, true);
  });

  test('a process that holds the folder lock takes over at once, another only when the lease ran out', async () => {
    const { db } = await open();
    await register(db, 0);
    assert.equal((await register(db, 1_000)).wasUnclean, false);
    const alone = await register(db, 2_000, true);
    assert.equal(alone.takenOver.epochs.length, 2);
    assert.equal((await register(db, 3_000 + leaseMs)).wasUnclean, true);
  });

  test('what a dead process had armed is of unknown outcome, and quiet from the takeover on', async () => {
    const { db, dead, workspaceId } = await openWithArmed();
    await requestWork(db, aWish(workspaceId));
    await claim(db, dead.epoch, 0);
    const survivor = await register(db, 10_000);
    const nowMs = leaseMs + 1;
    const takenOver = await takeOverDead(db, { epoch: survivor.epoch, now: at(nowMs), quiesceMs });
    assert.deepEqual(takenOver, { epochs: [dead.epoch], ambiguousCount: 1 });
    const intent = await loadIntent(db, workspaceId, 1);
    assert.deepEqual([intent.state, intent.dueAt], ['ambiguous', at(nowMs + quiesceMs)]);
    assert.equal((await claim(db, survivor.epoch, nowMs)).length, 1);
  });

  test('what may be repeated is planned again, but it too waits for the old request to be over', async () => {
    const { db, dead, workspaceId } = await openWithArmed(true);
    await retireWorker(db, { epoch: dead.epoch, now: at(5_000), quiesceMs });
    const intent = await loadIntent(db, workspaceId, 1);
    assert.deepEqual([intent.state, intent.dueAt], ['planned', at(5_000 + quiesceMs)]);
  });

  test('a process that was taken for dead can renew nothing, arm nothing and commit nothing', async () => {
    const { db, deps, dead, armed, workspaceId } = await openWithArmed();
    await takeOverDead(db, { epoch: dead.epoch + 1_000, now: at(leaseMs + 1), quiesceMs });
    const now = at(leaseMs + 2);
    const renewal = { epoch: dead.epoch, now, leaseMs, atWork: [] };
    assert.equal(await renewLease(db, renewal), false);
    const confirmed = await db
      .transaction()
      .execute(async (trx) => await moveIntent(trx, armed, { to: 'confirmed', now }));
    assert.equal(confirmed, false);
    const other = await anIntent(deps, workspaceId, {
      subjectId: numberedId(2),
    });
    assert.equal(await arm(db, other, { epoch: dead.epoch, ms: leaseMs + 2 }), false);
    assert.equal((await loadIntent(db, workspaceId, 1)).state, 'ambiguous');
  });

  test('a call that would outlive the lease is not armed', async () => {
    const { db, deps, workspaceId } = await openWithArmed();
    const { epoch } = await register(db, 0);
    const intent = await anIntent(deps, workspaceId, {
      subjectId: numberedId(2),
    });
    assert.equal(await arm(db, intent, { epoch, ms: leaseMs - 10_000 }), false);
    assert.equal(await arm(db, intent, { epoch, ms: 0 }), true);
  });

  test('renewing keeps the worker and exactly the work it is at', async () => {
    const { db } = await open();
    const workspaceId = await makeWorkspace(db);
    const { epoch } = await register(db, 0);
    for (const number of [1, 2]) {
      await requestWork(db, aWish(workspaceId, { subjectId: numberedId(number) }));
    }
    const [first] = await claim(db, epoch, 0);
    await claim(db, epoch, 0);
    const nowMs = leaseMs - 1;
    const renewal = { epoch, now: at(nowMs), leaseMs, atWork: [first!] };
    assert.equal(await renewLease(db, renewal), true);
    const other = await register(db, nowMs);
    // The second one's lease ran out: nobody is at it any more.
    const claimed = await claim(db, other.epoch, leaseMs + 1);
    assert.deepEqual(
      claimed.map((work) => work.subjectId),
      [numberedId(2)],
    );
  });

  async function openWithArmed(isRepeatable = false) {
    const { db } = await open();
    const workspaceId = await makeWorkspace(db);
    const dead = await register(db, 0);
    const deps = engineDeps(db, handClock());
    const planned = await anIntent(deps, workspaceId, { isRepeatable });
    assert.equal(await arm(db, planned, { epoch: dead.epoch, ms: 0 }), true);
    const armed = await loadIntent(db, workspaceId, 1);
    return { db, deps, workspaceId, dead, armed };
  }
});

async function register(db: Db, ms: number, isAlone = false) {
  return await registerWorker(db, { name: 'test', now: at(ms), leaseMs, quiesceMs, isAlone });
}

async function arm(db: Db, intent: Intent, by: { epoch: number; ms: number }): Promise<boolean> {
  const arming = { epoch: by.epoch, now: at(by.ms), deadlineAt: at(by.ms + 20_000) };
  return await db.transaction().execute(async (trx) => await armIntent(trx, intent, arming));
}

async function loadIntent(db: Db, workspaceId: string, number: number): Promise<Intent> {
  const subject = { workspaceId, subjectKind: 'record', subjectId: numberedId(number) };
  const intent = await findOpenIntent(db, subject);
  assert.ok(intent);
  return intent;
}

async function claim(db: Db, epoch: number, ms: number) {
  const lease = { now: at(ms), leaseUntil: at(ms + leaseMs) };
  const kinds = ['record'];
  return await claimWork(db, { epoch, queueKey: 'key', lane: 2, kinds, count: 1, ...lease });
}
