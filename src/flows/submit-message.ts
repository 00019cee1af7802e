// The moment a message is let go: every guard once more and all counters, in one transaction, with everything locked
// that a pause would change. After it only the last look before DATA (`mayIssueData`) can stop it.

import { decideFreshness } from '../core/outreach/freshness.ts';
import { failed, firstFailure, passed, waitUntil } from '../core/outreach/guards.ts';
import type { Guard } from '../core/outreach/guards.ts';
import { judgeMoment, judgePerson } from '../core/outreach/judge-step.ts';
import { gapMs, rampDaysNow } from '../core/outreach/mailbox-limits.ts';
import { localDay } from '../core/outreach/calendar.ts';
import type { Calendar } from '../core/outreach/calendar.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { lockMailbox, updateMailbox } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import { explainMessage, lockMessage, moveMessage } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { lockOutreachSettings } from '../db/queries/outreach-settings.ts';
import { lockRun } from '../db/queries/runs-of-ours.ts';
import type { Run } from '../db/queries/runs-of-ours.ts';
import { listStandingRecords } from '../db/queries/run-scope.ts';
import { addSend } from '../db/queries/sends.ts';
import { lockSequence } from '../db/queries/sequences.ts';
import type { Sequence } from '../db/queries/sequences.ts';
import { inTransaction } from './in-transaction.ts';
import { findMessageContext } from './message-context.ts';
import type { MessageContext } from './message-context.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { openMessage } from './sealed-message.ts';
import type { MessageContent } from './sealed-message.ts';
import { quotaOf, recipientOf } from './send-quota.ts';
import type { Recipient } from './send-quota.ts';
import { stepCalendar } from './step-calendar.ts';
import { loadStepFacts } from './step-facts.ts';

/** How long an attempt may take; a pause waits for no longer. */
export const submitForMs = 25_000;

export interface Submission {
  message: MessageRow;
  content: MessageContent;
  mailbox: Mailbox;
  sendId: string;
  deadlineAt: Date;
}

export type Submitted =
  | { did: 'submit'; submission: Submission }
  | { did: 'left'; dueAt: Date | null };

/** `fence` is the worker's epoch: only that worker may settle what it takes here. */
export async function submitMessage(
  deps: OutreachDeps,
  key: { workspaceId: string; id: string; fence: number },
): Promise<Submitted> {
  const context = await findMessageContext(deps.db, key);
  if (context === undefined || context.mailbox === null) return { did: 'left', dueAt: null };
  const calendar = await calendarOf(deps, context);
  return await inTransaction(deps.db, async (trx) => {
    const locked = await lockAll(trx, deps, context);
    if (locked === null) return { did: 'left', dueAt: null };
    const { message } = locked;
    const content = await openMessage(trx, deps, message);
    if (content === null || content.bytes === null) return { did: 'left', dueAt: null };
    const recipient = await recipientOf(trx, deps, { message, address: content.address });
    const guards = await judgeNow(trx, deps, { locked, context, calendar, recipient });
    const failure = firstFailure(guards);
    if (failure !== undefined) return await waitFor(trx, deps, { message, guards, failure });
    return await letGo(trx, deps, { locked, content, recipient, guards, fence: key.fence });
  });
}

interface Locked {
  message: MessageRow;
  run: Run | null;
  sequence: Sequence | null;
  mailbox: Mailbox;
  workspaceEpoch: number;
  stoppedBecause: string | null;
}

// Always person, run, message, settings, sequence, mailbox, domain: two transactions never wait for each other in a ring.
async function lockAll(
  trx: Trx,
  deps: OutreachDeps,
  context: MessageContext,
): Promise<Locked | null> {
  const { workspaceId, id, personId, enrollmentId, sequenceId, mailboxId } = context.message;
  await lockPersonForOutreach(trx, { workspaceId, personId });
  const run =
    enrollmentId === null ? null : ((await lockRun(trx, { workspaceId, enrollmentId })) ?? null);
  const message = await lockMessage(trx, { workspaceId, id });
  const isOpen = message?.state === 'prepared' || message?.state === 'refused_transient';
  // A merge moved it while we were looking.
  if (message === undefined || !isOpen || message.personId !== personId) return null;
  const settings = await lockOutreachSettings(trx, workspaceId);
  const sequence =
    sequenceId === null
      ? null
      : ((await lockSequence(trx, { workspaceId, sequenceId, as: 'reader' })) ?? null);
  const mailbox =
    mailboxId === null ? undefined : await lockMailbox(trx, { workspaceId, mailboxId });
  if (mailbox === undefined || settings === undefined) return null;
  return {
    message,
    run,
    sequence,
    mailbox,
    workspaceEpoch: settings.epoch,
    stoppedBecause: settings.stoppedBecause,
  };
}

