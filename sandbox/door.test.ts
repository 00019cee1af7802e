// What the fault rules do to requests, seen from the client's side.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRuleInput } from './control/fault-rules.ts';
import { createSandbox } from './sandbox.ts';

const START = 1_790_000_000_000;

function aSandbox() {
  const sandbox = createSandbox({ world: 'empty', startAt: START, limits: null });
  const headers = {
    authorization: `Basic ${Buffer.from(`${sandbox.apiKey}:`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const user = sandbox.control.users()[0]?.id;
  const create = () =>
    sandbox.handle({
      method: 'POST',
      path: `/v1/opportunities?perform_as=${user}`,
      headers,
      body: Buffer.from(JSON.stringify({ emails: ['a@people.example'], createdAt: 1 })),
    });
  const list = async () => {
    const path = '/v1/opportunities?email=a@people.example';
    const reply = await sandbox.handle({ method: 'GET', path, headers });
    return (JSON.parse(reply.body.toString()) as { data: { id: string }[] }).data;
  };
  const made = () => sandbox.control.totals().opportunities;
  const fault = (rule: FaultRuleInput) => sandbox.control.addFault(rule);
  return { sandbox, create, list, made, fault, headers };
}

test('an error before applying leaves nothing, after applying leaves the candidate', async () => {
  const { create, made, fault } = aSandbox();
  fault({ kind: 'errorBefore', method: 'POST', times: 1, status: 503 });
  assert.equal((await create()).status, 503);
  assert.equal(made(), 0);
  fault({ kind: 'errorAfter', method: 'POST', times: 1 });
  assert.equal((await create()).status, 500);
  assert.equal(made(), 1);
});

test('a reset before or after applying is ECONNRESET either way', async () => {
  const { create, made, fault } = aSandbox();
  fault({ kind: 'resetBefore', times: 1 });
  await assert.rejects(create(), { code: 'ECONNRESET' });
  assert.equal(made(), 0);
  fault({ kind: 'resetAfter', times: 1 });
  await assert.rejects(create(), { code: 'ECONNRESET' });
  assert.equal(made(), 1);
});

test('a timeout after applying holds the connection, a late one applies later', async () => {
  const { sandbox, create, made, fault } = aSandbox();
  fault({ kind: 'timeoutAfter', times: 1, delayMs: 30_000 });
  const held = create();
  const outcome = assert.rejects(held, { code: 'ECONNRESET' });
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(made(), 1);
  sandbox.control.advanceClock({ ms: 30_000 });
  await outcome;
  fault({ kind: 'applyLate', times: 1, delayMs: 5_000 });
  await assert.rejects(create(), { code: 'ECONNRESET' });
  assert.equal(made(), 1);
  sandbox.control.advanceClock({ ms: 5_000 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(made(), 2);
});

test('stale reads show the account as it was, creations and deletions included', async () => {
  const { sandbox, create, list, fault } = aSandbox();
  await create();
  const rule = fault({ kind: 'stale', lagMs: 60_000 });
  assert.equal((await list()).length, 0, 'not yet in the index');
  sandbox.control.advanceClock({ ms: 60_000 });
  const [row] = await list();
  assert.ok(row);
  sandbox.control.deleteOpportunity({ opportunity: row.id });
  assert.equal((await list()).length, 1, 'still in the index');
  sandbox.control.removeFault({ id: rule.id });
  assert.equal((await list()).length, 0);
});

test('stale single reads show the older stage', async () => {
  const { sandbox, create, list, fault, headers } = aSandbox();
  await create();
  const id = (await list())[0]?.id ?? '';
  sandbox.control.advanceClock({ ms: 100_000 });
  sandbox.control.moveStage({ opportunity: id, stage: 'offer' });
  fault({ kind: 'stale', lagMs: 10_000, path: '^/v1/opportunities/[0-9a-f-]+$' });
  const reply = await sandbox.handle({ method: 'GET', path: `/v1/opportunities/${id}`, headers });
  assert.equal(JSON.parse(reply.body.toString()).data.stage, 'lead-new');
});

test('rules skip, strike so often, and count', async () => {
  const { sandbox, create, fault } = aSandbox();
  fault({ kind: 'rateLimited', method: 'POST', skip: 1, times: 2, retryAfterSeconds: 3 });
  const seen = [];
  for (let at = 0; at < 4; at += 1) seen.push((await create()).status);
  assert.deepEqual(seen, [201, 429, 429, 201]);
  assert.equal(sandbox.control.faults()[0]?.struck, 2);
  assert.equal(sandbox.control.counters().throttled, 2);
});

test('latency waits for the clock', async () => {
  const { sandbox, create, fault } = aSandbox();
  fault({ kind: 'latency', delayMs: 700, times: 1 });
  let isDone = false;
  const work = create().then((reply) => {
    isDone = true;
    return reply;
  });
  sandbox.control.advanceClock({ ms: 699 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isDone, false);
  sandbox.control.advanceClock({ ms: 1 });
  assert.equal((await work).status, 201);
});

test('the log names endpoint, status and fault, and counts creates by marker', async () => {
  const { sandbox, create, fault } = aSandbox();
  await create();
  await create();
  fault({ kind: 'resetAfter', times: 1 });
  await assert.rejects(create());
  const last = sandbox.control.log().at(-1);
  assert.deepEqual(
    [last?.endpoint, last?.status, last?.faults],
    ['POST /opportunities', null, ['resetAfter fault-1']],
  );
  assert.deepEqual(Object.values(sandbox.control.counters().creates), [3]);
});

test('the same seed and the same requests give the same ids', async () => {
  const run = async () => {
    const { sandbox, create } = aSandbox();
    await create();
    return sandbox.control.exportWorld();
  };
  assert.deepEqual(await run(), await run());
});
