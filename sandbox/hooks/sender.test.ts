// Webhook deliveries: retries, faults, history.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRuleInput } from '../control/fault-rules.ts';
import { createSandbox } from '../sandbox.ts';
import type { Switches } from '../world/switches.ts';

const START = 1_790_000_000_000;
type Got = { at: number; token: string; triggeredAt: number; id?: string };

async function staged(answer: (at: number) => number, switches: Partial<Switches> = {}) {
  const got: Got[] = [];
  const sandbox = createSandbox({
    world: 'empty',
    startAt: START,
    webhooksOn: true,
    limits: null,
    switches,
    post: (_, { body }) => {
      got.push({ ...(JSON.parse(body) as Got), at: sandbox.control.clock().now - START });
      return Promise.resolve({ status: answer(got.length) });
    },
  });
  const headers = {
    authorization: `Basic ${Buffer.from(`${sandbox.apiKey}:`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const send = async (path: string, body: object) => {
    const content = Buffer.from(JSON.stringify(body));
    const reply = await sandbox.handle({
      method: 'POST',
      path: `/v1${path}`,
      headers,
      body: content,
    });
    return (JSON.parse(reply.body.toString()) as { data: { id: string } }).data.id;
  };
  await send('/webhooks', { url: 'https://hooks.example/a', event: 'candidateStageChange' });
  const user = sandbox.control.users()[0]?.id;
  const opportunity = await send(`/opportunities?perform_as=${user}`, { name: 'A' });
  const move = (stage: string) => sandbox.control.moveStage({ opportunity, stage });
  const pass = async (ms: number) => {
    await sandbox.control.settleWebhooks();
    sandbox.control.advanceClock({ ms });
    await sandbox.control.settleWebhooks();
  };
  return {
    sandbox,
    got,
    move,
    pass,
    fault: (rule: FaultRuleInput) => sandbox.control.addFault(rule),
  };
}

const MINUTE = 60_000;

test('a failing delivery is tried five more times with growing gaps and the same body', async () => {
  const { sandbox, got, move, pass } = await staged(() => 500);
  move('lead-responded');
  for (const minutes of [1, 5, 15, 60, 180, 1_000]) await pass(minutes * MINUTE);
  assert.deepEqual(
    got.map((each) => each.at / MINUTE),
    [0, 1, 6, 21, 81, 261],
  );
  assert.equal(new Set(got.map((each) => `${each.token} ${each.triggeredAt} ${each.id}`)).size, 1);
  assert.equal(sandbox.control.deliveries()[0]?.state, 'failed');
});

test('gaps, ids and fresh signatures are switches', async () => {
  const switches = { webhookGapsMs: [10], webhookIds: false, webhookRetryBody: 'fresh' as const };
  const { got, move, pass } = await staged((at) => (at === 1 ? 500 : 204), switches);
  move('lead-responded');
  await pass(10);
  assert.equal(got.length, 2);
  assert.notEqual(got[0]?.token, got[1]?.token);
  assert.ok(!('id' in (got[0] ?? {})));
});

test('a remembered delivery can be run again', async () => {
  const { sandbox, got, move, pass } = await staged(() => 200);
  move('lead-responded');
  await pass(0);
  sandbox.control.rerunDelivery({ id: sandbox.control.deliveries()[0]?.id ?? '' });
  await pass(0);
  assert.equal(got.length, 2);
  assert.equal(got[0]?.token, got[1]?.token);
});

test('deliveries can be lost, repeated, delayed and reordered', async () => {
  const { sandbox, got, move, pass, fault } = await staged(() => 200);
  fault({ kind: 'webhookLost', times: 1 });
  move('lead-responded');
  await pass(0);
  assert.equal(got.length, 0);
  assert.equal(sandbox.control.deliveries()[0]?.state, 'lost');
  fault({ kind: 'webhookRepeated', times: 1, copies: 3 });
  move('lead-new');
  await pass(0);
  assert.equal(got.length, 3);
  fault({ kind: 'webhookDelayed', times: 1, delayMs: 5_000 });
  move('offer');
  await pass(4_999);
  assert.equal(got.length, 3);
  await pass(1);
  assert.equal(got.length, 4);
  fault({ kind: 'webhookReordered', delayMs: 1_000 });
  const stages = sandbox.control.stages().slice(0, 8);
  for (const [at, stage] of stages.entries()) {
    sandbox.control.advanceClock({ ms: at });
    move(stage.id);
  }
  for (let step = 0; step < 50; step += 1) await pass(30);
  const times = got.slice(4).map((each) => each.triggeredAt);
  assert.equal(times.length, 8);
  assert.notDeepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('a webhook can go silent after failures, and API writes can be kept from echoing', async () => {
  const { sandbox, got, move, pass } = await staged(() => 500, {
    webhookGapsMs: [],
    webhookDisableAfter: 2,
  });
  for (const stage of ['lead-responded', 'lead-new', 'offer', 'lead-new']) {
    move(stage);
    await pass(0);
  }
  assert.equal(got.length, 2);
  sandbox.control.setSwitches({ webhookDisableAfter: 0, webhookEcho: false });
  const headers = {
    authorization: `Basic ${Buffer.from(`${sandbox.apiKey}:`).toString('base64')}`,
  };
  const id = sandbox.control.opportunities()[0]?.id;
  const body = Buffer.from('{"stage":"lead-responded"}');
  await sandbox.handle({ method: 'PUT', path: `/v1/opportunities/${id}/stage`, headers, body });
  await pass(0);
  assert.equal(got.length, 2);
});
