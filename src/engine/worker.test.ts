// A whole worker under virtual time: fair, prompt, quiet when idle, and gone when stopped.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedDatabase } from '../../test/databases.ts';
import { aWish, engineDeps, makeWorkspace, numberedId, startAt } from '../../test/engine.ts';
import { newVirtualClock, type VirtualClock } from '../../test/virtual-clock.ts';
import { PortFailure } from '../ports/failure.ts';
import type { EngineDeps } from './deps.ts';
import { lanes, type Lane } from './lanes.ts';
import { callLimited, findRateUse, releaseQueue } from './limiter.ts';
import { requestWork, requestWorks, type ClaimedWork, type WorkResult } from './work.ts';
import { startWorker, type Worker, type WorkerOptions, type WorkHandler } from './worker.ts';
import { registerWorker, takeOverDead } from './workers.ts';

type Handler = WorkHandler<EngineDeps>;
const done: WorkResult = { next: 'done' };

embeddedDatabase((open) => {
  test('what is due is done, what is due later at its time, and then the worker is idle', async () => {
    const engine = await openEngine();
    const doneAt: [string, number][] = [];
    await engine.ask({ subjectId: numberedId(1) });
    await engine.ask({ subjectId: numberedId(2), dueAt: new Date(startAt.getTime() + 1_234) });
    await engine.start(async (_deps, work) => {
      doneAt.push([work.subjectId, engine.ms()]);
      return done;
    });
    await engine.clock.run(engine.worker.whenIdle(5_000));
    assert.deepEqual(doneAt, [
      [numberedId(1), 0],
      [numberedId(2), 1_234],
    ]);
    await engine.stop();
  });

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

  test('a handler that fails is tried again with growing gaps, and a bug stops nobody else', async () => {
    const engine = await openEngine();
    await engine.ask({ subjectId: numberedId(1) });
    await engine.ask({ subjectId: numberedId(2) });
    const triedAt: number[] = [];
    let others = 0;
    await engine.start(async (_deps, work) => {
      if (work.subjectId === numberedId(2)) {
        others++;
        return done;
      }
      triedAt.push(engine.ms());
      if (triedAt.length < 5) throw new TypeError('a bug');
      return done;
    });
    await engine.clock.run(engine.worker.whenIdle(60_000));
    const gaps = triedAt.slice(1).map((ms, index) => ms - triedAt[index]!);
    assert.equal(others, 1);
    assert.deepEqual(
      gaps.map((gap) => Math.round(gap / 750)),
      [1, 2, 4, 8],
    );
    await engine.stop();
  });

  test('a failure outside is handled by its kind', async () => {
    const engine = await openEngine();
    await engine.ask({ subjectId: numberedId(1) });
    const kinds = ['rateLimited', 'unreachable', 'conflict'] as const;
    const seen: [number, number][] = [];
    await engine.start(async (deps, work) => {
      seen.push([engine.ms(), work.attempts]);
      const kind = kinds[seen.length - 1];
      if (kind === undefined) return done;
      const retryAt = new Date(deps.clock.now().getTime() + 5_000);
      throw new PortFailure({
        kind,
        message: kind,
        detail: kind,
        ...(kind === 'rateLimited' ? { retryAt } : {}),
      });
    });
    await engine.clock.run(engine.worker.whenIdle(60_000));
    assert.deepEqual(
      seen.map(([, attempts]) => attempts),
      [0, 0, 1, 2],
    );
    assert.equal(seen[1]![0], 5_000);
    await engine.stop();
  });

  test('a refused credential stops its queue until it is released, and no other', async () => {
    const engine = await openEngine();
    await engine.ask({ subjectId: numberedId(1) });
    await engine.ask({ subjectId: numberedId(2), queueKey: 'other' });
    const refused: string[] = [];
    let isRepaired = false;
    let calls = 0;
    let others = 0;
    const handler: Handler = async (_deps, work) => {
      if (work.queueKey === 'other') others++;
      else {
        calls++;
        if (!isRepaired) throw new PortFailure({ kind: 'unauthorized', message: 'm', detail: 'd' });
      }
      return done;
    };
    await engine.start(handler, {
      async onUnauthorized(queueKey) {
        refused.push(queueKey);
      },
    });
    await engine.clock.pass(60_000);
    assert.deepEqual([calls, others, refused], [1, 1, ['key']]);
    await engine.clock.run(engine.worker.whenIdle());
    isRepaired = true;
    await releaseQueue(engine.deps.db, 'key');
    engine.worker.wake();
    await engine.clock.pass(1_000);
    assert.equal(calls, 2);
    await engine.stop();
  });

  test('a loop runs while there is more, rests when idle, and runs again on a wake', async () => {
    const engine = await openEngine();
    let left = 3;
    const runsAt: number[] = [];
    await engine.start(async () => done, {
      loops: [
        {
          name: 'intake',
          pollMs: 60_000,
          async run() {
            runsAt.push(engine.ms());
            left--;
            return left > 0 ? 'more' : 'idle';
          },
        },
      ],
    });
    await engine.clock.run(engine.worker.whenIdle());
    assert.deepEqual(runsAt, [0, 0, 0]);
    await engine.clock.pass(10_000);
    const wokenMs = engine.ms();
    engine.worker.wake();
    await engine.clock.pass(1);
    assert.deepEqual(runsAt.slice(3), [wokenMs]);
    await engine.clock.pass(60_000);
    assert.deepEqual(runsAt.slice(4), [wokenMs + 60_000]);
    await engine.stop();
  });

  test('stopping waits for what is on the wire, gives back the rest, and leaves nothing leased', async () => {
    const engine = await openEngine();
    for (let number = 1; number <= 30; number++)
      await engine.ask({ subjectId: numberedId(number) });
    let begun = 0;
    let ended = 0;
    await engine.start(async (deps, work) => {
      await callLimited(deps, work, async () => {
        begun++;
        await deps.clock.sleep(2_000);
        ended++;
      });
      return done;
    });
    await engine.clock.pass(1_000);
    const begunBefore = begun;
    await engine.stop();
    assert.ok(begunBefore > 5);
    assert.deepEqual([begun, ended], [begunBefore, begunBefore]);
    const rows = await engine.deps.db.selectFrom('work').select('leasedBy').execute();
    assert.equal(rows.length, 30 - ended);
    assert.ok(rows.every((row) => row.leasedBy === null));
    const workers = await engine.deps.db.selectFrom('workers').select('stoppedAt').execute();
    assert.ok(workers.every((worker) => worker.stoppedAt !== null));
  });

  test('stopping is bounded, and a handler that never ends can finish nothing afterwards', async () => {
    const engine = await openEngine();
    await engine.ask({ subjectId: numberedId(1) });
    let release: (() => void) | undefined;
    await engine.start(
      async () => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return done;
      },
      { stopWithinMs: 5_000 },
    );
    await engine.clock.pass(1_000);
    await engine.stop();
    assert.equal(engine.ms(), 6_000);
    release?.();
    await engine.clock.pass(10);
    const rows = await engine.deps.db.selectFrom('work').select('leasedBy').execute();
    assert.deepEqual(rows, [{ leasedBy: null }]);
  });

  test('a worker that is taken for dead comes back under a new epoch and goes on', async () => {
    const engine = await openEngine();
    let count = 0;
    await engine.start(async () => {
      count++;
      return done;
    });
    const first = engine.worker.epoch();
    const { db } = engine.deps;
    await db
      .updateTable('workers')
      .set({ leaseUntil: new Date(0) })
      .execute();
    await takeOverDead(db, { epoch: 999_999, now: engine.clock.now(), quiesceMs: 30_000 });
    await engine.clock.pass(15_000);
    assert.ok(engine.worker.epoch() > first);
    await engine.ask({ subjectId: numberedId(1) });
    await engine.clock.pass(1_000);
    assert.equal(count, 1);
    await engine.stop();
  });

  test('an unclean predecessor is told before anything is claimed', async () => {
    const engine = await openEngine();
    await registerWorker(engine.deps.db, {
      name: 'crashed',
      now: engine.clock.now(),
      leaseMs: 60_000,
      quiesceMs: 30_000,
      isAlone: true,
    });
    await engine.ask({ subjectId: numberedId(1) });
    const told: string[] = [];
    await engine.start(
      async () => {
        told.push('claimed');
        return done;
      },
      {
        isAlone: true,
        async onUncleanStart() {
          told.push('unclean');
        },
      },
    );
    await engine.clock.run(engine.worker.whenIdle());
    assert.equal(engine.worker.wasUnclean, true);
    assert.deepEqual(told, ['unclean', 'claimed']);
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

  async function openEngine() {
    const { db } = await open();
    const clock: VirtualClock = newVirtualClock(startAt);
    const deps = engineDeps(db, clock);
    const workspaceId = await makeWorkspace(db);
    let worker: Worker | undefined;
    return {
      clock,
      deps,
      workspaceId,
      ms: () => clock.now().getTime() - startAt.getTime(),
      async ask(more: Parameters<typeof aWish>[1]) {
        await requestWork(db, aWish(workspaceId, { dueAt: clock.now(), ...more }));
      },
      async start(handler: Handler, more: Partial<WorkerOptions<EngineDeps>> = {}) {
        worker = await startWorker(deps, { name: 'test', handlers: { record: handler }, ...more });
      },
      get worker() {
        assert.ok(worker);
        return worker;
      },
      async stop() {
        await clock.run(this.worker.stop());
      },
    };
  }
});

function later(deps: EngineDeps, work: ClaimedWork): WorkResult {
  const dueAt = new Date(deps.clock.now().getTime() + 500);
  return { next: 'again', dueAt, because: 'again', isFailure: true, lane: work.lane };
}
