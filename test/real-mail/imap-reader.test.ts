// The reader against a real Dovecot.

import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { ImapFlow } from 'imapflow';
import { imapReader } from '../../src/adapters/imap/imap-reader.ts';
import { Secret } from '../../src/core/secret.ts';
import type { MailAccess } from '../../src/ports/mail-account.ts';
import type { MailReader } from '../../src/ports/mail-reader.ts';
import { mailPassword, startDovecot } from './dovecot.ts';

const dovecot = await startDovecot();
const reader = imapReader({ connectMs: 5_000, silenceMs: 20_000, idleMs: 20_000 });
after(async () => {
  await reader.close();
  await dovecot.stop();
});

function accessOf(user: string, password = mailPassword): MailAccess {
  return {
    server: { host: '127.0.0.1', port: dovecot.imapPort, security: 'none' },
    signIn: { kind: 'password', user, password: new Secret(password) },
  };
}

async function asUser<T>(user: string, act: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: dovecot.imapPort,
    secure: false,
    auth: { user, pass: mailPassword },
    logger: false,
    disableAutoIdle: true,
  });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.logout();
  }
}

function letter(number: number): Buffer {
  return Buffer.from(
    `From: p${number}@theirs.example\r\nTo: mara@ours.example\r\nSubject: ${number}\r\nMessage-ID: <${number}@theirs.example>\r\n\r\nNumber ${number}\r\n`,
  );
}

async function deliver(user: string, from: number, count: number): Promise<void> {
  await asUser(user, async (client) => {
    for (let number = from; number < from + count; number += 1)
      await client.append('INBOX', letter(number));
  });
}

function subjectOf(bytes: Uint8Array): string {
  return /^Subject: (.*)$/mu.exec(Buffer.from(bytes).toString())?.[1]?.trim() ?? '';
}

/** As the flow reads: by number, in batches, until there is no more. */
async function readAll(
  by: MailReader,
  access: MailAccess,
  from: { afterUid: number; limit: number; betweenBatches?: () => Promise<void> },
): Promise<{ subjects: string[]; afterUid: number }> {
  const { uidValidity } = await by.markOf(access, 'INBOX');
  const subjects: string[] = [];
  let { afterUid } = from;
  for (let batches = 0; batches < 1_000; batches += 1) {
    const batch = await by.fetchAfter(access, {
      folder: 'INBOX',
      uidValidity,
      afterUid,
      limit: from.limit,
    });
    subjects.push(...batch.mails.map((mail) => subjectOf(mail.bytes)));
    afterUid = batch.throughUid;
    if (!batch.hasMore) break;
    await from.betweenBatches?.();
  }
  return { subjects, afterUid };
}

const numbers = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(from + index));

test('folders are told apart by their use', async () => {
  const folders = await reader.listFolders(accessOf('folders'));
  const uses = new Map(folders.map(({ path, use }) => [path, use]));
  assert.equal(uses.get('INBOX'), 'inbox');
  assert.equal(uses.get('Sent'), 'sent');
  assert.equal(uses.get('Junk'), 'junk');
});

test('every message of a backlog is read once and in order', async () => {
  await deliver('backlog', 1, 300);
  const read = await readAll(reader, accessOf('backlog'), { afterUid: 0, limit: 70 });
  assert.deepEqual(read.subjects, numbers(1, 300));
  await deliver('backlog', 301, 5);
  const later = await readAll(reader, accessOf('backlog'), { afterUid: read.afterUid, limit: 70 });
  assert.deepEqual(later.subjects, numbers(301, 5));
  const nothing = await readAll(reader, accessOf('backlog'), {
    afterUid: later.afterUid,
    limit: 70,
  });
  assert.deepEqual(nothing.subjects, []);
});

test('a message removed while the folder is read costs no other', async () => {
  await deliver('expunge', 1, 60);
  let hasRemoved = false;
  const read = await readAll(reader, accessOf('expunge'), {
    afterUid: 0,
    limit: 20,
    async betweenBatches() {
      if (hasRemoved) return;
      hasRemoved = true;
      await asUser('expunge', async (client) => {
        const lock = await client.getMailboxLock('INBOX');
        await client.messageDelete('5,25,45', { uid: true });
        lock.release();
      });
    },
  });
  const expected = numbers(1, 60).filter((number) => number !== '25' && number !== '45');
  assert.deepEqual(read.subjects, expected);
});

