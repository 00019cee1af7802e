// The life of a worker under virtual time: prompt, patient with failures, quiet when idle, and gone when stopped.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedDatabase } from '../../test/databases.ts';
import { numberedId, startAt } from '../../test/engine.ts';
import { done, openWorker, type Handler } from '../../test/worker.ts';
import { PortFailure } from '../ports/failure.ts';
import { callLimited, releaseQueue } from './limiter.ts';
import { registerWorker, takeOverDead } from './workers.ts';

embeddedDatabase((open) => {
  const openEngine = async () => await openWorker((await open()).db);

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
});
