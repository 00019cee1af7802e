// The log of intents: one open per subject, one per marker, and moves only from the state that was loaded.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { anIntent, at, aTurn, engineDeps, handClock, makeWorkspace } from '../../test/engine.ts';
import { numberedId } from '../../test/engine.ts';
import type { EngineDeps } from './deps.ts';
import {
  armIntent,
  findIntent,
  findOpenIntent,
  IntentExists,
  moveIntent,
  parkIntent,
  supersedeIntent,
  TurnLost,
  type Intent,
  type IntentChange,
} from './intents.ts';
import { PortFailure } from '../ports/failure.ts';

eachDatabase((_kind, open) => {
  test('a planned intent is found again as it was written', async () => {
    const { deps, workspaceId } = await openEngine();
    const planned = await anIntent(deps, workspaceId, { payload: { a: [1, { snake_key: null }] } });
    const found = await findOpenIntent(deps.db, subjectOf(planned));
    assert.deepEqual(found, planned);
    assert.deepEqual(found?.payload, { a: [1, { snake_key: null }] });
    assert.deepEqual([found?.state, found?.attempt, found?.dueAt], ['planned', 0, at(0)]);
  });

  test('a subject has at most one open intent', async () => {
    const { deps, workspaceId } = await openEngine();
    await anIntent(deps, workspaceId, { marker: 'one' });
    await assert.rejects(anIntent(deps, workspaceId, { marker: 'two' }), (error) => {
      return error instanceof IntentExists && error.constraint === 'intents_one_open';
    });
  });

  test('what must not be repeated is planned once per marker, for ever', async () => {
    const { deps, workspaceId } = await openEngine();
    const first = await anIntent(deps, workspaceId, { marker: 'same' });
    assert.equal(await move(deps, first, { to: 'confirmed', now: at(1) }), true);
    await assert.rejects(anIntent(deps, workspaceId, { marker: 'same' }), (error) => {
      return error instanceof IntentExists && error.constraint === 'intents_marker';
    });
  });

  test('a worker that was taken over plans nothing on what it read before', async () => {
    const { deps, workspaceId } = await openEngine();
    const turned = { ...deps, turn: await aTurn(deps) };
    const first = await anIntent(turned, workspaceId, { marker: 'in time' });
    assert.equal(await move(deps, first, { to: 'confirmed', now: at(1) }), true);
    await deps.db
      .updateTable('workers')
      .set({ leaseUntil: at(-1) })
      .execute();
    await assert.rejects(anIntent(turned, workspaceId, { marker: 'too late' }), TurnLost);
    assert.equal(await findOpenIntent(deps.db, subjectOf(first)), null);
  });

  test('a marker is free again where its intent was dropped or dismissed', async () => {
    const { deps, workspaceId } = await openEngine();
    const first = await anIntent(deps, workspaceId, { marker: 'same' });
    const drop = { intent: first, because: 'facts changed', now: at(1) };
    assert.equal(await inTrx(deps, async (trx) => await supersedeIntent(trx, drop)), true);
    const second = await anIntent(deps, workspaceId, { marker: 'same' });
    assert.equal((await findOpenIntent(deps.db, subjectOf(second)))?.id, second.id);
  });

  test('only what surely did not happen is dropped', async () => {
    const { deps, workspaceId } = await openEngine();
    const doubtful = await anIntent(deps, workspaceId, { mustProbe: true });
    const drop = { because: 'facts changed', now: at(1) };
    const isDropped = async (intent: Intent) =>
      await inTrx(deps, async (trx) => await supersedeIntent(trx, { ...drop, intent }));
    assert.equal(await isDropped(doubtful), false);
    const other = await anIntent(deps, workspaceId, { subjectId: numberedId(2) });
    const { epoch } = await aTurn(deps);
    const arming = { epoch, now: at(0), deadlineAt: at(20_000) };
    await inTrx(deps, async (trx) => await armIntent(trx, other, arming));
    assert.equal(await isDropped(other), false);
  });

  test('two that loaded the same intent cannot both arm it', async () => {
    const { deps, workspaceId } = await openEngine();
    const intent = await anIntent(deps, workspaceId);
    const { epoch } = await aTurn(deps);
    const arming = { epoch, now: at(0), deadlineAt: at(20_000) };
    const armed = await Promise.all(
      [1, 2].map(
        async () => await inTrx(deps, async (trx) => await armIntent(trx, intent, arming)),
      ),
    );
    assert.equal(armed.filter((isArmed) => isArmed === true).length, 1);
  });

  test('a move from a state that is no longer so changes nothing', async () => {
    const { deps, workspaceId } = await openEngine();
    const intent = await anIntent(deps, workspaceId, { mustProbe: true });
    assert.equal(await move(deps, intent, { to: 'planned', mustProbe: false, now: at(1) }), true);
    assert.equal(await move(deps, intent, { to: 'confirmed', now: at(2) }), false);
    const found = await findIntent(deps.db, { workspaceId, intentId: intent.id });
    assert.equal(found?.state, 'planned');
  });

  test('a move that the table of states does not know is a bug', async () => {
    const { deps, workspaceId } = await openEngine();
    const intent = await anIntent(deps, workspaceId);
    await assert.rejects(move(deps, intent, { to: 'ambiguous', now: at(1) }), /cannot happen/u);
  });

  test('an intent that could not be prepared is parked with what to do', async () => {
    const { deps, workspaceId } = await openEngine();
    const intent = await anIntent(deps, workspaceId);
    const failure = new PortFailure({ kind: 'rejected', message: 'No such form.', detail: 'd' });
    const parking = { intent, failure, nextAction: 'Make the form.', now: at(1) };
    assert.equal(await inTrx(deps, async (trx) => await parkIntent(trx, parking)), true);
    const parked = await findOpenIntent(deps.db, subjectOf(intent));
    assert.deepEqual(
      [parked?.state, parked?.failure, parked?.failureText, parked?.nextAction],
      ['parked', 'rejected', 'No such form.', 'Make the form.'],
    );
  });

  async function openEngine(): Promise<{ deps: EngineDeps; workspaceId: string }> {
    const { db } = await open();
    return { deps: engineDeps(db, handClock()), workspaceId: await makeWorkspace(db) };
  }
});

type InTrx = Parameters<ReturnType<EngineDeps['db']['transaction']>['execute']>[0];

async function inTrx(deps: EngineDeps, work: InTrx): Promise<unknown> {
  return await deps.db.transaction().execute(work);
}

async function move(deps: EngineDeps, intent: Intent, change: IntentChange): Promise<unknown> {
  return await inTrx(deps, async (trx) => await moveIntent(trx, intent, change));
}

function subjectOf(intent: Intent) {
  const { workspaceId, subjectKind, subjectId } = intent;
  return { workspaceId, subjectKind, subjectId };
}
