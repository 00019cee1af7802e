// A workspace that sends by itself, for tests: people with verified addresses, a sequence, a mailbox at an SMTP sink.
// Time stands still until moved; every turn of the workers is taken by hand.

import { sql } from 'kysely';
import { startSmtpSink } from '../sandbox/mail/smtp-sink.ts';
import type { SmtpSink } from '../sandbox/mail/smtp-sink.ts';
import { aesSealer } from '../src/adapters/sealer/aes-sealer.ts';
import { twilioSms } from '../src/adapters/sms/twilio-sms.ts';
import { smtpSender } from '../src/adapters/smtp/smtp-sender.ts';
import { sequenceDefaults } from '../src/core/outreach/sequence.ts';
import type { SequenceBody, SequenceStep } from '../src/core/outreach/sequence.ts';
import { Secret } from '../src/core/secret.ts';
import type { Db } from '../src/db/connect.ts';
import type { MessageRow } from '../src/db/queries/messages.ts';
import { listMessagesOf } from '../src/db/queries/messages.ts';
import type { Turn } from '../src/engine/deps.ts';
import type { ClaimedWork } from '../src/engine/work.ts';
import { claimDue } from '../src/flows/claim-due.ts';
import { enrolPerson } from '../src/flows/enrol-person.ts';
import type { Enrolled } from '../src/flows/enrol-person.ts';
import type { OutreachDeps } from '../src/flows/outreach-deps.ts';
import type { Point } from '../src/flows/outreach-points.ts';
import { changeOutreachPolicy } from '../src/flows/outreach-policy.ts';
import { mailboxHandler } from '../src/flows/run-mailbox.ts';
import { connectMailbox } from '../src/flows/save-mailbox.ts';
import { createSequence, publishSequence } from '../src/flows/save-sequence.ts';
import { smsStep } from '../src/flows/sms-step.ts';
import { stepByHand } from '../src/flows/step-by-hand.ts';
import type { MailReader } from '../src/ports/mail-reader.ts';
import { aTurn } from './engine.ts';
import { addWorkspace, identifyAll, memberships, quietDeps, receive } from './people.ts';
import { aProfile } from './received.ts';

/** A Tuesday morning in Berlin. */
export const tuesday = Date.UTC(2026, 2, 3, 9, 0, 0);
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export interface SendingWorld {
  deps: OutreachDeps;
  workspaceId: string;
  sink: SmtpSink;
  mailboxId: string;
  turn: Turn;
  nowMs(): number;
  setNow(ms: number): void;
  /** Puts the process down at a point: what it was doing throws, and a new worker takes over. */
  onPoint: { at: ((point: Point) => void | Promise<void>) | null };
  person(
    name: string,
    email: string,
    more?: { location?: string; employer?: string; phone?: string },
  ): Promise<string>;
  sequence(body?: Partial<SequenceBody>, name?: string): Promise<string>;
  enrol(personId: string, sequenceId: string, mailboxId?: string): Promise<Enrolled>;
  mailbox(address: string): Promise<string>;
  /** Claims and works until nothing is due at this time. */
  work(): Promise<void>;
  /** Moves on in steps of at most `stepMs`, working at each. */
  pass(ms: number, stepMs?: number): Promise<void>;
  messages(personId: string): Promise<MessageRow[]>;
  newWorker(): Promise<void>;
  close(): Promise<void>;
}

export function anEmail(id: string, more: Partial<SequenceStep> = {}): SequenceStep {
  return {
    id,
    channel: 'email',
    delay: { amount: 0, unit: 'hours' },
    window: null,
    isInThread: false,
    variants: [
      {
        id: 'a',
        weight: 1,
        subject: 'A role for {{ first_name }}',
        text: "Hi {{ first_name }},\n\nshall we talk about {{ role | default: 'a role' }}?",
        html: null,
      },
    ],
    ...more,
  };
}

export const openSequence: SequenceBody = {
  ...sequenceDefaults,
  steps: [
    anEmail('one'),
    anEmail('two', { delay: { amount: 3, unit: 'business_days' }, isInThread: true }),
  ],
  approval: 'none',
  holdMinutes: 0,
};

