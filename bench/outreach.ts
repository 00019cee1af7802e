// Figures of the sending half on a real Postgres: claims of due runs among a million, and a day of many mailboxes in
// virtual time with every limit counted afterwards.

import { sql } from 'kysely';
import { systemChance } from '../src/adapters/ids/system-ids.ts';
import { sequenceDefaults } from '../src/core/outreach/sequence.ts';
import { Secret } from '../src/core/secret.ts';
import { openDatabase } from '../src/db/connect.ts';
import type { Db } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import type { ClaimedWork } from '../src/engine/work.ts';
import { claimDue } from '../src/flows/claim-due.ts';
import type { OutreachDeps } from '../src/flows/outreach-deps.ts';
import { changeOutreachPolicy } from '../src/flows/outreach-policy.ts';
import { mailboxHandler } from '../src/flows/run-mailbox.ts';
import { connectMailbox } from '../src/flows/save-mailbox.ts';
import { createSequence, publishSequence } from '../src/flows/save-sequence.ts';
import { aTurn } from '../test/engine.ts';
import { addWorkspace, quietDeps } from '../test/people.ts';
import { startPostgres } from '../test/postgres.ts';
import { breachesOf } from './outreach-breaches.ts';
import { addPeople } from './outreach-people.ts';
import { wireFigures } from './outreach-wire.ts';
import type { WireFigures } from './outreach-wire.ts';

export interface OutreachBenchOptions {
  enrollments: number;
  due: number;
  mailboxes: number;
  workers: number;
  /** Answers that stop somebody, and mails over the wire. */
  replies: number;
  mails: number;
  say: (line: string) => void;
}

export const outreachBenchDefaults = {
  enrollments: 1_000_000,
  due: 40_000,
  mailboxes: 500,
  workers: 4,
  replies: 200,
  mails: 2_000,
} as const;

export interface OutreachFigures extends WireFigures {
  enrollments: number;
  claimsPerSecond: number;
  claimP50Ms: number;
  claimP99Ms: number;
  claimedTwice: number;
  mailboxes: number;
  sentInADay: number;
  sendsPerSecond: number;
  breaches: number;
}

/** Both parts on one fresh server; nothing leaves the process. */
export async function outreachBench(options: OutreachBenchOptions): Promise<OutreachFigures> {
  const postgres = await startPostgres();
  const database = await openDatabase({
    databaseUrl: new Secret(postgres.url),
    dataDir: '',
    poolSize: options.workers + 2,
    connectWithinMs: 5_000,
    sleep: async () => {},
  });
  try {
    await migrate(database.db);
    const claims = await claimFigures(database.db, options);
    const day = await dayFigures(database.db, options);
    const wire = await wireFigures(database.db, { ...options, connections: 5 });
    const sizes = { enrollments: options.enrollments, mailboxes: options.mailboxes };
    return { ...sizes, ...claims, ...day, ...wire };
  } finally {
    await database.close();
    await postgres.stop();
  }
}

const startMs = Date.UTC(2026, 2, 3, 6, 0, 0);
const dayMs = 24 * 3_600_000;

interface Setting {
  deps: OutreachDeps;
  workspaceId: string;
  sequenceId: string;
  mailboxIds: string[];
  clock: { ms: number };
}

async function settle(db: Db, name: string, mailboxes: number): Promise<Setting> {
  const clock = { ms: startMs };
  const deps: OutreachDeps = {
    ...quietDeps(db, name),
    chance: systemChance(),
    clock: {
      now: () => new Date(clock.ms),
      sleep: async (_ms, signal) =>
        await new Promise<void>((resolve) => {
          if (signal === undefined) resolve();
          else signal.addEventListener('abort', () => resolve(), { once: true });
        }),
    },
    mailSender: {
      send: async (_access, _mail, watch) =>
        (await watch.mayIssueData())
          ? { outcome: 'accepted', serverMessageId: null, answer: '250 ok' }
          : { outcome: 'unsent', phase: 'data', because: 'kept back' },
      check: async () => {},
    },
    mailReader: unreachable as OutreachDeps['mailReader'],
    smsSender: unreachable as OutreachDeps['smsSender'],
    mailDns: unreachable as OutreachDeps['mailDns'],
    contactVerifiers: [],
    mailSigner: null,
    holidays: { of: async () => () => null },
    publicUrl: 'https://go.example',
  };
  const workspaceId = await addWorkspace(db, deps);
  const identity = { organisation: 'Acme', postalAddress: '1 Main St, Springfield' };
  await changeOutreachPolicy(deps, {
    workspaceId,
    body: { identity, countries: {} },
    actor: 'bench',
  });
  const variant = {
    id: 'a',
    weight: 1,
    subject: 'A role',
    text: 'Hi {{ first_name }}, shall we talk?',
    html: null,
  };
  const step = {
    id: 'one',
    channel: 'email',
    delay: { amount: 0, unit: 'hours' },
    window: null,
    isInThread: false,
    variants: [variant],
  } as const;
  const body = { ...sequenceDefaults, approval: 'none', holdMinutes: 0, steps: [step] } as const;
  const by = { workspaceId, ownerEmail: 'sam@acme.example', actor: 'bench' };
  const { sequenceId } = await createSequence(deps, { ...by, name: 'Bench', body });
  await publishSequence(deps, { ...by, sequenceId });
  const mailboxIds: string[] = [];
  const server = { host: '127.0.0.1', port: 1, security: 'none' } as const;
  for (let number = 0; number < mailboxes; number += 1) {
    const made = await connectMailbox(deps, {
      ...by,
      address: `sam${number}@acme.example`,
      senderName: 'Sam Sender',
      provider: 'google',
      smtp: server,
      imap: null,
      auth: 'password',
      signInAs: 'sam',
      credential: new Secret('p'),
      zone: 'Europe/Berlin',
    });
    mailboxIds.push(made.mailboxId);
  }
  return { deps, workspaceId, sequenceId, mailboxIds, clock };
}

