// The protocol of one effect: every failure at every place, and never a second time without looking.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import {
  anIntent,
  aTurn,
  at,
  engineDeps,
  handClock,
  makeWorkspace,
  numberedId,
} from '../../test/engine.ts';
import { PortFailure, type FailureKind } from '../ports/failure.ts';
import { findIntent, type Intent, type NewIntent } from './intents.ts';
import { findRateUse } from './limiter.ts';
import { dismissParked, retryParked } from './parked.ts';
import { performIntent, workResultAfter, type Effect } from './perform.ts';
import { takeOverDead } from './workers.ts';

// The outside as the effect sees it: what it was asked, what it holds, and how it answers next.
interface Outside {
  sentCount: number;
  probeCount: number;
  holds: string[];
  settled: string[];
  moves: string[];
  answers: (FailureKind | 'lost after applying' | 'bug' | 'ok')[];
  probeAnswers: FailureKind[];
}

eachDatabase((_kind, open) => {
  test('an effect is armed before it is sent, and what follows is settled with the confirmation', async () => {
    const points: string[] = [];
    const engine = await openEngine(points);
    const performed = await engine.perform();
    assert.deepEqual(performed, { did: 'confirmed', outcome: { id: 'effect 1' } });
    assert.deepEqual(points, [
      'before-arm',
      'armed',
      'sent',
      'reply-received',
      'before-confirm',
      'confirmed',
    ]);
    assert.deepEqual(engine.outside.settled, ['effect 1']);
    const intent = await engine.load();
    assert.deepEqual(
      [intent.state, intent.attempt, intent.outcome, intent.finishedAt],
      ['confirmed', 1, { id: 'effect 1' }, at(0)],
    );
    assert.equal((await findRateUse(engine.deps.db, 'key'))?.callCount, 1);
  });

  test('a database that fails in the settling confirms nothing, and the effect is found instead of repeated', async () => {
    const engine = await openEngine();
    const trouble = Object.assign(new Error('disk full'), { code: '53100' });
    await assert.rejects(engine.perform(unsettling(engine.effect, trouble)), trouble);
    assert.equal((await engine.load()).state, 'armed');
    assert.deepEqual(await engine.performUntilDone(), {
      did: 'confirmed',
      outcome: { id: 'effect 1' },
    });
    assert.deepEqual([engine.outside.sentCount, engine.outside.probeCount], [1, 1]);
  });

  test('a bug in the settling parks what was done, and trying again finds it and settles', async () => {
    const engine = await openEngine();
    const performed = await engine.perform(unsettling(engine.effect, new TypeError('bug')));
    assert.ok(performed.did === 'parked' && performed.failure === 'unexpectedAnswer');
    const { db } = engine.deps;
    const { id } = await engine.load();
    const key = { workspaceId: engine.workspaceId, intentId: id, now: at(60_000) };
    engine.clock.set(60_000);
    await db.transaction().execute(async (trx) => await retryParked(trx, key));
    assert.equal((await engine.performUntilDone()).did, 'confirmed');
    assert.deepEqual([engine.outside.sentCount, engine.outside.settled], [1, ['effect 1']]);
  });

  test('a bug in the looking parks, and sends nothing', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['lost after applying'];
    await engine.perform();
    engine.clock.set(30_000);
    const broken = {
      ...engine.effect,
      probe: async (): Promise<'absent'> => {
        throw new TypeError('bug');
      },
    };
    assert.equal((await engine.perform(broken)).did, 'parked');
    const intent = await engine.load();
    assert.deepEqual([intent.mustProbe, engine.outside.sentCount], [true, 1]);
  });

  test('a database that fails while it is sent leaves the outcome unknown', async () => {
    const engine = await openEngine();
    const broken = {
      ...engine.effect,
      send: async (): Promise<{ id: string }> => {
        throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
      },
    };
    assert.equal((await engine.perform(broken)).did, 'waits');
    assert.equal((await engine.load()).state, 'ambiguous');
  });

  test('a lost answer is waited out, looked for, and found', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['lost after applying'];
    const first = await engine.perform();
    assert.deepEqual(first, {
      did: 'waits',
      until: at(30_000),
      because: 'unknownOutcome',
    });
    assert.equal((await engine.perform()).did, 'waits');
    assert.equal(engine.outside.probeCount, 0);
    engine.clock.set(30_000);
    assert.equal((await engine.perform()).did, 'confirmed');
    assert.deepEqual([engine.outside.sentCount, engine.outside.probeCount], [1, 1]);
    assert.deepEqual(engine.outside.moves, ['armed → ambiguous']);
  });

  test('a call that was surely lost is sent again only after two looks with the full waits', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['unknownOutcome', 'ok'];
    await engine.perform();
    engine.clock.set(30_000);
    assert.deepEqual(await engine.perform(), {
      did: 'waits',
      until: at(90_000),
      because: 'It was not found yet; it is looked for once more.',
    });
    engine.clock.set(90_000);
    assert.equal((await engine.perform()).did, 'waits');
    assert.equal(engine.outside.sentCount, 1);
    const planned = await engine.load();
    assert.deepEqual([planned.state, planned.attempt], ['planned', 1]);
    assert.ok(planned.dueAt > at(90_000));
    assert.equal((await engine.performUntilDone()).did, 'confirmed');
    assert.deepEqual([engine.outside.sentCount, engine.outside.holds.length], [2, 1]);
    assert.deepEqual(engine.outside.moves, ['armed → ambiguous', 'ambiguous → planned']);
  });

  test('a look that fails is repeated, and nothing is sent meanwhile', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['lost after applying'];
    engine.outside.probeAnswers = ['unreachable', 'unknownOutcome', 'rateLimited'];
    assert.equal((await engine.performUntilDone()).did, 'confirmed');
    assert.deepEqual([engine.outside.sentCount, engine.outside.probeCount], [1, 4]);
  });

  test('a call that certainly did not arrive is sent again without looking', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['unreachable', 'unreachable', 'ok'];
    assert.equal((await engine.performUntilDone()).did, 'confirmed');
    assert.deepEqual([engine.outside.sentCount, engine.outside.probeCount], [3, 0]);
    assert.deepEqual([(await engine.load()).attempt, engine.outside.moves], [3, []]);
  });

  test('a refusal for speed costs no attempt, slows everybody down and is not looked into', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['rateLimited', 'ok'];
    assert.equal((await engine.perform()).did, 'waits');
    assert.equal((await engine.load()).attempt, 0);
    const use = await findRateUse(engine.deps.db, 'key');
    assert.ok(use !== null && use.ratePerSecond < use.rateMax && use.refusedCount === 1);
    assert.equal((await engine.performUntilDone()).did, 'confirmed');
    assert.equal(engine.outside.probeCount, 0);
  });

  test('a refused credential holds the queue, tells the worker, and leaves the intent ready', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['unauthorized'];
    const performed = await engine.perform();
    assert.equal(performed.did, 'waits');
    assert.deepEqual(engine.turn.unauthorized, ['key']);
    const intent = await engine.load();
    assert.deepEqual([intent.state, intent.attempt], ['planned', 0]);
    assert.equal((await engine.perform()).did, 'waits');
    assert.equal(engine.outside.sentCount, 1);
  });

  test('a rejection is parked with text and next action, and trying again decides anew', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['rejected'];
    const performed = await engine.perform();
    assert.ok(performed.did === 'parked' && performed.failure === 'rejected');
    assert.deepEqual(workResultAfter(performed, at(0)), { next: 'done' });
    const { db } = engine.deps;
    const parked = await engine.load();
    assert.equal(parked.state, 'parked');
    assert.ok(parked.failureText === 'rejected' && (parked.nextAction ?? '').length > 10);
    const key = { workspaceId: engine.workspaceId, intentId: parked.id, now: at(1) };
    await db.transaction().execute(async (trx) => await retryParked(trx, key));
    assert.equal((await engine.load()).state, 'superseded');
    const work = await db.selectFrom('work').select(['kind', 'subjectId']).execute();
    assert.deepEqual(work, [{ kind: 'record', subjectId: numberedId(1) }]);
  });

  test('an answer that makes no sense is parked, and trying again looks twice before it sends', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['unexpectedAnswer', 'ok'];
    assert.equal((await engine.perform()).did, 'parked');
    const { db } = engine.deps;
    const intent = await engine.load();
    const key = { workspaceId: engine.workspaceId, intentId: intent.id, now: at(1_000) };
    await db.transaction().execute(async (trx) => await retryParked(trx, key));
    const asked = await engine.load();
    // Not before the quiet time is over, however quick the person was.
    assert.deepEqual([asked.state, asked.dueAt], ['ambiguous', at(30_000)]);
    assert.equal((await engine.performUntilDone()).did, 'confirmed');
    assert.deepEqual([engine.outside.probeCount, engine.outside.sentCount], [2, 2]);
  });

  test('what a person dismisses is over, with the reason', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['rejected'];
    await engine.perform();
    const { db } = engine.deps;
    const intent = await engine.load();
    const key = { workspaceId: engine.workspaceId, intentId: intent.id, now: at(1) };
    const dismiss = async () =>
      await db
        .transaction()
        .execute(async (trx) => await dismissParked(trx, { ...key, reason: 'not needed' }));
    assert.equal((await dismiss())?.id, intent.id);
    assert.equal(await dismiss(), null);
    const dismissed = await engine.load();
    assert.deepEqual([dismissed.state, dismissed.failureText], ['dismissed', 'not needed']);
    assert.equal((await engine.perform()).did, 'decideAgain');
  });

  test('a conflict drops the intent so that another is decided', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['conflict'];
    assert.equal((await engine.perform()).did, 'decideAgain');
    assert.equal((await engine.load()).state, 'superseded');
    assert.deepEqual(engine.outside.moves, ['armed → superseded']);
  });

  test('a bug in the sending counts as possibly done', async () => {
    const engine = await openEngine();
    engine.outside.answers = ['bug'];
    const performed = await engine.perform();
    assert.ok(performed.did === 'parked' && performed.failure === 'unexpectedAnswer');
    assert.equal((await engine.load()).mustProbe, true);
  });

  test('what may be repeated is repeated without looking', async () => {
    const engine = await openEngine([], { isRepeatable: true });
    engine.outside.answers = ['unknownOutcome', 'lost after applying', 'ok'];
    const effect: Effect<{ id: string }> = {
      send: async () => await engine.effect.send(),
      settle: async (trx, outcome) => await engine.effect.settle(trx, outcome),
    };
    assert.equal((await engine.performUntilDone(effect)).did, 'confirmed');
    assert.deepEqual([engine.outside.sentCount, engine.outside.probeCount], [3, 0]);
  });

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

  async function openEngine(
    points: string[] = [],
    more: Partial<NewIntent> = {},
    onPoint: (point: string) => void = () => undefined,
  ) {
    const { db } = await open();
    const clock = handClock();
    const deps = engineDeps(db, clock);
    const workspaceId = await makeWorkspace(db);
    const turn = await aTurn(deps, (point) => {
      points.push(point);
      onPoint(point);
    });
    const planned = await anIntent(deps, workspaceId, more);
    const load = async (): Promise<Intent> =>
      (await findIntent(db, { workspaceId, intentId: planned.id }))!;
    const { outside, effect } = newOutside();
    const perform = async (as: Effect<{ id: string }> = effect) =>
      await performIntent({ ...deps, turn }, await load(), as);
    const performUntilDone = async (as: Effect<{ id: string }> = effect) => {
      for (let step = 0; step < 50; step++) {
        const performed = await perform(as);
        if (performed.did !== 'waits') return performed;
        const waitMs = performed.until.getTime() - clock.now().getTime();
        if (waitMs > 0) await clock.sleep(waitMs);
      }
      throw new Error('It waits for ever.');
    };
    return {
      deps,
      clock,
      turn,
      workspaceId,
      load,
      outside,
      effect,
      perform,
      performUntilDone,
      naps: 0,
    };
  }
});

