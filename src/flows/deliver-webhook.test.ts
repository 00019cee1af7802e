// A queued webhook reaches its endpoint, with the same id however often it is tried, or waits for a person.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, quietDeps } from '../../test/people.ts';
import type { Db } from '../db/connect.ts';
import type { ClaimedWork } from '../engine/work.ts';
import { PortFailure } from '../ports/failure.ts';
import type { WebhookToSend } from '../ports/webhook-sender.ts';
import { addWebhookEndpoint } from './add-webhook-endpoint.ts';
import { deliverWebhook, retryGapsMs } from './deliver-webhook.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { queueWebhook } from './queue-webhook.ts';
import { removeWebhookEndpoint } from './remove-webhook-endpoint.ts';

const personId = '00000000-0000-7000-8000-00000000abcd';

eachDatabase((_kind, open) => {
  test('every active endpoint that wants the event gets a delivery of its own, and no other', async () => {
    const world = await openWorld();
    await world.addEndpoint('outreach.stop');
    const gone = await world.addEndpoint('outreach.pause');
    await removeWebhookEndpoint(world.deps, { ...world.key, id: gone, actor: 'test' });
    await world.addEndpoint('outreach.pause');
    const entries = await world.queue();
    assert.deepEqual(
      entries.map((entry) => [entry.action, entry.personId]),
      Array.from({ length: 2 }, () => ['webhook.queued', personId]),
    );
    const work = await world.work();
    assert.equal(work.length, 2);
    assert.ok(work.every((one) => one.lane === 0 && one.queueKey.startsWith('endpoint:')));
  });

  test('nothing is queued where the transaction is rolled back', async () => {
    const world = await openWorld();
    const trouble = new Error('no');
    await assert.rejects(
      inTransaction(world.deps.db, async (trx) => {
        await queueWebhook(trx, world.deps, world.webhook);
        throw trouble;
      }),
      trouble,
    );
    assert.deepEqual(await world.work(), []);
    assert.deepEqual(await world.deliveries(), []);
  });

  test('a delivery carries event, time and payload, and is delivered once', async () => {
    const world = await openWorld();
    await world.queue();
    assert.deepEqual(await world.deliver(), { next: 'done' });
    assert.deepEqual(await world.deliver(), { next: 'done' });
    assert.equal(world.sent.length, 1);
    const [webhook] = world.sent;
    const [delivery] = await world.deliveries();
    assert.deepEqual(JSON.parse(webhook!.body), {
      type: 'outreach.pause',
      timestamp: delivery!.createdAt.toISOString(),
      data: { enrollments: ['one'] },
    });
    assert.equal(webhook!.id, delivery!.id);
    assert.match(webhook!.secret.reveal(), /^whsec_/u);
    assert.deepEqual(
      [delivery!.state, delivery!.attempts, delivery!.lastStatus, delivery!.lastError],
      ['delivered', 1, 200, null],
    );
    assert.deepEqual(await world.audited(), ['webhook.delivered']);
  });

  test('a receiver that fails is tried again with the same id and growing gaps, then parked after about three days', async () => {
    const world = await openWorld();
    await world.queue();
    world.fail = () =>
      new PortFailure({
        kind: 'unreachable',
        message: 'It answered 503.',
        detail: 'd',
        status: 503,
      });
    let waitedMs = 0;
    let tries = 0;
    for (let gapMs = 0; ; tries++) {
      const before = world.deps.clock.now().getTime();
      const result = await world.deliver();
      if (result.next === 'done') break;
      const nextMs = result.dueAt.getTime() - before;
      assert.ok(nextMs > gapMs, `gap ${tries}: ${nextMs} after ${gapMs}`);
      gapMs = nextMs;
      waitedMs += nextMs;
      const [pending] = await world.deliveries();
      assert.deepEqual(
        [pending!.state, pending!.attempts, pending!.lastStatus, pending!.lastError],
        ['pending', tries + 1, 503, 'It answered 503.'],
      );
    }
    assert.equal(tries, retryGapsMs.length);
    const days = waitedMs / 86_400_000;
    assert.ok(days > 2.5 && days < 3.5, `${days} days`);
    assert.equal(new Set(world.sent.map((webhook) => webhook.id)).size, 1);
    assert.equal((await world.deliveries())[0]!.state, 'parked');
    assert.equal((await world.audited()).at(-1), 'webhook.parked');
  });

  test('a receiver that says it is gone is not tried again', async () => {
    const world = await openWorld();
    await world.queue();
    world.fail = () => new PortFailure({ kind: 'rejected', message: 'Gone.', detail: 'd' });
    assert.deepEqual(await world.deliver(), { next: 'done' });
    const [delivery] = await world.deliveries();
    assert.deepEqual([delivery!.state, delivery!.lastError], ['parked', 'Gone.']);
  });

  test('a delivery to an endpoint that was removed meanwhile is dropped', async () => {
    const world = await openWorld();
    await world.queue();
    await removeWebhookEndpoint(world.deps, { ...world.key, id: world.endpointId, actor: 'test' });
    assert.deepEqual(await world.deliver(), { next: 'done' });
    assert.equal(world.sent.length, 0);
    assert.equal((await world.deliveries())[0]!.state, 'dismissed');
  });

  test('a bug in the sender is not taken for an answer', async () => {
    const world = await openWorld();
    await world.queue();
    world.fail = () => new TypeError('bug');
    await assert.rejects(world.deliver(), TypeError);
    assert.deepEqual((await world.deliveries())[0]!.state, 'pending');
  });

  async function openWorld() {
    const { db } = await open();
    return await newWorld(db);
  }
});

async function newWorld(db: Db) {
  const deps: Deps = quietDeps(db);
  const workspaceId = await addWorkspace(db, deps);
  const key = { workspaceId };
  const addEndpoint = async (event: string): Promise<string> =>
    (
      await addWebhookEndpoint(deps, {
        workspaceId,
        url: 'https://sourcing.example/hooks',
        events: [event],
        actor: 'test',
      })
    ).id;
  const endpointId = await addEndpoint('outreach.pause');
  const sent: WebhookToSend[] = [];
  const webhook = {
    workspaceId,
    event: 'outreach.pause',
    personId,
    payload: { enrollments: ['one'] },
  };
  const world = {
    deps,
    key,
    endpointId,
    sent,
    webhook,
    fail: null as (() => Error) | null,
    addEndpoint,
    queue: async () =>
      await inTransaction(db, async (trx) => await queueWebhook(trx, deps, webhook)),
    work: async () => await db.selectFrom('work').selectAll().execute(),
    deliveries: async () => await db.selectFrom('webhookDeliveries').selectAll().execute(),
    async deliver() {
      const [row] = await world.work();
      return await deliverWebhook(deps, { ...row, because: '' } as ClaimedWork);
    },
    async audited() {
      const rows = await db
        .selectFrom('auditEntries')
        .select('action')
        .where('subjectKind', '=', 'delivery')
        .orderBy('seq')
        .execute();
      return rows.map((row) => row.action);
    },
  };
  deps.webhooks = {
    async send(given) {
      sent.push(given);
      const failure = world.fail?.();
      if (failure !== undefined) throw failure;
      return 200;
    },
  };
  return world;
}
