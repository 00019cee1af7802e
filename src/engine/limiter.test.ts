// One pace for all processes, exact to the fraction of a millisecond, and what calls do with it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { at, engineDeps, handClock } from '../../test/engine.ts';
import type { Db } from '../db/connect.ts';
import { PortFailure } from '../ports/failure.ts';
import { paceDefaults } from './gcra.ts';
import { lanes } from './lanes.ts';
import {
  callLimited,
  findRateUse,
  holdQueue,
  releaseQueue,
  reportRefused,
  reportSuccess,
  reserveCall,
  setRate,
  type Reservation,
} from './limiter.ts';

const from = { queueKey: 'key', lane: lanes.interactive };

eachDatabase((_kind, open) => {
  test('slots taken by many at once are one interval apart and never two at the same place', async () => {
    const { db } = await open();
    const sends: number[] = [];
    for (let nowMs = 0; nowMs < 10_000; nowMs += 100) {
      const taken = await Promise.all(
        Array.from({ length: 5 }, async () => await reserve(db, { ms: nowMs })),
      );
      for (const slot of taken) if (slot.isReserved) sends.push(slot.sendAt.getTime());
    }
    assertWithin(sends);
    // 9.9 s at 9.98/s, two tokens that are not spared, and 200 ms that are promised ahead.
    assert.equal(sends.length, 102);
  });

  test('the fraction of a millisecond is kept, so an hour of backlog has no slot too many', async () => {
    const { db } = await open();
    await setRate(db, { queueKey: 'key', ratePerSecond: 9.98, burst: 5, now: at(0) });
    let count = 0;
    for (let ms = 0; ms < 60_000;) {
      const slot = await reserve(db, { ms });
      if (slot.isReserved) count++;
      else ms = slot.retryAt.getTime() - at(0).getTime() + 1;
    }
    // At 100 ms flat instead of 100.2 it would be 604.
    assert.ok(count >= 601 && count <= 603, String(count));
  });

  test('a refusal lowers the pace for everybody, success raises it again, and both are counted', async () => {
    const { db } = await open();
    await reserve(db, { ms: 0 });
    await reportRefused(db, { queueKey: 'key', now: at(0) });
    const held = await reserve(db, { ms: 50 });
    assert.ok(!held.isReserved && held.isHeld);
    const slowed = await reserve(db, { ms: 300 });
    assert.ok(slowed.isReserved && slowed.isSlowed);
    for (let call = 0; call < 10; call++) await reportSuccess(db, 'key');
    const use = await findRateUse(db, 'key');
    assert.deepEqual([use?.callCount, use?.refusedCount], [2, 1]);
    const lowered = paceDefaults.ratePerSecond * paceDefaults.loweredTo;
    const raised = (use?.ratePerSecond ?? 0) - lowered;
    assert.ok(raised > 0.02 && raised < 0.03, String(raised));
  });

  test('a queue on hold gives no slot to anybody, urgent or not, until it is released', async () => {
    const { db } = await open();
    await holdQueue(db, { queueKey: 'key', until: at(60_000), now: at(0) });
    for (const lane of [lanes.safety, lanes.backfill]) {
      const refused = await reserve(db, { ms: 1_000, lane });
      assert.deepEqual(refused, { isReserved: false, isHeld: true, retryAt: at(59_800) });
    }
    await releaseQueue(db, 'key');
    assert.ok((await reserve(db, { ms: 1_000 })).isReserved);
  });

  test('a transaction that is rolled back gives its slot back', async () => {
    const { db } = await open();
    const trouble = new Error('no');
    await assert.rejects(
      db.transaction().execute(async (trx) => {
        await reserveCall(trx, { ...from, now: at(0) });
        throw trouble;
      }),
      trouble,
    );
    assert.equal((await findRateUse(db, 'key'))?.callCount ?? 0, 0);
  });

  test('a call refused for speed is made again after its hold and then answered', async () => {
    const { db } = await open();
    const clock = handClock();
    const calledAt: number[] = [];
    const answer = await callLimited(engineDeps(db, clock), from, async () => {
      calledAt.push(clock.now().getTime() - at(0).getTime());
      if (calledAt.length < 3) throw refusal(calledAt.length === 1 ? at(1_500) : undefined);
      return 'answer';
    });
    assert.equal(answer, 'answer');
    assert.equal(calledAt.length, 3);
    assert.ok(calledAt[1]! >= 1_500 && calledAt[2]! >= calledAt[1]! + 300, calledAt.join());
  });

  test('a call that is refused without end is given up after a few tries', async () => {
    const { db } = await open();
    let calls = 0;
    const endless = callLimited(engineDeps(db, handClock()), from, async () => {
      calls++;
      throw refusal(undefined);
    });
    await assert.rejects(endless, { kind: 'rateLimited' });
    assert.equal(calls, 6);
  });

  test('a queue on a long hold is not waited for: the caller hears when to come back', async () => {
    const { db } = await open();
    await holdQueue(db, { queueKey: 'key', until: at(60_000), now: at(0) });
    const call = callLimited(engineDeps(db, handClock()), from, async () => {
      throw new Error('It must not be called.');
    });
    await assert.rejects(call, { kind: 'rateLimited', retryAt: at(59_800) });
  });

  test('every other failure is the caller’s', async () => {
    const { db } = await open();
    let calls = 0;
    const call = callLimited(engineDeps(db, handClock()), from, async () => {
      calls++;
      throw new PortFailure({ kind: 'unknownOutcome', message: 'm', detail: 'd' });
    });
    await assert.rejects(call, { kind: 'unknownOutcome' });
    assert.equal(calls, 1);
  });
});

async function reserve(db: Db, asked: { ms: number; lane?: 0 | 2 | 5 }): Promise<Reservation> {
  return await db.transaction().execute(
    async (trx) =>
      await reserveCall(trx, {
        queueKey: 'key',
        lane: asked.lane ?? lanes.interactive,
        now: at(asked.ms),
      }),
  );
}

function refusal(retryAt: Date | undefined): PortFailure {
  return new PortFailure({
    kind: 'rateLimited',
    message: 'm',
    detail: 'd',
    ...(retryAt === undefined ? {} : { retryAt }),
  });
}

// Times are cut to whole milliseconds, so a span may look shorter by one.
function assertWithin(sends: number[]): void {
  const ordered = sends.toSorted((a, b) => a - b);
  for (let first = 0; first < ordered.length; first++) {
    for (let last = first; last < ordered.length; last++) {
      const spanMs = ordered[last]! - ordered[first]! + 1;
      const most = (paceDefaults.ratePerSecond * spanMs) / 1_000 + paceDefaults.burst;
      assert.ok(last - first + 1 <= most, `${last - first + 1} in ${spanMs} ms`);
    }
  }
}
