// Our SMTP client against a real Postfix, which hands over to a real Dovecot.

import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { imapReader } from '../../src/adapters/imap/imap-reader.ts';
import { readMail } from '../../src/adapters/mime/read-mail.ts';
import { smtpSender } from '../../src/adapters/smtp/smtp-sender.ts';
import { classifyMail } from '../../src/core/mail/classify.ts';
import { Secret } from '../../src/core/secret.ts';
import type { MailAccess } from '../../src/ports/mail-account.ts';
import { PortFailure } from '../../src/ports/failure.ts';
import type { FetchedMail } from '../../src/ports/mail-reader.ts';
import { startSmtpSink } from '../../sandbox/mail/smtp-sink.ts';
import { mailPassword, startDovecot } from './dovecot.ts';
import { startPostfix } from './postfix.ts';

const dovecot = await startDovecot();
const world = await startSmtpSink();
world.addFault({ point: 'rcpt', act: { answer: '550 5.1.1 User unknown' } });
const postfix = await startPostfix({ lmtpPort: dovecot.lmtpPort, outPort: world.port });
const sender = smtpSender();
const reader = imapReader({ silenceMs: 20_000 });
const smtp: MailAccess = {
  server: { host: '127.0.0.1', port: postfix.port, security: 'none' },
  signIn: { kind: 'password', user: 'mara@ours.example', password: new Secret('unused') },
};
const imap: MailAccess = {
  server: { host: '127.0.0.1', port: dovecot.imapPort, security: 'none' },
  signIn: { kind: 'password', user: 'mara@ours.example', password: new Secret(mailPassword) },
};
const go = { signal: new AbortController().signal, mayIssueData: async () => true };
after(async () => {
  sender.close();
  await reader.close();
  postfix.stop();
  await dovecot.stop();
  await world.close();
});

/** Waits on IDLE for the mail after `afterUid`. */
async function nextMail(afterUid: number): Promise<FetchedMail> {
  for (let waits = 0; waits < 20; waits += 1) {
    // A folder that never held a mail gets its number with the first one.
    const { uidValidity } = await reader.markOf(imap, 'INBOX');
    const from = { folder: 'INBOX', uidValidity, afterUid, limit: 1 };
    const batch = await reader.fetchAfter(imap, from).catch((error: unknown) => {
      // That mail came between the two questions: asked again, as reading a mailbox does.
      if (error instanceof PortFailure && error.kind === 'conflict') return null;
      throw error;
    });
    if (batch === null) continue;
    const mail = batch.mails[0];
    if (mail !== undefined) return mail;
    await reader.waitForChange(imap, 'INBOX', AbortSignal.timeout(5_000));
  }
  throw new Error('no mail came');
}

function letter(to: string, text: string): Buffer {
  return Buffer.from(
    `From: Mara <mara@ours.example>\r\nTo: ${to}\r\nSubject: hello\r\nMessage-ID: <real-1@ours.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
  );
}

test('a message arrives with its dots, and a dead address comes back as a hard bounce of it', async () => {
  const text = '.a dot\r\n..two dots\r\nGrüße';
  const kept = await sender.send(
    smtp,
    {
      bytes: letter('mara@ours.example', text),
      envelopeFrom: 'mara@ours.example',
      envelopeTo: 'mara@ours.example',
    },
    go,
  );
  assert.equal(kept.outcome, 'accepted');
  const arrived = await nextMail(0);
  assert.ok(Buffer.from(arrived.bytes).toString().includes(text));
  const lost = await sender.send(
    smtp,
    {
      bytes: letter('nobody@theirs.example', 'hello'),
      envelopeFrom: 'mara@ours.example',
      envelopeTo: 'nobody@theirs.example',
    },
    go,
  );
  assert.equal(lost.outcome, 'accepted');
  const notice = classifyMail(await readMail((await nextMail(arrived.uid)).bytes));
  assert.equal(notice.kind, 'bounce');
  assert.ok(notice.originals.includes('real-1@ours.example'));
  assert.equal(notice.recipients[0]?.address, 'nobody@theirs.example');
  assert.equal(notice.recipients[0]?.isHard, true);
});

test('many messages go over few connections and all arrive', async () => {
  const before = (await reader.markOf(imap, 'INBOX')).uidNext;
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, async (_, index) =>
      sender.send(
        smtp,
        {
          bytes: letter('mara@ours.example', `number ${index}`),
          envelopeFrom: 'mara@ours.example',
          envelopeTo: 'mara@ours.example',
        },
        go,
      ),
    ),
  );
  assert.deepEqual([...new Set(outcomes.map(({ outcome }) => outcome))], ['accepted']);
  let afterUid = before - 1;
  for (let count = 0; count < 40; count += 1) afterUid = (await nextMail(afterUid)).uid;
  assert.equal((await reader.markOf(imap, 'INBOX')).uidNext, afterUid + 1);
});