const unreachable = new Proxy(
  {},
  { get: () => () => Promise.reject(new Error('not in this benchmark')) },
);

async function claimFigures(
  db: Db,
  options: OutreachBenchOptions,
): Promise<
  Pick<OutreachFigures, 'claimsPerSecond' | 'claimP50Ms' | 'claimP99Ms' | 'claimedTwice'>
> {
  const { say, enrollments, due, workers } = options;
  const setting = await settle(db, 'claims', Math.min(options.mailboxes, 100));
  say(`adding ${enrollments} enrollments …`);
  await addPeople(db, { ...setting, count: enrollments, due, nowMs: startMs });
  const times: number[] = [];
  let isIdle = false;
  const worker = async (): Promise<void> => {
    while (!isIdle) {
      const from = performance.now();
      isIdle = (await claimDue(setting.deps)) === 'idle';
      times.push(performance.now() - from);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: workers }, worker));
  const seconds = (performance.now() - from) / 1000;
  const made = await sql<{ count: number; runs: number }>`
    select count(*) as count, count(distinct enrollment_id) as runs from messages where workspace_id = ${setting.workspaceId}
  `.execute(db);
  const { count, runs } = made.rows[0] ?? { count: 0, runs: 0 };
  const sorted = times.toSorted((one, other) => one - other);
  const figures = {
    claimsPerSecond: Math.round(count / seconds),
    claimP50Ms: Math.round((sorted[Math.floor(sorted.length * 0.5)] ?? 0) * 10) / 10,
    claimP99Ms: Math.round((sorted[Math.floor(sorted.length * 0.99)] ?? 0) * 10) / 10,
    claimedTwice: count - runs,
  };
  say(
    `${count} claims: ${figures.claimsPerSecond}/s, a claim of up to 20 takes ${figures.claimP50Ms} ms (p99 ${figures.claimP99Ms} ms)`,
  );
  await sql`delete from work`.execute(db);
  return figures;
}

const stepMs = 60_000;

async function dayFigures(
  db: Db,
  options: OutreachBenchOptions,
): Promise<Pick<OutreachFigures, 'sentInADay' | 'sendsPerSecond' | 'breaches'>> {
  const { say, mailboxes } = options;
  const setting = await settle(db, 'day', mailboxes);
  const count = mailboxes * 15;
  await addPeople(db, { ...setting, count, due: count, nowMs: startMs });
  while ((await claimDue(setting.deps)) === 'more');
  say(`${count} messages wait in ${mailboxes} mailboxes; a day passes …`);
  const turn = await aTurn(setting.deps);
  const handler = mailboxHandler();
  const from = performance.now();
  for (; setting.clock.ms < startMs + dayMs; setting.clock.ms += stepMs) {
    const found = await sql<ClaimedWork>`
      select workspace_id, kind, subject_id, queue_key, lane, due_at, because, version, attempts from work
      where kind = 'mailbox' and due_at <= ${new Date(setting.clock.ms)}
    `.execute(db);
    const queue = [...found.rows];
    const worker = async (): Promise<void> => {
      for (let work = queue.shift(); work !== undefined; work = queue.shift()) {
        const result = await handler({ ...setting.deps, turn }, work);
        const dueAt = result.next === 'done' ? new Date(startMs + 2 * dayMs) : result.dueAt;
        await sql`update work set due_at = ${dueAt} where subject_id = ${work.subjectId}`.execute(
          db,
        );
      }
    };
    await Promise.all(Array.from({ length: options.workers }, worker));
  }
  const seconds = (performance.now() - from) / 1000;
  const { sent, breaches } = await breachesOf(db, setting.workspaceId);
  say(
    `${sent} sent in a day of ${mailboxes} mailboxes, ${breaches} limits exceeded; ${Math.round(sent / seconds)} sends/s`,
  );
  return { sentInADay: sent, sendsPerSecond: Math.round(sent / seconds), breaches };
}