interface ToJudge {
  locked: Locked;
  context: MessageContext;
  calendar: Calendar | null;
  recipient: Recipient;
}

async function judgeNow(trx: Trx, deps: OutreachDeps, given: ToJudge): Promise<Guard[]> {
  const { locked, context, calendar, recipient } = given;
  const { message, run, sequence, mailbox } = locked;
  const { workspaceId, personId } = message;
  const nowMs = deps.clock.now().getTime();
  const facts = await loadStepFacts(trx, deps, {
    workspaceId,
    personId,
    sequenceId: message.sequenceId,
    channel: message.channel,
    mailboxZone: mailbox.zone,
    holdoutPercent: context.body.holdoutPercent,
    isOverridden: run?.isOverridden === true,
  });
  if (facts === undefined) return [failed('person', 'the person is another one now')];
  const quota = await quotaOf(trx, deps, { message, mailbox, recipient, policy: facts.policy });
  const isByHand = message.kind === 'reply';
  const guards = isByHand
    ? judgePerson(facts.personFacts).filter(
        (each) => each.guard === 'switch' || each.guard === 'person',
      )
    : judgePerson(facts.personFacts);
  if (!isByHand)
    guards.push(
      judgeRun(run, message),
      judgeSequence(sequence),
      await judgeLever(trx, message, nowMs),
    );
  const address = facts.addresses.find((each) => each.value === recipient.address);
  if (!isByHand && (address === undefined || address.hasBounced || address.status === 'invalid'))
    guards.push(
      failed('address', 'the address is not the person’s any more, or mail to it came back'),
    );
  return [
    ...guards,
    ...judgeMoment({
      nowMs,
      mailbox: {
        state: mailbox.state,
        because: mailbox.because,
        closedUntilMs: mailbox.closedUntil?.getTime() ?? null,
        closedBecause: mailbox.closedBecause,
        nextFreeMs: isByHand ? 0 : mailbox.nextFreeAt.getTime(),
      },
      calendar,
      quota,
    }),
  ];
}

function judgeRun(run: Run | null, message: MessageRow): Guard {
  const isOnceMore = message.hasBeenResent && run?.state === 'finished';
  if (run === null || (run.state !== 'active' && !isOnceMore))
    return failed('enrollment', `the run is ${run?.state ?? 'gone'}: ${run?.because ?? ''}`.trim());
  return run.approval === 'waiting'
    ? failed('approval', 'somebody has to approve it first')
    : passed('enrollment', 'the run is active', { epoch: run.epoch });
}

function judgeSequence(sequence: Sequence | null): Guard {
  return sequence?.state === 'active'
    ? passed('sequence', 'the sequence is active', {
        version: sequence.version,
        epoch: sequence.epoch,
      })
    : failed('sequence', `the sequence is ${sequence?.state ?? 'gone'}`);
}

async function judgeLever(trx: Trx, message: MessageRow, nowMs: number): Promise<Guard> {
  for (const record of await listStandingRecords(trx, message)) {
    const known = { readAtMs: record.readAt?.getTime() ?? null, gone: record.gone };
    const decision = decideFreshness(known, nowMs);
    if (decision.decide !== 'fresh') return failed('lever', decision.because, { untilMs: nowMs });
  }
  return passed('lever', 'Lever was read in the last five minutes');
}

const lookAgainMs = 10 * 60_000;

// A paused run or sequence wakes its messages itself; everything else is looked at again.
async function waitFor(
  trx: Trx,
  deps: OutreachDeps,
  given: { message: MessageRow; guards: Guard[]; failure: Guard },
): Promise<Submitted> {
  const { message, guards, failure } = given;
  const now = deps.clock.now();
  const untilMs = waitUntil(guards);
  const isWoken =
    failure.guard === 'enrollment' || failure.guard === 'sequence' || failure.guard === 'approval';
  const dueAt =
    untilMs !== null
      ? new Date(Math.max(untilMs, now.getTime()))
      : isWoken
        ? null
        : new Date(now.getTime() + lookAgainMs);
  const { workspaceId, id } = message;
  await explainMessage(trx, {
    workspaceId,
    id,
    dueAt,
    because: failure.because,
    explanation: { ...objectOf(message.explanation), now: guards, lookedAt: now },
  });
  if (message.hasBeenResent && lasting.includes(failure.guard)) {
    // Its run has gone on since: whoever may not be written to gets no second attempt of it.
    const move = { workspaceId, id, because: failure.because, dueAt: null, now };
    await moveMessage(trx, { ...move, from: ['prepared'], to: 'cancelled' });
    return { did: 'left', dueAt: null };
  }
  if (!isDecidedWhole(failure.guard, message)) return { did: 'left', dueAt };
  await moveMessage(trx, {
    workspaceId,
    id,
    from: ['prepared', 'refused_transient'],
    to: 'planned',
    because: failure.because,
    dueAt: now,
    now,
  });
  return { did: 'left', dueAt: now };
}

