// The sender against a real receiver on the loopback interface: signature, answers, refusals, slowness.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { Secret } from '../../core/secret.ts';
import { PortFailure } from '../../ports/failure.ts';
import { httpWebhookSender } from './webhook-sender.ts';

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
const servers: Server[] = [];
const senders: { close(): Promise<void> }[] = [];

after(async () => {
  for (const sender of senders) await sender.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

test('a receiver verifies the signature with its standard library', async () => {
  let seen: { headers: IncomingHttpHeaders; body: string; method: string | undefined } | undefined;
  const url = await receiver((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      seen = { headers: request.headers, body, method: request.method };
      response.writeHead(204).end();
    });
  });
  const body = JSON.stringify({ type: 'outreach.pause', data: { name: 'Zoë 🎣' } });
  assert.equal(await send(url, { body }), 204);
  assert.ok(seen);
  assert.equal(seen.method, 'POST');
  const verified = new Webhook(secret).verify(seen.body, {
    'webhook-id': String(seen.headers['webhook-id']),
    'webhook-timestamp': String(seen.headers['webhook-timestamp']),
    'webhook-signature': String(seen.headers['webhook-signature']),
  });
  assert.deepEqual(verified, JSON.parse(body));
  assert.equal(seen.headers['webhook-id'], 'delivery-1');
  assert.throws(() => new Webhook(secret).verify(`${body} `, seen!.headers as never));
});

for (const [status, kind] of [
  [301, 'unreachable'],
  [400, 'unreachable'],
  [401, 'unreachable'],
  [410, 'rejected'],
  [429, 'unreachable'],
  [500, 'unreachable'],
] as const) {
  test(`an answer ${status} is ${kind}, with the status`, async () => {
    const url = await receiver((_request, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
    });
    await assert.rejects(send(url), (error) => {
      return error instanceof PortFailure && error.kind === kind && error.status === status;
    });
  });
}

test('a redirect is not followed', async () => {
  let visits = 0;
  const target = await receiver((_request, response) => {
    visits++;
    response.writeHead(200).end();
  });
  const url = await receiver((_request, response) => {
    response.writeHead(307, { location: target }).end();
  });
  await assert.rejects(send(url), { kind: 'unreachable' });
  assert.equal(visits, 0);
});

test('nobody listening is unreachable', async () => {
  const url = await receiver(() => undefined);
  servers.at(-1)!.close();
  await once(servers.at(-1)!, 'close');
  await assert.rejects(send(url), { kind: 'unreachable' });
});

test('a receiver that never answers is given up after the timeout', async () => {
  const url = await receiver(() => undefined);
  await assert.rejects(send(url, { timeoutMs: 50 }), (error) => {
    return error instanceof PortFailure && /in time/u.test(error.message);
  });
});

test('an endless answer does not hold the sender up', async () => {
  const url = await receiver((_request, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (response.write(Buffer.alloc(64 * 1024)));
      response.once('drain', more);
    };
    more();
  });
  assert.equal(await send(url, { timeoutMs: 5_000 }), 200);
});

test('addresses inside the host’s network are refused, by number and by name', async () => {
  const url = new URL(await receiver((_request, response) => response.writeHead(200).end()));
  const closed = { mayReachLoopback: false };
  for (const host of [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'localhost',
  ]) {
    const inner = `http://${host}:${url.port}/`;
    await assert.rejects(send(inner, closed), { kind: 'rejected' }, host);
  }
  assert.equal(await send(url.href, { mayReachLoopback: true }), 200);
});

test('neither the message nor the detail of a failure holds the secret or the body', async () => {
  const url = await receiver((_request, response) => response.writeHead(500).end('echo'));
  await assert.rejects(send(url, { body: '{"email":"zoe@mail.example"}' }), (error) => {
    assert.ok(error instanceof PortFailure);
    const told = `${error.message} ${error.detail}`;
    return !told.includes('zoe') && !told.includes(secret);
  });
});

interface Sending {
  body?: string;
  timeoutMs?: number;
  mayReachLoopback?: boolean;
}

async function send(url: string, sending: Sending = {}): Promise<number> {
  const sender = httpWebhookSender({
    mayReachLoopback: sending.mayReachLoopback ?? true,
    ...(sending.timeoutMs === undefined ? {} : { timeoutMs: sending.timeoutMs }),
  });
  senders.push(sender);
  return await sender.send({
    id: 'delivery-1',
    url,
    secret: new Secret(secret),
    // The receiver's library refuses a time far from its own clock.
    sentAt: new Date(),
    body: sending.body ?? '{}',
  });
}

async function receiver(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