function newOutside(): { outside: Outside; effect: Effect<{ id: string }> } {
  const outside: Outside = {
    sentCount: 0,
    probeCount: 0,
    holds: [],
    settled: [],
    moves: [],
    answers: [],
    probeAnswers: [],
  };
  const effect: Effect<{ id: string }> = {
    async send() {
      outside.sentCount++;
      const answer = outside.answers.shift() ?? 'ok';
      const id = `effect ${outside.sentCount}`;
      if (answer === 'ok' || answer === 'lost after applying') outside.holds.push(id);
      if (answer === 'ok') return { id };
      if (answer === 'bug') throw new TypeError('undefined is not a function');
      throw failureOf(answer === 'lost after applying' ? 'unknownOutcome' : answer);
    },
    async probe() {
      outside.probeCount++;
      const answer = outside.probeAnswers.shift();
      if (answer !== undefined) throw failureOf(answer);
      const [id] = outside.holds;
      return id === undefined ? 'absent' : { found: { id } };
    },
    async settle(_trx, { id }) {
      outside.settled.push(id);
    },
    async noteMove(_trx, move) {
      outside.moves.push(`${move.from} → ${move.to}`);
    },
  };
  return { outside, effect };
}

function unsettling(effect: Effect<{ id: string }>, trouble: Error): Effect<{ id: string }> {
  return {
    ...effect,
    settle: async () => {
      throw trouble;
    },
  };
}

function failureOf(kind: FailureKind): PortFailure {
  return new PortFailure({ kind, message: kind, detail: kind });
}
