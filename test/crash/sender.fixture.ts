// A sending worker as a process of its own, for tests that kill it or run ten at once. It tells on standard output what
// it passes, dies where it is told to, and asks the test over HTTP what stands in Sent.

import { sql } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { aesSealer } from '../../src/adapters/sealer/aes-sealer.ts';
import { smtpSender } from '../../src/adapters/smtp/smtp-sender.ts';
import { Secret } from '../../src/core/secret.ts';
import { openDatabase } from '../../src/db/connect.ts';
import type { ClaimedWork } from '../../src/engine/work.ts';
import { claimDue } from '../../src/flows/claim-due.ts';
import type { OutreachDeps } from '../../src/flows/outreach-deps.ts';
import { mailboxHandler } from '../../src/flows/run-mailbox.ts';
import { sendMessage } from '../../src/flows/send-message.ts';
import type { MailReader } from '../../src/ports/mail-reader.ts';
import { aTurn } from '../engine.ts';
import { quietDeps } from '../people.ts';

const setting = (name: string): string => process.env[name] ?? '';
const virtualMs = Number(setting('VIRTUAL_MS'));
const wallMs = Number(setting('WALL_MS'));
const sentUrl = setting('SENT_URL');
const crashAt = setting('CRASH_AT');
let aheadMs = 0;

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

const database = await openDatabase({
  databaseUrl: new Secret(setting('DATABASE_URL')),
  dataDir: '',
  poolSize: 3,
  connectWithinMs: 20_000,
  sleep: async (ms) => await sleep(ms),
});
const { db } = database;

const nowhere = (): never => {
  throw new Error('This process reaches no such system.');
};
const deps: OutreachDeps = {
  ...quietDeps(db, `process ${process.pid}`),
  chance: { next: () => Math.random() },
  sealer: aesSealer(new Uint8Array(32).fill(3)),
  clock: {
    now: () => new Date(virtualMs + aheadMs + (Date.now() - wallMs)),
    sleep: async (ms, signal) => {
      await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    },
  },
  mailSender: smtpSender(),
  mailReader: {
    findSent: async (_access: unknown, search: { intentToken: string }) => {
      const answer = await fetch(`${sentUrl}/${search.intentToken}`);
      return answer.status === 200 ? { isFound: true, messageId: null } : { isFound: false };
    },
    fileSent: async () => undefined,
  } as unknown as MailReader,
  smsSender: { send: nowhere } as unknown as OutreachDeps['smsSender'],
  mailDns: {
    findMx: async () => [{ exchange: 'mx.example', priority: 10 }],
    hasAddress: async () => true,
    findTxt: async () => [],
  },
  contactVerifiers: [],
  mailSigner: null,
  holidays: { of: async () => () => null },
  publicUrl: 'https://go.example',
};

const turn = await aTurn(deps);
const onPoint = (point: string): void => {
  tell(point);
  if (point === crashAt) process.kill(process.pid, 'SIGKILL');
};

/** Every mailbox's work that is due, one after the other. */
async function workOnce(): Promise<void> {
  while ((await claimDue(deps)) === 'more');
  const found = await sql<ClaimedWork>`
    select workspace_id, kind, subject_id, queue_key, lane, due_at, because, version, attempts from work
    where due_at <= ${deps.clock.now()} and kind = 'mailbox'`.execute(db);
  const handler = mailboxHandler({ onPoint });
  for (const work of found.rows) {
    const result = await handler({ ...deps, turn }, work);
    const key = sql`workspace_id = ${work.workspaceId} and kind = ${work.kind} and subject_id = ${work.subjectId}`;
    if (result.next === 'done') await sql`delete from work where ${key}`.execute(db);
    else await sql`update work set due_at = ${result.dueAt} where ${key}`.execute(db);
  }
}

/** Past every lease of a message and every protocol: whatever is open is tried, in an order of its own. */
async function grabEverything(untilMs: number): Promise<void> {
  while (Date.now() < untilMs) {
    const open = await sql<{ workspaceId: string; id: string }>`
      select workspace_id, id from messages where state in ('planned', 'prepared', 'refused_transient')
      order by random() limit 5`.execute(db);
    for (const key of open.rows)
      await sendMessage(deps, key, {
        fence: turn.epoch,
        signal: turn.signal,
        onPoint: () => undefined,
      });
    await sleep(open.rows.length === 0 ? 20 : 5);
  }
}

const mode = setting('MODE');
if (mode === 'grab') {
  tell('ready');
  await grabEverything(Number(setting('UNTIL_MS')));
} else {
  for (const ahead of setting('AHEAD_MS').split(',')) {
    aheadMs = Number(ahead);
    await workOnce();
  }
}
tell('done');
await database.close();
process.exit(0);