export async function sendingWorld(db: Db, name = 'send'): Promise<SendingWorld> {
  let nowMs = tuesday;
  const sink = await startSmtpSink();
  const sender = smtpSender({ times: { connectMs: 2_000, replyMs: 2_000, acceptMs: 2_000 } });
  const deps: OutreachDeps = {
    ...quietDeps(db, name),
    sealer: aesSealer(new Uint8Array(32).fill(3)),
    clock: { now: () => new Date(nowMs), sleep: sleepUntilAborted((ms) => (nowMs += ms)) },
    mailSender: sender,
    mailReader: readerOf(sink),
    smsSender: twilioSms({ timeoutMs: 2_000 }),
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
  const workspaceId = await addWorkspace(db, deps);
  const policy = { identity: { organisation: 'Acme', postalAddress: '1 Main St, Springfield' } };
  await changeOutreachPolicy(deps, {
    workspaceId,
    body: {
      ...policy,
      countries: {},
      firstTouchesPerCompanyPerDay: 1_000,
      perDomain: { hour: 1_000, day: 1_000 },
    },
    actor: 'test',
  });
  const mailbox = async (address: string): Promise<string> => {
    const server = { host: '127.0.0.1', port: sink.port, security: 'none' } as const;
    const made = await connectMailbox(deps, {
      workspaceId,
      ownerEmail: 'sam@acme.example',
      address,
      senderName: 'Sam Sender',
      provider: 'google',
      smtp: server,
      imap: server,
      auth: 'password',
      signInAs: address,
      credential: new Secret('p'),
      zone: 'Europe/Berlin',
      actor: 'test',
    });
    return made.mailboxId;
  };
  const onPoint: SendingWorld['onPoint'] = { at: null };
  const world: SendingWorld = {
    deps,
    workspaceId,
    sink,
    mailboxId: await mailbox('sam@acme.example'),
    turn: await aTurn(deps),
    nowMs: () => nowMs,
    setNow: (ms) => (nowMs = ms),
    onPoint,
    mailbox,
    person: (human, email, more = {}) => addPerson(world, human, { email, ...more }),
    async sequence(body = {}, sequenceName = 'Engineers') {
      const whole = { ...openSequence, ...body };
      const by = { workspaceId, actor: 'test', ownerEmail: 'sam@acme.example' };
      const { sequenceId } = await createSequence(deps, { ...by, name: sequenceName, body: whole });
      await publishSequence(deps, { ...by, sequenceId });
      return sequenceId;
    },
    enrol: (personId, sequenceId, mailboxId = world.mailboxId) =>
      enrolPerson(deps, {
        workspaceId,
        sequenceId,
        personId,
        mailboxId,
        jobId: null,
        userEmail: 'sam@acme.example',
        actor: 'test',
      }),
    work: () => workAll(world),
    async pass(ms, stepMs = minuteMs) {
      const untilMs = nowMs + ms;
      while (nowMs < untilMs) {
        nowMs = Math.min(untilMs, nowMs + stepMs);
        await world.work();
      }
    },
    messages: (personId) => listMessagesOf(db, { workspaceId, personId, limit: 100 }),
    async newWorker() {
      world.turn = await aTurn(deps);
    },
    async close() {
      sender.close();
      await sink.close();
    },
  };
  return world;
}

const nowhere = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error('This test reaches no such system.');
    },
  },
);

// A wait that something may end is ended by it; one that nothing ends is over at once.
function sleepUntilAborted(move: (ms: number) => void): OutreachDeps['clock']['sleep'] {
  return async (ms, signal) => {
    if (signal === undefined) {
      move(ms);
      // Sockets have their turn too.
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      return;
    }
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  };
}

/** The provider files what it took over in Sent at once. */
function readerOf(sink: SmtpSink): MailReader {
  return new Proxy(nowhere as MailReader, {
    get: (_target, method) => {
      if (method === 'fileSent') return async () => undefined;
      if (method !== 'findSent') return () => Promise.reject(new Error('not in this test'));
      return async (_access: unknown, search: { intentToken: string }) =>
        sink.accepted.some((mail) => mail.body.includes(search.intentToken))
          ? { isFound: true, messageId: null }
          : { isFound: false };
    },
  });
}

async function addPerson(
  world: SendingWorld,
  name: string,
  given: { email: string; location?: string; employer?: string; phone?: string },
): Promise<string> {
  const { deps, workspaceId } = world;
  const [profileId] = await receive(deps, workspaceId, {
    profiles: [
      aProfile({
        sourceEventId: given.email,
        name,
        location: given.location ?? 'Berlin, Germany',
        ...(given.employer === undefined ? {} : { employer: given.employer }),
        phones: given.phone === undefined ? [] : [{ value: given.phone, status: 'verified' }],
        emails: [
          { value: given.email, status: 'verified', verifiedAt: '2026-03-01T00:00:00.000Z' },
        ],
      }),
    ],
  });
  await identifyAll(deps);
  const personId = (await memberships(deps.db, workspaceId)).get(profileId ?? '');
  if (personId === undefined) throw new Error('nobody was identified');
  return personId;
}

const roundsMax = 500;

async function workAll(world: SendingWorld): Promise<void> {
  for (let round = 0; round < roundsMax; round += 1) {
    while ((await claimDue(world.deps)) === 'more');
    const found = await sql<ClaimedWork>`
      select workspace_id, kind, subject_id, queue_key, lane, due_at, because, version, attempts from work
      where due_at <= ${new Date(world.nowMs())} and kind in ('mailbox', 'step_by_hand', 'sms_step') order by due_at, subject_id limit 1
    `.execute(world.deps.db);
    const [work] = found.rows;
    if (work === undefined) return;
    await takeTurn(world, work);
  }
  throw new Error('The work does not come to an end.');
}

/** One turn of one work, with what came of it written down. */
export async function takeTurn(world: SendingWorld, work: ClaimedWork): Promise<void> {
  const { deps, turn, onPoint } = world;
  const handler = mailboxHandler({ onPoint: async (point) => await onPoint.at?.(point) });
  const result =
    work.kind === 'mailbox'
      ? await handler({ ...deps, turn }, work)
      : work.kind === 'sms_step'
        ? await smsStep({ ...deps, turn }, work)
        : await stepByHand({ ...deps, turn }, work);
  const key = sql`workspace_id = ${work.workspaceId} and kind = ${work.kind} and subject_id = ${work.subjectId}`;
  if (result.next === 'done') await sql`delete from work where ${key}`.execute(deps.db);
  else await sql`update work set due_at = ${result.dueAt} where ${key}`.execute(deps.db);
}
