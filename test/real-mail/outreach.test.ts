// The whole way of outreach through the doors: a mailbox is connected, a sequence published, somebody enrolled; the mail
// arrives, the answer is read, everything stops, and Lever tells both. SMTP and IMAP are real servers.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { ImapFlow } from 'imapflow';
import { startSmtpSink } from '../../sandbox/mail/smtp-sink.ts';
import type { SmtpSink } from '../../sandbox/mail/smtp-sink.ts';
import { lanes } from '../../src/engine/lanes.ts';
import { requestWork } from '../../src/engine/work.ts';
import { mailboxReadKind } from '../../src/flows/read-mailbox.ts';
import { eachDatabase } from '../databases.ts';
import { startWhole } from '../whole.ts';
import type { Whole } from '../whole.ts';
import { mailPassword, startDovecot } from './dovecot.ts';
import type { Dovecot } from './dovecot.ts';

const userEmail = 'mara@ours.example';
const theirs = 'ines.ferro@target.example';
const allDay = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' };

eachDatabase((kind) => {
  let whole: Whole;
  let sink: SmtpSink;
  let dovecot: Dovecot;
  before(async () => {
    dovecot = await startDovecot();
    sink = await startSmtpSink({ users: { [userEmail]: mailPassword } });
    whole = await startWhole(kind, {
      settings: { PUBLIC_URL: 'https://go.ours.example', ALLOW_PRIVATE_MAIL_HOSTS: 'true' },
    });
    await prepare();
  });
  after(async () => {
    await whole?.stop();
    await sink?.close();
    await dovecot?.stop();
  });

  const ask = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object) =>
    (await whole.api.ask({ method, path, ...(body === undefined ? {} : { body }) })) as Record<
      string,
      unknown
    > & { id: string; items: Record<string, unknown>[] };

  let mailboxId = '';
  let sequenceId = '';

  async function prepare(): Promise<void> {
    const identity = { organisation: 'Ours', postalAddress: '1 Main St, Springfield' };
    await ask('PUT', '/v1/outreach/policy', { body: { identity } });
    const mailbox = await ask('POST', '/v1/mailboxes', {
      userEmail,
      address: userEmail,
      senderName: 'Mara Lind',
      smtp: { host: '127.0.0.1', port: sink.port, security: 'none' },
      imap: { host: '127.0.0.1', port: dovecot.imapPort, security: 'none' },
      password: mailPassword,
      zone: 'Europe/Lisbon',
    });
    mailboxId = mailbox.id;
    // Else the second message of the test would wait for minutes.
    await ask('PATCH', `/v1/mailboxes/${mailboxId}`, { gapMinSeconds: 1, gapMaxSeconds: 1 });
    const step = { channel: 'email', delay: { amount: 0, unit: 'hours' } };
    const text = 'Hi {{ first_name }}, shall we talk?';
    const sequence = await ask('POST', '/v1/sequences', {
      name: 'Engineers',
      userEmail,
      body: {
        steps: [
          { ...step, id: 'one', variants: [{ id: 'a', subject: 'A role', text }] },
          {
            ...step,
            id: 'two',
            delay: { amount: 48, unit: 'hours' },
            isInThread: true,
            variants: [{ id: 'a', text }],
          },
        ],
        window: allDay,
        skipsHolidays: false,
        approval: 'none',
        holdMinutes: 0,
      },
    });
    sequenceId = sequence.id;
    await ask('POST', `/v1/sequences/${sequenceId}/publish`);
  }

  async function enrolled(name: string, email: string) {
    const emails = [{ value: email, status: 'verified', verifiedAt: new Date().toISOString() }];
    const profile = { source: 'pin', sourceEventId: email, name, emails };
    await whole.profiles({ ...profile, location: 'Lisbon, Portugal' });
    await whole.quiet();
    const people = await ask('GET', `/v1/people?email=${encodeURIComponent(email)}`);
    const personId = String(people.items[0]?.['id']);
    const wish = { sequenceId, personIds: [personId], mailboxId, userEmail };
    const done = await ask('POST', '/v1/enrollments', wish);
    assert.equal(done['enrolledCount'], 1, JSON.stringify(done.items));
    await whole.quiet();
    return { personId, enrollmentId: String(done.items[0]?.['enrollmentId']) };
  }

  test('mail goes out whole, an answer stops everything, and Lever tells both', async () => {
    const { enrollmentId } = await enrolled('Ines Ferro', theirs);
    const run = await ask('GET', `/v1/enrollments/${enrollmentId}`);
    assert.equal(sink.accepted.length, 1, JSON.stringify(run));
    const [mail] = sink.accepted;
    const bytes = mail?.body.toString() ?? '';
    assert.deepEqual([mail?.from, mail?.to], [userEmail, [theirs]]);
    assert.match(bytes, /^From: .*<mara@ours\.example>\r$/mu);
    assert.match(bytes, /^Subject: A role\r$/mu);
    const token = /^X-Fulcrum-Intent: (\w{32})\r$/mu.exec(bytes)?.[1];
    assert.ok(bytes.includes(`<https://go.ours.example/u/${token}>`));
    assert.match(bytes, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/mu);
    const name = /^Message-ID: (<\S+@ours\.example>)\r$/mu.exec(bytes)?.[1];
    await answer(name ?? '');
    await readNow();
    const stopped = await ask('GET', `/v1/enrollments/${enrollmentId}`);
    assert.equal(stopped['state'], 'stopped', JSON.stringify(stopped));
    const inbox = await ask('GET', '/v1/inbox');
    assert.deepEqual(
      inbox.items.map((one) => [one['kind'], one['matchedBy'], one['from']]),
      [['human', 'message_id', theirs]],
    );
    const lines = whole.sandbox.control
      .opportunities({ limit: 10 })
      .flatMap((one) => one.notes.flatMap((note) => note.entries.map((entry) => entry.value)))
      .join('\n');
    assert.match(lines, /sent/iu);
    assert.match(lines, /repl/iu);
    assert.equal(sink.accepted.length, 1);
  });

  test('an answer that comes in stops the run within seconds, without the minute’s look', async (t) => {
    const email = 'pia.blum@target.example';
    const { enrollmentId } = await enrolled('Pia Blum', email);
    const mail = sink.accepted.find((each) => each.to.includes(email));
    const name = /^Message-ID: (<\S+>)\r$/mu.exec(mail?.body.toString() ?? '')?.[1] ?? '';
    const stateOf = async (): Promise<string> =>
      String((await ask('GET', `/v1/enrollments/${enrollmentId}`))['state']);
    await listened();
    assert.equal(await stateOf(), 'active');
    const answeredAt = performance.now();
    await answer(name, email);
    while ((await stateOf()) === 'active' && performance.now() - answeredAt < 30_000)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(await stateOf(), 'stopped');
    const seconds = (performance.now() - answeredAt) / 1_000;
    assert.ok(seconds < 20, `it took ${seconds} s`);
    t.diagnostic(`answer to stop: ${seconds.toFixed(1)} s`);
  });

  test('one click by POST ends everything for the person; looking at the page does not', async () => {
    const email = 'olga.ivanova@other.example';
    const { personId, enrollmentId } = await enrolled('Olga Ivanova', email);
    const mail = sink.accepted.find((each) => each.to.includes(email));
    const token = /^X-Fulcrum-Intent: (\w{32})\r$/mu.exec(mail?.body.toString() ?? '')?.[1];
    assert.ok(token !== undefined, 'the mail went out');
    const url = `${whole.fulcrum.url}/u/${token}`;
    assert.equal((await fetch(url)).status, 200);
    assert.equal((await ask('GET', `/v1/enrollments/${enrollmentId}`))['state'], 'active');
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    assert.equal((await fetch(url, { method: 'POST', body })).status, 200);
    assert.equal((await ask('GET', `/v1/enrollments/${enrollmentId}`))['state'], 'stopped');
    const list = await ask('GET', `/v1/suppressions?personId=${personId}`);
    assert.deepEqual(
      list.items.map((one) => `${String(one['kind'])} ${String(one['cause'])}`).toSorted(),
      ['address one_click', 'person one_click'],
    );
    const why = await ask('GET', `/v1/people/${personId}/contact`);
    assert.match(String(why['because']), /^not to be contacted/u);
  });

  /** A process listens on the mailbox. */
  async function listened(): Promise<void> {
    const { db } = whole.fulcrum.deps;
    for (let tries = 0; tries < 200; tries += 1) {
      const held = await db.selectFrom('mailboxWatches').select('holder').execute();
      if (held.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail('nobody listens');
  }

  async function answer(name: string, from = theirs): Promise<void> {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: dovecot.imapPort,
      secure: false,
      auth: { user: userEmail, pass: mailPassword },
      logger: false,
      disableAutoIdle: true,
    });
    await client.connect();
    const head = [`From: ${from}`, `To: ${userEmail}`, 'Subject: Re: A role'];
    const ids = [`Message-ID: <answer-${from}>`, `In-Reply-To: ${name}`];
    const lines = [...head, ...ids, '', 'Yes, gladly. How about Tuesday?', ''];
    await client.append('INBOX', Buffer.from(lines.join('\r\n')));
    await client.logout();
  }

  async function readNow(): Promise<void> {
    const { deps, workspaceId } = whole.fulcrum;
    await requestWork(deps.db, {
      workspaceId,
      kind: mailboxReadKind,
      subjectId: mailboxId,
      queueKey: `imap:${mailboxId}`,
      lane: lanes.reply,
      dueAt: deps.clock.now(),
      because: 'the test asks',
    });
    deps.wake();
    await whole.quiet();
  }
});