test('a killed server is read on from where the reading stood', async () => {
  await deliver('killed', 1, 50);
  const access = accessOf('killed');
  const { uidValidity } = await reader.markOf(access, 'INBOX');
  const from = { folder: 'INBOX', uidValidity, limit: 20 };
  const first = await reader.fetchAfter(access, { ...from, afterUid: 0 });
  await dovecot.restart();
  // The kept connection is dead: one failure is told, then it goes on.
  const rest: string[] = [];
  let afterUid = first.throughUid;
  let failures = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    try {
      const batch = await reader.fetchAfter(access, { ...from, afterUid });
      rest.push(...batch.mails.map((mail) => subjectOf(mail.bytes)));
      afterUid = batch.throughUid;
      if (!batch.hasMore) break;
    } catch {
      failures += 1;
    }
  }
  assert.ok(failures <= 2, `${failures} failures`);
  assert.deepEqual(rest, numbers(21, 30));
});

test('a folder that is numbered anew is told, and read again from the beginning', async () => {
  await asUser('renumbered', async (client) => {
    await client.mailboxCreate('Team');
    await client.append('Team', letter(1));
  });
  const access = accessOf('renumbered');
  const mark = await reader.markOf(access, 'Team');
  const from = { folder: 'Team', uidValidity: mark.uidValidity, afterUid: 0, limit: 10 };
  assert.equal((await reader.fetchAfter(access, from)).mails.length, 1);
  // Dovecot numbers by the second, so a folder made again within one keeps its number.
  let fresh = mark;
  for (let tries = 0; tries < 500 && fresh.uidValidity === mark.uidValidity; tries += 1) {
    await asUser('renumbered', async (client) => {
      await client.mailboxDelete('Team');
      await client.mailboxCreate('Team');
    });
    fresh = await reader.markOf(access, 'Team');
  }
  assert.notEqual(fresh.uidValidity, mark.uidValidity);
  await asUser('renumbered', async (client) => await client.append('Team', letter(2)));
  await assert.rejects(reader.fetchAfter(access, from), { kind: 'conflict' });
  const again = await reader.fetchAfter(access, { ...from, uidValidity: fresh.uidValidity });
  assert.equal(subjectOf(again.mails[0]?.bytes ?? Buffer.alloc(0)), '2');
});

test('new mail wakes the reader', async () => {
  const access = accessOf('idle');
  const stop = new AbortController();
  // The first wait only begins the watch.
  await reader.waitForChange(access, 'INBOX', stop.signal);
  const woken = reader.waitForChange(access, 'INBOX', stop.signal);
  await deliver('idle', 1, 1);
  await woken;
  const read = await readAll(reader, access, { afterUid: 0, limit: 10 });
  assert.deepEqual(read.subjects, ['1']);
  const ended = reader.waitForChange(access, 'INBOX', stop.signal);
  stop.abort();
  await ended;
});

test('our own mail is filed and found again by either name', async () => {
  const access = accessOf('sent');
  const token = 'k3v7q2m9x4k3v7q2m9x4k3v7q2m9x4ab';
  const search = { messageId: '<one@ours.example>', intentToken: token, since: new Date(0) };
  assert.deepEqual(await reader.findSent(access, search), { isFound: false });
  const head = `From: a@ours.example\r\nX-Fulcrum-Intent: ${token}\r\n`;
  await reader.fileSent(
    access,
    Buffer.from(`${head}Message-ID: <replaced@server.example>\r\n\r\nx\r\n`),
  );
  const found = await reader.findSent(access, search);
  assert.deepEqual(found, { isFound: true, messageId: 'replaced@server.example' });
});

test('of a huge mail only the beginning is fetched', async () => {
  const small = imapReader({ bytesMax: 1_000 });
  await asUser('huge', async (client) => {
    await client.append('INBOX', Buffer.concat([letter(1), Buffer.alloc(5_000_000, 'a\r\n')]));
  });
  const access = accessOf('huge');
  const { uidValidity } = await small.markOf(access, 'INBOX');
  const batch = await small.fetchAfter(access, {
    folder: 'INBOX',
    uidValidity,
    afterUid: 0,
    limit: 5,
  });
  assert.equal(batch.mails[0]?.bytes.byteLength, 1_000);
  assert.ok((batch.mails[0]?.byteCount ?? 0) >= 5_000_000);
  await small.close();
});

test('a changed password is told as such', async () => {
  await assert.rejects(reader.listFolders(accessOf('someone', 'old')), { kind: 'unauthorized' });
});