// What stops a run or asks somebody is decided where the whole step is. A message that is sent a second time keeps its
// bytes, so it waits here instead.
function isDecidedWhole(guard: Guard['guard'], message: MessageRow): boolean {
  if (message.hasBeenResent || message.kind === 'reply') return false;
  if (guard === 'lever') return message.attempts === 0;
  return lasting.includes(guard);
}

/** What says that the person may not be written to, and not merely not now. */
const lasting: readonly Guard['guard'][] = [
  'person',
  'hold',
  'suppression',
  'duplicate',
  'basis',
  'country',
  'address',
  'holdout',
];

interface ToLetGo {
  locked: Locked;
  content: MessageContent;
  recipient: Recipient;
  guards: Guard[];
  fence: number;
}

async function letGo(trx: Trx, deps: OutreachDeps, given: ToLetGo): Promise<Submitted> {
  const { locked, content, recipient, guards, fence } = given;
  const { message, run, sequence, mailbox, workspaceEpoch } = locked;
  const { workspaceId, id, personId, kind } = message;
  const now = deps.clock.now();
  const deadlineAt = new Date(now.getTime() + submitForMs);
  const sendId = deps.ids.next();
  await addSend(trx, {
    workspaceId,
    id: sendId,
    messageId: id,
    channel: 'email',
    kind,
    mailboxId: mailbox.id,
    smsNumberId: null,
    ownerEmail: mailbox.ownerEmail,
    domainKey: recipient.domainKey,
    employerKey: recipient.employerKey,
    at: now,
  });
  const set = mailboxAfterSend(deps, mailbox, kind);
  await updateMailbox(trx, { workspaceId, mailboxId: mailbox.id, set, raisesEpoch: false, now });
  const explanation = {
    ...objectOf(message.explanation),
    now: guards,
    submittedAt: now,
    attempt: message.attempts + 1,
  };
  await moveMessage(trx, {
    workspaceId,
    id,
    from: ['prepared', 'refused_transient'],
    to: 'submitting',
    because: null,
    dueAt: new Date(deadlineAt.getTime() + 5_000),
    now,
    set: {
      fence,
      submittingAt: now,
      dataAt: null,
      deadlineAt,
      enrollmentEpoch: run?.epoch ?? null,
      sequenceEpoch: sequence?.epoch ?? null,
      mailboxEpoch: mailbox.epoch,
      workspaceEpoch,
      attempts: message.attempts + 1,
      explanation: JSON.stringify(explanation),
    },
  });
  await appendAudit(trx, deps, [
    {
      workspaceId,
      actor: 'system',
      action: 'message.submitting',
      subjectKind: 'message',
      subjectId: id,
      personId,
      detail: {
        mailboxId: mailbox.id,
        attempt: message.attempts + 1,
        enrollmentId: message.enrollmentId,
      },
    },
  ]);
  return { did: 'submit', submission: { message, content, mailbox, sendId, deadlineAt } };
}

function mailboxAfterSend(deps: OutreachDeps, mailbox: Mailbox, kind: string): object {
  const now = deps.clock.now();
  if (kind === 'reply') return {};
  const today = localDay(now.getTime(), mailbox.zone);
  const gap = { minSeconds: mailbox.gapMinSeconds, maxSeconds: mailbox.gapMaxSeconds };
  return {
    nextFreeAt: new Date(now.getTime() + gapMs(gap, deps.chance.next())),
    lastSentAt: now,
    rampDayOn: today,
    rampDays: rampDaysNow({
      days: mailbox.rampDays,
      isFrozen: mailbox.rampFrozenBecause !== null,
      isNewDay: mailbox.rampDayOn !== today,
      lastSentMs: mailbox.lastSentAt?.getTime() ?? null,
      nowMs: now.getTime(),
    }),
  };
}

async function calendarOf(deps: OutreachDeps, context: MessageContext): Promise<Calendar | null> {
  const { message, run, body, step } = context;
  if (message.kind === 'reply' || run === null) return null;
  const any = step ?? body.steps[0];
  if (any === undefined) return null;
  return await stepCalendar(deps, {
    zone: run.zone ?? 'UTC',
    country: run.country,
    body,
    step: any,
  });
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
