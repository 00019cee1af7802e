// Who may not send or settle: a cold log, a worker taken over, one that stops, one that overslept.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { openEffect, unsettling } from '../../test/effect.ts';
import { aTurn, at } from '../../test/engine.ts';
import { performIntent } from './perform.ts';
import { takeOverDead } from './workers.ts';

eachDatabase((_kind, open) => {
  test('in cold mode an effect that is there already is found and not sent', async () => {
    const engine = await openEngine([], { mustProbe: true });
    engine.outside.holds = ['effect 0'];
    assert.deepEqual(await engine.perform(), { did: 'confirmed', outcome: { id: 'effect 0' } });
    assert.equal(engine.outside.sentCount, 0);
  });

  test('in cold mode an effect that is not there is sent at once', async () => {
    const engine = await openEngine([], { mustProbe: true });
    assert.equal((await engine.perform()).did, 'confirmed');
    assert.deepEqual([engine.outside.probeCount, engine.outside.sentCount], [1, 1]);
  });

  test('in cold mode a look that fails sends nothing', async () => {
    const engine = await openEngine([], { mustProbe: true });
    engine.outside.probeAnswers = ['unreachable'];
    assert.equal((await engine.perform()).did, 'waits');
    assert.equal(engine.outside.sentCount, 0);
    assert.equal((await engine.load()).mustProbe, true);
    assert.equal((await engine.performUntilDone()).did, 'confirmed');
  });

  test('a worker that was taken over while its call was on the wire confirms nothing', async () => {
    const engine = await openEngine();
    const zombie = {
      ...engine.effect,
      send: async () => {
        const outcome = await engine.effect.send();
        const { db } = engine.deps;
        await db
          .updateTable('workers')
          .set({ leaseUntil: at(-1) })
          .execute();
        await takeOverDead(db, { epoch: 999_999, now: at(0), quiesceMs: 30_000 });
        return outcome;
      },
    };
    assert.equal((await engine.perform(zombie)).did, 'lost');
    assert.deepEqual(engine.outside.settled, []);
    assert.equal((await engine.load()).state, 'ambiguous');
    // Its successor looks, finds, and settles once.
    const successor = await aTurn(engine.deps);
    engine.clock.set(30_000);
    const performed = await performIntent(
      { ...engine.deps, turn: successor },
      await engine.load(),
      engine.effect,
    );
    assert.equal(performed.did, 'confirmed');
    assert.deepEqual([engine.outside.sentCount, engine.outside.settled], [1, ['effect 1']]);
  });

  test('an intent armed by another live worker is left alone until its deadline', async () => {
    const engine = await openEngine();
    const other = await aTurn(engine.deps);
    const trouble = Object.assign(new Error('gone'), { code: '57P01' });
    await assert.rejects(engine.perform(unsettling(engine.effect, trouble)));
    const deps = { ...engine.deps, turn: other };
    const armed = await engine.load();
    const waits = await performIntent(deps, armed, engine.effect);
    assert.deepEqual(waits, {
      did: 'waits',
      until: armed.deadlineAt,
      because: 'Another worker is sending it.',
    });
    engine.clock.set(60_000);
    assert.equal((await performIntent(deps, armed, engine.effect)).did, 'waits');
    assert.equal((await engine.load()).state, 'ambiguous');
  });

  test('an effect applied late, after its call was given up, is found within the wait and not sent again', async () => {
    for (const lateMs of [1, 15_000, 29_999, 30_001, 89_999]) {
      const engine = await openEngine();
      const { waits } = engine.turn;
      const calledAt = engine.clock.now().getTime();
      engine.outside.answers = ['unknownOutcome'];
      const late = {
        ...engine.effect,
        send: async () => {
          engine.clock.set(waits.transportTimeoutMs);
          return await engine.effect.send();
        },
        probe: async () => {
          const sinceGivenUpMs = engine.clock.now().getTime() - calledAt - waits.transportTimeoutMs;
          if (sinceGivenUpMs >= lateMs) engine.outside.holds = ['late effect'];
          return await engine.effect.probe!();
        },
      };
      assert.deepEqual(await engine.performUntilDone(late), {
        did: 'confirmed',
        outcome: { id: 'late effect' },
      });
      assert.equal(engine.outside.sentCount, 1);
    }
  });

  test('a turn that finds a call of its own process still out waits from the end of that call', async () => {
    const engine = await openEngine();
    const trouble = Object.assign(new Error('gone'), { code: '57P01' });
    await assert.rejects(engine.perform(unsettling(engine.effect, trouble)));
    const armed = await engine.load();
    engine.outside.holds = [];
    const waits = await engine.perform();
    assert.ok(waits.did === 'waits' && armed.deadlineAt !== null);
    const quietMs = waits.until.getTime() - armed.deadlineAt.getTime();
    assert.equal(quietMs, engine.turn.waits.quiesceMs);
    assert.equal(engine.outside.probeCount, 0);
  });

  test('a worker that stops sends nothing more and keeps the attempt', async () => {
    const engine = await openEngine();
    engine.turn.stop();
    const performed = await engine.perform();
    assert.equal(performed.did, 'waits');
    const intent = await engine.load();
    assert.deepEqual([intent.state, intent.attempt, engine.outside.sentCount], ['planned', 0, 0]);
  });

  test('a process that slept past its slot does not send on the old promise', async () => {
    const engine = await openEngine([], {}, (point) => {
      if (point === 'armed' && engine.outside.sentCount === 0 && engine.naps++ === 0)
        engine.clock.set(10_000);
    });
    const performed = await engine.perform();
    assert.deepEqual([performed.did, engine.outside.sentCount], ['waits', 0]);
    assert.equal((await engine.perform()).did, 'confirmed');
  });

  async function openEngine(...more: OpenMore) {
    const { db } = await open();
    return await openEffect(db, ...more);
  }
});

type OpenMore = Parameters<typeof openEffect> extends [unknown, ...infer More] ? More : never;
