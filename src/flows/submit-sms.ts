// Lets a text message go: guards, quiet hours and counters in one transaction, as for a mail.

import { failed, firstFailure, waitUntil } from '../core/outreach/guards.ts';
import { judgeMoment, judgePerson } from '../core/outreach/judge-step.ts';
import { dayMs, decideQuota } from '../core/outreach/quota.ts';
import type { Calendar } from '../core/outreach/calendar.ts';
import type { OutreachPolicy } from '../core/outreach/outreach-policy.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { explainMessage, lockMessage, moveMessage } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { lockOutreachSettings } from '../db/queries/outreach-settings.ts';
import { lockRun } from '../db/queries/runs-of-ours.ts';
import { addSend, listSendTimes } from '../db/queries/sends.ts';
import { lockSequence } from '../db/queries/sequences.ts';
import { lockNumber, setNumberFree } from '../db/queries/sms-numbers.ts';
import type { SmsNumber } from '../db/queries/sms-numbers.ts';
import { inTransaction } from './in-transaction.ts';
import { findMessageContext } from './message-context.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { getOutreachPolicy } from './outreach-policy.ts';
import { openMessage } from './sealed-message.ts';
import type { MessageContent } from './sealed-message.ts';
import { stepCalendar } from './step-calendar.ts';
import { loadStepFacts } from './step-facts.ts';
import { submitForMs } from './submit-message.ts';

export interface SmsSubmission {
  did: 'submit';
  message: MessageRow;
  content: MessageContent;
  number: SmsNumber;
  sendId: string;
  deadlineAt: Date;
}

/** Between two text messages of one number. */
const gapMs = 3_000;
const lookAgainMs = 10 * 60_000;

/** Left: `dueAt` says when to look again, null that somebody else will wake it. */
export async function letSmsGo(
  deps: OutreachDeps,
  key: { workspaceId: string; id: string; fence: number },
): Promise<SmsSubmission | { did: 'left'; dueAt: Date | null }> {
  const context = await findMessageContext(deps.db, key);
  if (context === undefined || context.run === null || context.step === null)
    return { did: 'left', dueAt: null };
  const { workspaceId, id } = key;
  const { run, step, body } = context;
  const { policy } = await getOutreachPolicy(deps.db, workspaceId);
  const calendar = quiet(
    await stepCalendar(deps, { zone: run.zone ?? 'UTC', country: run.country, body, step }),
    policy,
  );
  return await inTransaction(deps.db, async (trx) => {
    const { personId, sequenceId, smsNumberId } = context.message;
    await lockPersonForOutreach(trx, { workspaceId, personId });
    const held = await lockRun(trx, { workspaceId, enrollmentId: run.id });
    const message = await lockMessage(trx, { workspaceId, id });
    const isOpen = message?.state === 'prepared' || message?.state === 'refused_transient';
    if (message === undefined || !isOpen || message.personId !== personId)
      return { did: 'left', dueAt: null };
    const settings = await lockOutreachSettings(trx, workspaceId);
    const sequence = await lockSequence(trx, {
      workspaceId,
      sequenceId: sequenceId ?? '',
      as: 'reader',
    });
    const number = await lockNumber(trx, { workspaceId, id: smsNumberId ?? '' });
    const content = await openMessage(trx, deps, message);
    if (settings === undefined || number === undefined || content === null)
      return { did: 'left', dueAt: null };
    const facts = await loadStepFacts(trx, deps, {
      workspaceId,
      personId,
      sequenceId,
      channel: 'sms',
      mailboxZone: 'UTC',
      holdoutPercent: body.holdoutPercent,
      isOverridden: run.isOverridden,
    });
    const now = deps.clock.now();
    const nowMs = now.getTime();
    const since = new Date(nowMs - dayMs);
    const atMs = await listSendTimes(trx, { workspaceId, by: 'number', value: number.id, since });
    const quota = decideQuota(
      [{ name: 'this number, a day', cap: number.dayCap, spanMs: dayMs, atMs }],
      nowMs,
    );
    const mailbox = {
      ...number,
      closedUntilMs: null,
      closedBecause: null,
      nextFreeMs: number.nextFreeAt.getTime(),
    };
    const guards = [
      ...(facts === undefined
        ? [failed('person', 'the person is another one now')]
        : judgePerson(facts.personFacts)),
      ...(held?.state === 'active' ? [] : [failed('enrollment', 'the run is not active')]),
      ...(sequence?.state === 'active' ? [] : [failed('sequence', 'the sequence is not active')]),
      ...judgeMoment({ nowMs, mailbox, calendar, quota }),
    ];
    const failure = firstFailure(guards);
    if (failure !== undefined) {
      const dueAt = new Date(waitUntil(guards) ?? nowMs + lookAgainMs);
      await explainMessage(trx, {
        workspaceId,
        id,
        dueAt,
        because: failure.because,
        explanation: { guards },
      });
      return { did: 'left', dueAt };
    }
    const deadlineAt = new Date(nowMs + submitForMs);
    const sendId = deps.ids.next();
    await addSend(trx, {
      workspaceId,
      id: sendId,
      messageId: id,
      channel: 'sms',
      kind: message.kind,
      mailboxId: null,
      smsNumberId: number.id,
      ownerEmail: run.enrolledBy,
      domainKey: null,
      employerKey: null,
      at: now,
    });
    await setNumberFree(trx, { workspaceId, id: number.id, nextFreeAt: new Date(nowMs + gapMs) });
    await moveMessage(trx, {
      workspaceId,
      id,
      from: ['prepared', 'refused_transient'],
      to: 'submitting',
      because: null,
      dueAt: new Date(deadlineAt.getTime() + 5_000),
      now,
      set: {
        fence: key.fence,
        submittingAt: now,
        dataAt: null,
        deadlineAt,
        enrollmentEpoch: held?.epoch ?? null,
        sequenceEpoch: sequence?.epoch ?? null,
        mailboxEpoch: number.epoch,
        workspaceEpoch: settings.epoch,
        attempts: message.attempts + 1,
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
        detail: { numberId: number.id, attempt: message.attempts + 1, guards },
      },
    ]);
    return { did: 'submit', message, content, number, sendId, deadlineAt };
  });
}

// The law's quiet hours around the step's own window.
function quiet(calendar: Calendar, policy: OutreachPolicy): Calendar {
  const { window } = calendar;
  const from = window.from > policy.sms.quietFrom ? window.from : policy.sms.quietFrom;
  const to = window.to < policy.sms.quietTo ? window.to : policy.sms.quietTo;
  return { ...calendar, window: { ...window, from, to } };
}
