// The command: one line when ready, an API and a control side that answer, a clean end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

// What the control side answers; each test asserts what it relies on.
type Json = ReturnType<typeof JSON.parse>;
type Ready = { url: string; controlUrl: string; apiKey: string };

async function started(args: string[]) {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--port', '0', '--json', ...args]);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const ready = JSON.parse(line) as Ready;
  const post = async (name: string, input: object) => {
    const reply = await fetch(`${ready.controlUrl}/${name}`, {
      method: 'POST',
      body: JSON.stringify(input),
    });
    const body: Json = await reply.json();
    return { status: reply.status, body };
  };
  return { child, ready, post };
}

test('the command serves the API, the control side and the page, and delivers signed webhooks', async () => {
  const { child, ready, post } = await started([
    '--world',
    'empty',
    '--seed',
    's',
    '--webhooks',
    'on',
  ]);
  assert.deepEqual(Object.keys(ready), ['url', 'controlUrl', 'apiKey']);
  assert.match(ready.url, /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  const headers = {
    authorization: `Basic ${btoa(`${ready.apiKey}:`)}`,
    'content-type': 'application/json',
  };
  assert.equal((await fetch(`${ready.url}/stages`, { headers })).status, 200);
  assert.equal((await fetch(`${ready.url}/stages`)).status, 401);
  assert.match(await (await fetch(`${ready.controlUrl}/`)).text(), /Not affiliated with Lever/);

  const got = Promise.withResolvers<string>();
  const receiver = createServer((incoming, outgoing) => {
    incoming.on('data', (chunk: Buffer) => got.resolve(chunk.toString()));
    outgoing.end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  await fetch(`${ready.url}/webhooks`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ url, event: 'contactCreated' }),
  });
  const { body: users } = await post('users', {});
  await fetch(`${ready.url}/opportunities?perform_as=${users[0].id}`, {
    method: 'POST',
    headers,
    body: '{}',
  });
  assert.equal(JSON.parse(await got.promise).event, 'contactCreated');
  receiver.close();

  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 0);
});

test('the control side says what is wrong with a call', async () => {
  const { child, ready, post } = await started(['--world', 'demo']);
  assert.equal((await post('nothing', {})).status, 404);
  const bad = await post('moveStage', { stage: 1 });
  assert.equal(bad.status, 400);
  assert.match(bad.body.error, /opportunity/);
  assert.equal((await post('moveStage', { opportunity: 'x', stage: 'offer' })).status, 404);
  const calls: Json = await (await fetch(`${ready.controlUrl}/calls`)).json();
  assert.ok(calls.length > 50);
  const foreign = await fetch(`${ready.controlUrl}/reset`, {
    method: 'POST',
    headers: { origin: 'http://evil.example' },
  });
  assert.equal(foreign.status, 403);
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('a fault over the network cuts the connection', async () => {
  const { child, ready, post } = await started(['--world', 'empty']);
  await post('addFault', { kind: 'resetAfter', times: 1 });
  const headers = { authorization: `Basic ${btoa(`${ready.apiKey}:`)}` };
  await assert.rejects(fetch(`${ready.url}/stages`, { headers }), TypeError);
  assert.equal((await fetch(`${ready.url}/stages`, { headers })).status, 200);
  child.kill('SIGTERM');
  await once(child, 'exit');
});
