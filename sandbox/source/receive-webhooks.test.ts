import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { openReceiver } from './receive-webhooks.ts';
import type { ReceivedWebhook } from './receive-webhooks.ts';

const secret = `whsec_${Buffer.from('a key of the test, 32 bytes long').toString('base64')}`;

test('a genuine webhook is taken once, however often it comes', async () => {
  const taken: ReceivedWebhook[] = [];
  const receiver = await openReceiver((webhook) => taken.push(webhook));
  receiver.trust(secret);
  const body = JSON.stringify({ type: 'outreach.pause' });
  assert.equal(await send(receiver.url, signed({ id: 'msg_1', body })), 204);
  assert.equal(await send(receiver.url, signed({ id: 'msg_1', body })), 204);
  assert.equal(taken.length, 1);
  assert.deepEqual(taken[0]?.body, { type: 'outreach.pause' });
  await receiver.close();
});

test('a changed body, an old timestamp, another key and a missing header are refused', async () => {
  const taken: ReceivedWebhook[] = [];
  const receiver = await openReceiver((webhook) => taken.push(webhook));
  const body = '{"type":"outreach.stop"}';
  assert.equal(
    await send(receiver.url, signed({ id: 'msg_1', body })),
    401,
    'nothing is trusted yet',
  );
  receiver.trust(secret);
  const genuine = signed({ id: 'msg_2', body });
  assert.equal(await send(receiver.url, { ...genuine, body: body.replace('stop', 'play') }), 401);
  assert.equal(await send(receiver.url, signed({ id: 'msg_3', body, agedSeconds: 600 })), 401);
  assert.equal(await send(receiver.url, signed({ id: 'msg_4', body, key: 'another key' })), 401);
  assert.equal(await send(receiver.url, { body, headers: {} }), 401);
  assert.equal(taken.length, 0);
  assert.equal(receiver.refusedCount(), 5);
  await receiver.close();
});

interface Request {
  headers: Record<string, string>;
  body: string;
}

function signed(of: { id: string; body: string; agedSeconds?: number; key?: string }): Request {
  const timestamp = String(Math.floor(Date.now() / 1000) - (of.agedSeconds ?? 0));
  const key = of.key ?? Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key)
    .update(`${of.id}.${timestamp}.${of.body}`)
    .digest('base64');
  return {
    body: of.body,
    headers: {
      'webhook-id': of.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1a,unknown v1,${signature}`,
    },
  };
}

async function send(url: string, { headers, body }: Request): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}
