// Where our own webhooks may go: never inside the host's network, by whatever spelling, redirect or name.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { guardedLookup } from '../../src/adapters/webhooks/reachable.ts';
import type { ResolveName } from '../../src/adapters/webhooks/reachable.ts';
import { httpWebhookSender } from '../../src/adapters/webhooks/webhook-sender.ts';
import { Secret } from '../../src/core/secret.ts';
import { PortFailure } from '../../src/ports/failure.ts';

let visits = 0;
const servers: Server[] = [];
const inside = createServer((_request, response) => {
  visits += 1;
  response.writeHead(200).end();
});
const port = await listen(inside);
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
}

type SenderOptions = NonNullable<Parameters<typeof httpWebhookSender>[0]>;

async function send(url: string, options: SenderOptions = {}): Promise<number> {
  const sender = httpWebhookSender({ timeoutMs: 2_000, ...options });
  try {
    return await sender.send({
      id: 'delivery-1',
      url,
      body: '{}',
      sentAt: new Date(1_790_000_000_000),
      secret: new Secret(`whsec_${Buffer.alloc(32, 7).toString('base64')}`),
    });
  } finally {
    await sender.close();
  }
}

const spellings = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0x0.0x0.0x1',
  '017700000001',
  '0177.0.0.1',
  '0',
  '0.0.0.0',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '127%2e0%2e0%2e1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fec0::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '169.254.169.254',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '100.100.100.200',
  'localhost',
  'LOCALHOST',
];

for (const host of spellings) {
  test(`no webhook goes to ${host}`, async () => {
    await assert.rejects(send(`http://${host}:${port}/`), (error) => {
      assert(error instanceof PortFailure);
      assert.equal(error.kind, 'rejected', `${error.kind}: ${error.detail}`);
      return true;
    });
    assert.equal(visits, 0);
  });
}

test('a name that points inside is refused at the moment of connecting, whatever it pointed to before', async () => {
  const answers = [['93.184.215.14'], ['127.0.0.1'], ['10.0.0.1', '::1'], ['::ffff:127.0.0.1']];
  let asked = 0;
  const rebinding: ResolveName = (_host, _options, done) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  const lookup = guardedLookup({ mayReachLoopback: false, mayReachPrivate: false }, rebinding);
  const seen: (string | null)[] = [];
  for (const _ of answers) {
    lookup('rebind.example', {}, (error, address) =>
      seen.push(error === null ? JSON.stringify(address) : null),
    );
  }
  assert.deepEqual(seen, ['"93.184.215.14"', null, null, null]);
  await assert.rejects(send(`http://rebind.example:${port}/`, { resolve: rebinding }), {
    kind: 'rejected',
  });
  assert.equal(visits, 0);
});

test('of a name with outer and inner addresses only the outer ones are tried', () => {
  const mixed: ResolveName = (_host, _options, done) =>
    done(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '93.184.215.14', family: 4 },
      { address: 'fd00::1', family: 6 },
    ]);
  const lookup = guardedLookup({ mayReachLoopback: false, mayReachPrivate: false }, mixed);
  lookup('mixed.example', { all: true }, (error, addresses) => {
    assert.equal(error, null);
    assert.deepEqual(addresses, [{ address: '93.184.215.14', family: 4 }]);
  });
});

test('a redirect into the network is not followed, with any status', async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const redirecting = createServer((_request, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${port}/` }).end();
    });
    const url = `http://127.0.0.1:${await listen(redirecting)}/`;
    await assert.rejects(send(url, { mayReachLoopback: true }), { kind: 'unreachable' });
  }
  assert.equal(visits, 0);
});

test('a packed answer is neither unpacked nor read to its end', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const packing = createServer((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(bomb);
  });
  const url = `http://127.0.0.1:${await listen(packing)}/`;
  const before = process.memoryUsage().rss;
  assert.equal(await send(url, { mayReachLoopback: true }), 200);
  assert(process.memoryUsage().rss - before < 48 * 1024 * 1024);
});

test('other protocols than http and https are never spoken', async () => {
  for (const url of ['file:///etc/passwd', 'ftp://127.0.0.1/', 'gopher://127.0.0.1/', 'data:,x']) {
    await assert.rejects(send(url), Error, url);
  }
});
