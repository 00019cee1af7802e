import { test } from 'node:test';
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { readMail } from '../adapters/mime/read-mail.ts';
import { findInbound } from '../db/queries/inbound.ts';
import { eachDatabase } from '../../test/databases.ts';
import { dayMs, hourMs, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import { openInbound } from './inbound-content.ts';
import type { MailDeps } from './mail-deps.ts';
import { receiveInbound } from './receive-inbound.ts';
import type { Received } from './receive-inbound.ts';

interface Sent {
  messageId: string;
  token: string;
}

interface Scene {
  world: SendingWorld;
  deps: MailDeps;
  personId: string;
  sent: Sent;
  receive: (lines: string[], body: string) => Promise<Received>;
  suppressions: () => Promise<{ kind: string; cause: string }[]>;
  runState: () => Promise<string | undefined>;
}

const address = 'ines.ferro@target.example';

eachDatabase((_kind, open) => {
  async function scene(): Promise<Scene> {
    const { db } = await open();
    const world = await sendingWorld(db);
    const deps: MailDeps = { ...world.deps, readMail, intentModel: null };
    const personId = await world.person('Ines Ferro', address);
    await world.enrol(personId, await world.sequence());
    await world.pass(2 * hourMs);
    const body = world.sink.accepted.at(-1)?.body.toString() ?? '';
    const field = (name: string): string =>
      new RegExp(`^${name}: ?(.*)$`, 'imu').exec(body)?.[1]?.trim() ?? '';
    const sent = { messageId: field('Message-ID'), token: field('X-Fulcrum-Intent') };
    assert.ok(sent.messageId !== '' && sent.token !== '', 'the first step went out');
    const { workspaceId, mailboxId } = world;
    let count = 0;
    return {
      world,
      deps,
      personId,
      sent,
      async receive(lines, text) {
        count += 1;
        const head = ['To: sam@acme.example', `Message-ID: <in-${count}@target.example>`, ...lines];
        const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
        return await receiveInbound(deps, {
          workspaceId,
          mailbox: { id: mailboxId, address: 'sam@acme.example', ownerEmail: 'sam@acme.example' },
          place: { workspaceId, mailboxId, path: 'INBOX', uidValidity: 1, uid: count },
          fetched: {
            bytes,
            byteCount: bytes.byteLength,
            receivedAt: deps.clock.now(),
            threadId: null,
          },
        });
      },
      async suppressions() {
        const found = await sql<{ kind: string; cause: string }>`
          select kind, cause from suppressions where lifted_at is null order by kind`.execute(db);
        return found.rows;
      },
      async runState() {
        const found = await sql<{ state: string }>`
          select state from enrollments where person_id = ${personId}`.execute(db);
        return found.rows[0]?.state;
      },
    };
  }

  const reply = (sent: Sent): string[] => [
    `From: Ines Ferro <${address}>`,
    'Subject: Re: A role for Ines',
    `In-Reply-To: ${sent.messageId}`,
  ];

  test('an answer stops the run before it counts as read, and no later step goes out', async () => {
    const { world, sent, receive, runState, deps } = await scene();
    const before = world.sink.accepted.length;
    const received = await receive(reply(sent), 'Sounds great, call me.');
    assert.equal(received.did, 'kept');
    assert.equal(await runState(), 'stopped');
    await world.pass(10 * dayMs, hourMs);
    assert.equal(world.sink.accepted.length, before);
    const inboundId = received.did === 'kept' ? received.inboundId : '';
    const row = await findInbound(deps.db, { workspaceId: world.workspaceId, inboundId });
    assert.equal(row?.kind, 'human');
    assert.equal(row?.intent, 'interested');
    assert.equal(row?.matchedBy, 'message_id');
    assert.equal(row?.state, 'open');
    const content = row === undefined ? null : await openInbound(deps.db, deps, row);
    assert.equal(content?.text.trim(), 'Sounds great, call me.');
    assert.ok(!Buffer.from(row?.sealed ?? []).includes('Sounds great'), 'sealed at rest');
    await world.close();
  });

  test('the same mail again, also from another folder, changes nothing', async () => {
    const { world, sent, receive, deps } = await scene();
    const lines = [...reply(sent), 'Message-ID: <same@target.example>'].filter(Boolean);
    await receive(lines, 'Yes.');
    const counts = async (): Promise<number[]> => {
      const found = await sql<{ n: number }>`
        select count(*) as n from inbound_messages union all select count(*) from touches
        union all select count(*) from audit_entries`.execute(deps.db);
      return found.rows.map((row) => row.n);
    };
    const before = await counts();
    const { workspaceId, mailboxId } = world;
    const first = await sql<{
      sealedRaw: Uint8Array;
    }>`select sealed_raw from inbound_messages`.execute(deps.db);
    assert.equal(first.rows.length, 1);
    const bytes = Buffer.from(
      ['To: sam@acme.example', 'Message-ID: <in-1@target.example>', ...lines].join('\r\n') +
        '\r\n\r\nYes.',
    );
    const again = await receiveInbound(deps, {
      workspaceId,
      mailbox: { id: mailboxId, address: 'sam@acme.example', ownerEmail: 'sam@acme.example' },
      place: { workspaceId, mailboxId, path: 'Archive', uidValidity: 7, uid: 3 },
      fetched: { bytes, byteCount: bytes.byteLength, receivedAt: deps.clock.now(), threadId: null },
    });
    assert.equal(again.did, 'known');
    assert.deepEqual(await counts(), before);
    await world.close();
  });

  test('an answer from another address in the thread counts', async () => {
    const { world, sent, receive, runState } = await scene();
    await receive(
      [
        'From: Assistant <pa@elsewhere.example>',
        'Subject: Re: A role',
        `References: ${sent.messageId}`,
      ],
      'Ines asks me to tell you yes.',
    );
    assert.equal(await runState(), 'stopped');
    await world.close();
  });

  test('an answer without any reference is known by its address', async () => {
    const { world, receive, runState } = await scene();
    await receive([`From: ${address}`, 'Subject: your mail'], 'Not now, maybe next year.');
    assert.equal(await runState(), 'stopped');
    await world.close();
  });

  test('mail about nothing of ours is not kept', async () => {
    const { world, receive, runState, deps } = await scene();
    const received = await receive(
      ['From: friend@private.example', 'Subject: dinner'],
      'At eight?',
    );
    assert.deepEqual(received, { did: 'passed_over' });
    assert.equal(await runState(), 'active');
    const kept = await sql<{ n: number }>`select count(*) as n from inbound_messages`.execute(
      deps.db,
    );
    assert.equal(kept.rows[0]?.n, 0);
    await world.close();
  });

  test('an absence delays, and does not stop', async () => {
    const { world, sent, receive, runState, personId } = await scene();
    await receive(
      [
        `From: ${address}`,
        'Subject: Automatic reply: A role',
        `In-Reply-To: ${sent.messageId}`,
        'Auto-Submitted: auto-replied',
      ],
      'I am away until 16 March 2026.',
    );
    assert.equal(await runState(), 'active');
    await world.pass(12 * dayMs, hourMs);
    const first = await world.messages(personId);
    assert.equal(
      first.filter((message) => message.state === 'sent').length,
      1,
      'not before the 17th',
    );
    await world.pass(4 * dayMs, hourMs);
    const later = await world.messages(personId);
    assert.equal(later.filter((message) => message.state === 'sent').length, 2);
    await world.close();
  });

  test('somebody who has left the company: the address is dead and the run ends', async () => {
    const { world, sent, receive, runState, suppressions } = await scene();
    await receive(
      [`From: ${address}`, 'Subject: Automatic reply: A role', `In-Reply-To: ${sent.messageId}`],
      'Ines no longer works at Target.',
    );
    assert.equal(await runState(), 'stopped');
    assert.deepEqual(await suppressions(), [{ kind: 'address', cause: 'invalid' }]);
    await world.close();
  });

  const bounce = (sent: Sent, says: string): [string[], string] => [
    [
      'Return-Path: <>',
      'From: Mail Delivery System <MAILER-DAEMON@mx.acme.example>',
      'Subject: Undelivered Mail Returned to Sender',
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    ],
    [
      '--b',
      'Content-Type: text/plain',
      '',
      'It could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.acme.example',
      '',
      `Final-Recipient: rfc822; ${address}`,
      'Action: failed',
      `Diagnostic-Code: smtp; ${says}`,
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${sent.messageId}`,
      '--b--',
      '',
    ].join('\r\n'),
  ];

  test('a dead address is suppressed; the person is not', async () => {
    const { world, sent, receive, suppressions } = await scene();
    await receive(...bounce(sent, '550 5.1.1 User unknown'));
    assert.deepEqual(await suppressions(), [{ kind: 'address', cause: 'bounce' }]);
    await world.close();
  });

  test('a block of our network says nothing about the address', async () => {
    const { world, sent, receive, suppressions } = await scene();
    await receive(...bounce(sent, '554 5.7.1 blocked using zen.spamhaus.org'));
    assert.deepEqual(await suppressions(), []);
    await world.close();
  });

  test('a full mailbox counts after the third time', async () => {
    const { world, sent, receive, suppressions } = await scene();
    for (let times = 1; times <= 3; times += 1) {
      assert.deepEqual(await suppressions(), []);
      await receive(...bounce(sent, '552 5.2.2 Mailbox full'));
    }
    assert.deepEqual(await suppressions(), [{ kind: 'address', cause: 'bounce' }]);
    await world.close();
  });

  test('"remove me" is followed at once, for the person and the address', async () => {
    const { world, sent, receive, suppressions, runState } = await scene();
    await receive(reply(sent), 'Please remove me from your list.');
    const kinds = (await suppressions()).map(({ kind, cause }) => `${kind}:${cause}`);
    assert.deepEqual(kinds, ['address:reply', 'person:reply']);
    assert.equal(await runState(), 'stopped');
    await world.close();
  });

  test('the mailto of the unsubscribe header needs nothing but its subject', async () => {
    const { world, sent, receive, suppressions } = await scene();
    await receive(['From: other@alias.example', `Subject: unsubscribe ${sent.token}`], '');
    const kinds = (await suppressions()).map(({ kind, cause }) => `${kind}:${cause}`);
    assert.deepEqual(kinds, ['address:mailto', 'person:mailto']);
    await world.close();
  });

  test('broken, huge and hostile mails are kept or passed over, and stop nothing', async () => {
    const { world, receive, runState } = await scene();
    await receive(
      ['From: x@y.example', 'Content-Type: multipart/mixed; boundary=""'],
      '--\r\n--\r\n',
    );
    await receive(['From: x@y.example', `Subject: ${'=?utf-8?q?'.repeat(5_000)}`], 'x');
    await receive(['From: x@y.example', 'Content-Type: text/html'], '<div>'.repeat(200_000));
    const nested = Array.from(
      { length: 300 },
      (_, depth) => `--b${depth}\r\nContent-Type: multipart/mixed; boundary=b${depth + 1}\r\n\r\n`,
    ).join('');
    await receive(['From: x@y.example', 'Content-Type: multipart/mixed; boundary=b0'], nested);
    await receive(['From: x@y.example'], 'a'.repeat(5_000_000));
    assert.equal(await runState(), 'active');
    await world.close();
  });
});
