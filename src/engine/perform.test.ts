// The protocol of one effect: every failure at every place, and never a second time without looking.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { openEffect, unsettling } from '../../test/effect.ts';
import { at, numberedId } from '../../test/engine.ts';
import { findRateUse } from './limiter.ts';
import { dismissParked, retryParked } from './parked.ts';
import { workResultAfter, type Effect } from './perform.ts';

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

  async function openEngine(...more: OpenMore) {
    const { db } = await open();
    return await openEffect(db, ...more);
  }
});

type OpenMore = Parameters<typeof openEffect> extends [unknown, ...infer More] ? More : never;
