// Before a follow-up the mailbox is read: an answer that lies there stops it, and a mailbox that cannot be read makes it wait.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { anEmail, hourMs, minuteMs, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import { readMail } from '../adapters/mime/read-mail.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { FetchedMail, MailReader } from '../ports/mail-reader.ts';
import { PortFailure } from '../ports/failure.ts';
import { claimDue } from './claim-due.ts';
import type { MailDeps } from './mail-deps.ts';
import { readBeforeSend } from './read-before-send.ts';
import { mailboxHandler } from './run-mailbox.ts';

const address = 'ines.ferro@target.example';

/** A mailbox with mails that a test puts in. */
function mailboxOf(world: SendingWorld): {
  reader: MailReader;
  mails: FetchedMail[];
  looks: () => number;
  setAway: (isAway: boolean) => void;
} {
  const mails: FetchedMail[] = [];
  let looks = 0;
  let isAway = false;
  const reader: MailReader = {
    ...world.deps.mailReader,
    findSent: async () => ({ isFound: true, messageId: null }),
    fileSent: async () => undefined,
    async listFolders() {
      looks += 1;
      if (isAway) throw new PortFailure({ kind: 'unreachable', message: 'Away.', detail: 'test' });
      return [{ path: 'INBOX', use: 'inbox' }];
    },
    markOf: async () => ({ uidValidity: 1, uidNext: mails.length + 1 }),
    fetchAfter: async (_access, { afterUid }) => ({
      mails: mails.filter((mail) => mail.uid > afterUid),
      throughUid: mails.length,
      hasMore: false,
    }),
  };
  return { reader, mails, looks: () => looks, setAway: (away) => (isAway = away) };
}

eachDatabase((_kind, open) => {
  async function scene() {
    const { db } = await open();
    const world = await sendingWorld(db, 'sync');
    const box = mailboxOf(world);
    const deps: MailDeps = {
      ...world.deps,
      mailReader: box.reader,
      readMail,
      intentModel: null,
    };
    const handler = mailboxHandler({
      readFirst: async (given, key) => await readBeforeSend({ ...deps, ...given }, key),
    });
    const steps = [
      anEmail('one'),
      anEmail('two', { delay: { amount: 2, unit: 'hours' }, isInThread: true }),
    ];
    const personId = await world.person('Ines Ferro', address);
    await world.enrol(personId, await world.sequence({ steps }));
    const turn = async (): Promise<void> => {
      while ((await claimDue(deps)) === 'more');
      const found = await sql<ClaimedWork>`
        select workspace_id, kind, subject_id, queue_key, lane, due_at, because, version, attempts from work
        where kind = 'mailbox' and due_at <= ${deps.clock.now()}`.execute(db);
      for (const work of found.rows) await handler({ ...deps, turn: world.turn }, work);
    };
    await turn();
    assert.equal(world.sink.accepted.length, 1, 'the first step went out');
    return { world, box, personId, turn };
  }

  test('a first message needs no look; a follow-up looks where nobody looked for a minute and a half', async () => {
    const { world, box, turn } = await scene();
    assert.equal(box.looks(), 0);
    world.setNow(world.nowMs() + 3 * hourMs);
    await turn();
    assert.equal(box.looks(), 1);
    assert.equal(world.sink.accepted.length, 2);
    await world.close();
  });

  test('an answer that nobody has read yet stops the follow-up', async () => {
    const { world, box, personId, turn } = await scene();
    await readBeforeSend(
      { ...world.deps, mailReader: box.reader, readMail, intentModel: null },
      world,
    );
    world.setNow(world.nowMs() + 3 * hourMs);
    const name = /^Message-ID: (<\S+>)\r$/mu.exec(world.sink.accepted[0]?.body.toString() ?? '');
    const lines = [`From: ${address}`, 'To: sam@acme.example', `In-Reply-To: ${name?.[1] ?? ''}`];
    const bytes = Buffer.from(`${lines.join('\r\n')}\r\nSubject: Re: A role\r\n\r\nLet us talk.`);
    const receivedAt = new Date(world.nowMs() - minuteMs);
    box.mails.push({ uid: 1, bytes, byteCount: bytes.byteLength, receivedAt, threadId: null });
    await turn();
    assert.equal(world.sink.accepted.length, 1);
    const run = await sql<{ state: string; because: string }>`
      select state, because from enrollments where person_id = ${personId}`.execute(world.deps.db);
    assert.deepEqual(run.rows[0], { state: 'stopped', because: 'the person replied' });
    await world.close();
  });

  test('while the mailbox cannot be read the follow-up waits, and says so', async () => {
    const { world, box, personId, turn } = await scene();
    world.setNow(world.nowMs() + 3 * hourMs);
    box.setAway(true);
    await turn();
    assert.equal(world.sink.accepted.length, 1);
    const message = (await world.messages(personId)).find((each) => each.stepId === 'two');
    assert.match(String(message?.because), /answer may have come in/u);
    box.setAway(false);
    world.setNow(world.nowMs() + 2 * minuteMs);
    await turn();
    assert.equal(world.sink.accepted.length, 2);
    await world.close();
  });
});
