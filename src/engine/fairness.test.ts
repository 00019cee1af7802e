// Who gets the calls of one credential, under virtual time: urgent first, everybody some, and never too many.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedDatabase } from '../../test/databases.ts';
import { aWish, numberedId } from '../../test/engine.ts';
import { done, openWorker } from '../../test/worker.ts';
import type { EngineDeps } from './deps.ts';
import { lanes, type Lane } from './lanes.ts';
import { callLimited, findRateUse } from './limiter.ts';
import { requestWorks, type ClaimedWork, type WorkResult } from './work.ts';

embeddedDatabase((open) => {
  const openEngine = async () => await openWorker((await open()).db);

  test('an urgent call overtakes a backlog of 10,000 on the same credential', async () => {
    const engine = await openEngine();
    const backlog = Array.from({ length: 10_000 }, (_, index) =>
      aWish(engine.workspaceId, { subjectId: numberedId(index + 1), lane: lanes.backfill }),
    );
    await requestWorks(engine.deps.db, backlog);
    const calls: { lane: Lane; ms: number }[] = [];
    await engine.start(async (deps, work) => {
      await callLimited(deps, work, async () => {
        calls.push({ lane: work.lane, ms: engine.ms() });
        await deps.clock.sleep(190);
      });
      return done;
    });
    await engine.clock.pass(20_000);
    for (const [lane, number] of [
      [lanes.safety, 20_001],
      [lanes.reply, 20_002],
      [lanes.interactive, 20_003],
    ] as const) {
      const askedMs = engine.ms();
      await engine.ask({ subjectId: numberedId(number), lane });
      engine.worker.wake();
      await engine.clock.pass(2_000);
      const call = calls.find((one) => one.lane === lane);
      const waitedMs = (call?.ms ?? Infinity) - askedMs;
      const mostMs = lane === lanes.interactive ? 500 : 5;
      assert.ok(waitedMs <= mostMs, `lane ${lane} waited ${waitedMs} ms`);
    }
    // And the backlog used what was left: 26 s at 9.98 calls a second.
    assert.ok(calls.length >= 259 && calls.length <= 265, String(calls.length));
    await engine.stop();
  });

  test('each lane gets its share while all have work', async () => {
    const engine = await openEngine();
    const sharing = [lanes.interactive, lanes.timeline, lanes.reconcile, lanes.backfill];
    await requestWorks(
      engine.deps.db,
      sharing.flatMap((lane) =>
        Array.from({ length: 300 }, (_, index) =>
          aWish(engine.workspaceId, { subjectId: numberedId(lane * 1_000 + index), lane }),
        ),
      ),
    );
    const counts = [0, 0, 0, 0, 0, 0];
    await engine.start(async (deps, work) => {
      await callLimited(deps, work, async () => {
        counts[work.lane] = counts[work.lane]! + 1;
      });
      return done;
    });
    await engine.clock.pass(20_000);
    const total = counts.reduce((sum, count) => sum + count);
    assert.ok(total >= 199, String(total));
    for (const lane of [lanes.reconcile, lanes.backfill]) {
      assert.ok(counts[lane]! >= Math.floor(total * 0.05) - 1, counts.join());
    }
    assert.ok(counts[lanes.interactive]! > counts[lanes.timeline]! * 3, counts.join());
    await engine.stop();
  });

  test('a queue that waits for its limit does not hold up another', async () => {
    const engine = await openEngine();
    for (let number = 1; number <= 100; number++) {
      await engine.ask({ subjectId: numberedId(number), queueKey: 'slow' });
    }
    await engine.ask({ subjectId: numberedId(200), queueKey: 'other' });
    const others: number[] = [];
    await engine.start(async (deps, work) => {
      await callLimited(deps, work, async () => {
        if (work.queueKey === 'other') others.push(engine.ms());
      });
      return done;
    });
    await engine.clock.pass(1_000);
    assert.deepEqual(others, [0]);
    await engine.stop();
  });

  test('many calls may be on the wire, but few stand in line for a slot', async () => {
    const engine = await openEngine();
    for (let number = 1; number <= 100; number++)
      await engine.ask({ subjectId: numberedId(number) });
    let onWire = 0;
    let atWork = 0;
    let wireMost = 0;
    let lineMost = 0;
    await engine.start(async (deps, work) => {
      atWork++;
      lineMost = Math.max(lineMost, atWork - onWire);
      await callLimited(deps, work, async () => {
        onWire++;
        wireMost = Math.max(wireMost, onWire);
        await deps.clock.sleep(1_500);
        onWire--;
      });
      atWork--;
      return done;
    });
    await engine.clock.pass(8_000);
    assert.ok(wireMost >= 14 && wireMost <= 16, String(wireMost));
    assert.ok(lineMost <= 5, String(lineMost));
    await engine.stop();
  });
  test('a clock that jumps an hour, either way, neither stalls the work nor breaks the limit', async () => {
    const engine = await openEngine();
    for (let number = 1; number <= 200; number++)
      await engine.ask({ subjectId: numberedId(number) });
    let calls = 0;
    await engine.start(async (deps, work) => {
      await callLimited(deps, work, async () => {
        calls++;
      });
      return done;
    });
    await engine.clock.pass(3_000);
    for (const ms of [3_600_000, -3_600_000]) {
      engine.clock.jump(ms);
      const before = calls;
      await engine.clock.pass(8_000);
      assert.ok(calls - before >= 40 && calls - before <= 87, `${calls - before} after ${ms}`);
    }
    await engine.stop();
  });

  test('the same run twice is the same run', async () => {
    const traces: string[] = [];
    for (let run = 0; run < 2; run++) {
      const engine = await openEngine();
      const trace: string[] = [];
      for (let number = 1; number <= 40; number++) {
        await engine.ask({ subjectId: numberedId(number), lane: (number % 6) as Lane });
      }
      await engine.start(async (deps, work) => {
        await callLimited(deps, work, async () => {
          trace.push(`${engine.ms()} ${work.subjectId}`);
          await deps.clock.sleep(Number.parseInt(work.subjectId.slice(-2), 16) * 3);
        });
        return work.attempts === 0 && work.lane === 3 ? later(deps, work) : done;
      });
      await engine.clock.run(engine.worker.whenIdle(10_000));
      await engine.stop();
      traces.push(trace.join('\n'));
      assert.ok((await findRateUse(engine.deps.db, 'key'))!.callCount >= 40);
    }
    assert.equal(traces[0], traces[1]);
  });
});

function later(deps: EngineDeps, work: ClaimedWork): WorkResult {
  const dueAt = new Date(deps.clock.now().getTime() + 500);
  return { next: 'again', dueAt, because: 'again', isFailure: true, lane: work.lane };
}
