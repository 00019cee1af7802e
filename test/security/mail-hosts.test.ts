// Which hosts users may name for their mailboxes and text messages: never the inside of the network, unless the operator says so.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { imapReader } from '../../src/adapters/imap/imap-reader.ts';
import { twilioSms } from '../../src/adapters/sms/twilio-sms.ts';
import { smtpSender } from '../../src/adapters/smtp/smtp-sender.ts';
import { hostGuard } from '../../src/adapters/webhooks/host-guard.ts';
import type { ResolveName } from '../../src/adapters/webhooks/reachable.ts';
import { Secret } from '../../src/core/secret.ts';
import { openApi } from '../../src/http/api.fixture.ts';
import { outreachAtHand } from '../../src/http/outreach.fixture.ts';
import type { HostGuard } from '../../src/ports/host-guard.ts';
import type { MailAccess } from '../../src/ports/mail-account.ts';
import { eachDatabase } from '../databases.ts';

const closed = { mayReachLoopback: false, mayReachPrivate: false };
const names: Record<string, string[]> = {
  'inside.example': ['127.0.0.1'],
  'private.example': ['10.0.0.8', 'fd00::8'],
  'metadata.example': ['169.254.169.254'],
  'mapped.example': ['::ffff:127.0.0.1'],
};
const resolve: ResolveName = (host, _options, done) => {
  const found = names[host];
  if (found === undefined) done(new Error('ENOTFOUND'), []);
  else
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
};
const guard = hostGuard(closed, { allowedBy: 'ALLOW_PRIVATE_MAIL_HOSTS', resolve });

let visits = 0;
const inside = createServer((socket) => {
  visits += 1;
  socket.end('220 inside\r\n');
});
let port = 0;
before(async () => {
  await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done));
  port = (inside.address() as AddressInfo).port;
});
after(() => inside.close());

const hosts = [
  '127.0.0.1',
  '::1',
  '0.0.0.0',
  '::ffff:127.0.0.1',
  '10.0.0.1',
  '192.168.1.1',
  '169.254.169.254',
  'fe80::1',
  ...Object.keys(names),
];

function accessTo(host: string, security: 'tls' | 'none' = 'none'): MailAccess {
  return {
    server: { host, port, security },
    signIn: { kind: 'password', user: 'mara', password: new Secret('p') },
  };
}

async function withAll(
  given: HostGuard,
  act: (all: {
    smtp: (access: MailAccess) => Promise<unknown>;
    imap: (access: MailAccess) => Promise<unknown>;
  }) => Promise<void>,
): Promise<void> {
  const sender = smtpSender({ guard: given, times: { connectMs: 500, replyMs: 500 } });
  const reader = imapReader({ guard: given, connectMs: 500 });
  try {
    await act({
      smtp: async (access) => sender.check(access),
      imap: async (access) => reader.listFolders(access),
    });
  } finally {
    sender.close();
    await reader.close();
  }
}

test('no mailbox leads inside the network, by whatever spelling or name', async () => {
  await withAll(guard, async ({ smtp, imap }) => {
    for (const host of hosts) {
      for (const security of ['none', 'tls'] as const) {
        const access = accessTo(host, security);
        await assert.rejects(smtp(access), { kind: 'rejected' }, `smtp ${host}`);
        await assert.rejects(imap(access), { kind: 'rejected' }, `imap ${host}`);
      }
    }
    await assert.rejects(smtp(accessTo('unknown.example')), { kind: 'unreachable' });
  });
  assert.equal(visits, 0);
});

test('a name is held to the address it was judged by', async () => {
  const answers = [['127.0.0.1'], ['10.0.0.1']];
  let asked = 0;
  const rebinding: ResolveName = (_host, _options, done) => {
    const found = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    done(
      null,
      found.map((address) => ({ address, family: 4 })),
    );
  };
  const own = { mayReachLoopback: true, mayReachPrivate: false };
  const once = hostGuard(own, { allowedBy: 'X', resolve: rebinding });
  const before = visits;
  await withAll(once, async ({ smtp }) => {
    await assert.rejects(smtp(accessTo('rebind.example')), { kind: 'unreachable' });
  });
  assert.deepEqual([asked, visits - before], [1, 1], 'looked up once, and that address was used');
});

test('no text message goes to a service inside the network', async () => {
  const sms = twilioSms({ guard, timeoutMs: 1_000 });
  const before = visits;
  for (const host of hosts) {
    const shown = host.includes(':') ? `[${host}]` : host;
    const access = {
      baseUrl: `http://${shown}:${port}`,
      accountId: 'AC1',
      secret: new Secret('s'),
    };
    const message = { from: '+14155550100', to: '+4930901821', text: 'x', campaignId: null };
    const watch = { signal: new AbortController().signal, mayIssue: async () => true };
    const outcome = await sms.send(access, message, watch);
    assert.equal(outcome.outcome, 'unsent', host);
  }
  assert.equal(visits, before);
});

eachDatabase((_kind, open) => {
  test('connecting a mailbox inside the network is refused with the reason, and nothing is stored', async () => {
    const outside = outreachAtHand({}, guard);
    const api = await openApi(await open(), { outreach: outside.ports });
    const server = { host: '127.0.0.1', port, security: 'none' };
    const before = visits;
    const refused = await api.call('POST', '/v1/mailboxes', {
      key: api.keys.admin,
      body: {
        userEmail: 'mara@ours.example',
        address: 'mara@ours.example',
        senderName: 'Mara',
        smtp: server,
        imap: server,
        password: 'p',
        zone: 'Europe/Berlin',
      },
    });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /ALLOW_PRIVATE_MAIL_HOSTS/u);
    assert.equal(visits, before);
    const list = await api.call('GET', '/v1/mailboxes', { key: api.keys.read });
    assert.deepEqual(list.body.items, []);
    await api.close();
    await outside.close();
  });
});
