// Reading a mailbox through everything a real Dovecot may do meanwhile: each mail is taken in once, and none is lost.

import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { sql } from 'kysely';
import { imapReader } from '../../src/adapters/imap/imap-reader.ts';
import { readMail } from '../../src/adapters/mime/read-mail.ts';
import { Secret } from '../../src/core/secret.ts';
import type { MailDeps } from '../../src/flows/mail-deps.ts';
import { mailboxReadKind, readMailbox } from '../../src/flows/read-mailbox.ts';
import { connectMailbox } from '../../src/flows/save-mailbox.ts';
import { eachDatabase } from '../databases.ts';
import { hourMs, sendingWorld } from '../sending-world.ts';
import { mailPassword, startDovecot } from './dovecot.ts';
import type { Dovecot } from './dovecot.ts';

const theirs = 'ines.ferro@target.example';

eachDatabase((kind, open) => {
  let dovecot: Dovecot;
  before(async () => {
    dovecot = await startDovecot();
  });
  after(async () => {
    await dovecot?.stop();
  });

  const address = `mara.${kind}@ours.example`;

  async function scene() {
    const { db } = await open();
    const world = await sendingWorld(db, 'reading');
    const { workspaceId } = world;
    const reader = imapReader({ connectMs: 10_000, silenceMs: 20_000 });
    const deps: MailDeps = { ...world.deps, mailReader: reader, readMail, intentModel: null };
    const server = { host: '127.0.0.1', port: dovecot.imapPort, security: 'none' } as const;
    const { mailboxId } = await connectMailbox(deps, {
      workspaceId,
      ownerEmail: 'mara@ours.example',
      address,
      senderName: 'Mara',
      provider: 'other',
      smtp: server,
      imap: server,
      auth: 'password',
      signInAs: address,
      credential: new Secret(mailPassword),
      zone: 'Europe/Lisbon',
      actor: 'test',
    });
    const personId = await world.person('Ines Ferro', theirs);
    await world.enrol(personId, await world.sequence());
    await world.pass(hourMs);
    const bytes = world.sink.accepted[0]?.body.toString() ?? '';
    const original = /^Message-ID: (<\S+>)\r$/mu.exec(bytes)?.[1] ?? '';
    assert.notEqual(original, '');
    const imap = async (act: (client: ImapFlow) => Promise<unknown>): Promise<void> => {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port: dovecot.imapPort,
        secure: false,
        auth: { user: address, pass: mailPassword },
        logger: false,
        disableAutoIdle: true,
      });
      await client.connect();
      await act(client);
      await client.logout();
    };
    const work = {
      workspaceId,
      kind: mailboxReadKind,
      subjectId: mailboxId,
      queueKey: `imap:${mailboxId}`,
      lane: 1,
      dueAt: deps.clock.now(),
      because: 'a test',
      version: 1,
      attempts: 0,
    } as const;
    return {
      imap,
      read: async () => await readMailbox(deps, work),
      deliver: async (from: number, to: number) =>
        await imap(async (client) => {
          for (let number = from; number < to; number += 1) {
            const head = [`From: ${theirs}`, `Message-ID: <${number}@target.example>`];
            const lines = [...head, `In-Reply-To: ${original}`, '', `Answer ${number}`, ''];
            await client.append('INBOX', Buffer.from(lines.join('\r\n')));
          }
        }),
      taken: async (): Promise<number[]> => {
        const found = await sql<{ mailId: string }>`
          select mail_id from inbound_messages where mailbox_id = ${mailboxId}`.execute(db);
        const numbers = found.rows.map((row) => Number(/\d+/u.exec(row.mailId)?.[0]));
        return numbers.toSorted((one, two) => one - two);
      },
      close: async () => {
        await reader.close();
        await world.close();
      },
    };
  }

  const numbers = (from: number, to: number): number[] =>
    Array.from({ length: to - from }, (_each, index) => from + index);

  test('a backlog, a gap, a killed server and a folder numbered anew: each mail once, none lost', async () => {
    const { imap, read, deliver, taken, close } = await scene();
    await deliver(0, 3);
    assert.equal((await read()).next, 'again');
    assert.deepEqual(await taken(), [], 'what lay there before is not read');
    await deliver(3, 73);
    await imap(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete('10:14', { uid: true });
    });
    await read();
    const present = [...numbers(3, 9), ...numbers(14, 73)];
    assert.deepEqual(await taken(), present, 'over several batches, without those deleted');
    await dovecot.restart();
    await deliver(73, 76);
    const broken = await read().catch((error: { kind?: string }) => error.kind);
    if (broken === 'unreachable') await read();
    assert.deepEqual(await taken(), [...present, ...numbers(73, 76)]);
    // Without its list of numbers Dovecot gives all mails new ones.
    const folder = join(dovecot.folder, 'mail', address);
    for (const name of readdirSync(folder))
      if (/^dovecot(?:-uidlist|-uidvalidity.*|\.index.*)$/u.test(name))
        rmSync(join(folder, name), { recursive: true, force: true });
    await dovecot.restart();
    await deliver(76, 78);
    for (let tries = 0; tries < 3; tries += 1) await read().catch(() => undefined);
    const all = await taken();
    // Numbered anew everything is read again, also what lay there before; what is known is not taken in twice.
    assert.deepEqual(all, [...numbers(0, 3), ...present, ...numbers(73, 78)]);
    await close();
  });
});
