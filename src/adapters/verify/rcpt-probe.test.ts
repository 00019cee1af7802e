// The probe against a scripted mail server.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { hostGuard } from '../webhooks/host-guard.ts';
import type { VerifierAnswer } from '../../ports/contact-verifier.ts';
import { rcptProbe } from './rcpt-probe.ts';

/** Answers RCPT by the address; `null` hangs up. */
async function withServer(
  rcpt: (address: string) => string | null,
  act: (verify: (address: string) => Promise<VerifierAnswer>, seen: string[]) => Promise<void>,
  greeting = '220-hello\r\n220 there',
): Promise<void> {
  const seen: string[] = [];
  const server = createServer((socket) => {
    socket.write(`${greeting}\r\n`);
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (chunk: string) => {
      for (const line of chunk.split('\r\n').filter((each) => each !== '')) {
        seen.push(line);
        const to = /^RCPT TO:<(.*)>$/u.exec(line)?.[1];
        const said = to === undefined ? '250 ok' : rcpt(to);
        if (said === null) socket.destroy();
        else socket.write(`${said}\r\n`);
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const mailDns = { findMx: async () => [{ exchange: '127.0.0.1', priority: 10 }] };
  const probe = rcptProbe({ mailDns, port, timeoutMs: 2_000 });
  await act(async (address) => await probe.verify(address), seen);
  server.close();
}

const known = 'ada@target.example';
const cases: readonly [string, (address: string) => string, VerifierAnswer['verdict']][] = [
  [
    'takes this name and no other',
    (to) => (to === known ? '250 ok' : '550 5.1.1 no'),
    'deliverable',
  ],
  ['takes every name', () => '250 ok', 'catch_all'],
  ['knows no such name', () => '550 5.1.1 unknown user', 'undeliverable'],
  ['refuses us', () => '550 5.7.1 blocked', 'unknown'],
  ['wants us to come again', () => '450 4.7.1 greylisted', 'unknown'],
];

for (const [how, rcpt, verdict] of cases) {
  test(`a server that ${how}: ${verdict}`, async () => {
    await withServer(rcpt, async (verify, seen) => {
      assert.deepEqual(await verify(known), { verdict, method: 'rcpt', costCents: 0 });
      assert.ok(!seen.some((line) => line.startsWith('DATA')), 'nothing is ever sent');
    });
  });
}

test('a server that hangs up or speaks something else says nothing', async () => {
  await withServer(
    () => null,
    async (verify) => {
      await assert.rejects(verify(known), { kind: 'unreachable' });
    },
  );
  await withServer(
    () => '250 ok',
    async (verify) => {
      assert.equal((await verify(known)).verdict, 'unknown');
    },
    '554 go away',
  );
});

test('an address cannot smuggle commands, and a mail server inside the network is not asked', async () => {
  await withServer(
    () => '250 ok',
    async (verify, seen) => {
      assert.equal((await verify('a>\r\nDATA\r\n@target.example')).verdict, 'unknown');
      assert.deepEqual(seen, []);
    },
  );
  const guard = hostGuard(
    { mayReachLoopback: false, mayReachPrivate: false },
    { allowedBy: 'ALLOW_PRIVATE_MAIL_HOSTS' },
  );
  const mailDns = { findMx: async () => [{ exchange: '127.0.0.1', priority: 10 }] };
  await assert.rejects(rcptProbe({ mailDns, guard }).verify(known), { kind: 'rejected' });
});
