// What came of an attempt, written down together with everything that follows from it. Only the worker that let the
// message go may settle it.

import { decideAfterAttempt, isPolicyBlock } from '../core/outreach/after-attempt.ts';
import type { AfterAttempt, Attempt } from '../core/outreach/after-attempt.ts';
import { scopeOf } from '../core/mail/bounce-scope.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { judgeMailbox } from '../core/outreach/mailbox-limits.ts';
import { dayMs } from '../core/outreach/quota.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import {
  addMailboxTrouble,
  findMailboxWeek,
  lockMailbox,
  updateMailbox,
} from '../db/queries/mailboxes.ts';
import type { MailboxTrouble } from '../db/queries/mailboxes.ts';
import { moveMessage } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { closeSendDomain, lockSendDomain, removeSend } from '../db/queries/sends.ts';
import type { MailOutcome } from '../ports/mail-sender.ts';
import { addTask } from './add-task.ts';
import { afterSent } from './after-sent.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { recipientOf } from './send-quota.ts';
import { stopRun } from './stop-run.ts';
import type { Submission } from './submit-message.ts';
import { suppressAddress } from './suppress.ts';

export interface ToSettle {
  submission: Submission;
  outcome: MailOutcome;
  fence: number;
}

/** False where somebody else has the message by now: then nothing was changed. */
export async function settleMessage(deps: OutreachDeps, given: ToSettle): Promise<boolean> {
  const { workspaceId, personId } = given.submission.message;
  const isSettled = await inTransaction(deps.db, async (trx) => {
    await lockPersonForOutreach(trx, { workspaceId, personId });
    const entries = await settle(trx, deps, given);
    if (entries === null) return false;
    await appendAudit(trx, deps, entries);
    return true;
  });
  deps.wake();
  return isSettled;
}

async function settle(trx: Trx, deps: OutreachDeps, given: ToSettle): Promise<AuditEntry[] | null> {
  const { submission, outcome } = given;
  const { message } = submission;
  const { workspaceId } = message;
  const now = deps.clock.now();
  const recipient = await recipientOf(trx, deps, { message, address: submission.content.address });
  const { domainKey } = recipient;
  const { tripCount } = await lockSendDomain(trx, { workspaceId, domainKey, now });
  const next = decideAfterAttempt(attemptOf(outcome), {
    nowMs: now.getTime(),
    attempts: message.attempts + 1,
    firstAttemptMs: (message.preparedAt ?? now).getTime(),
    domainTrips: tripCount,
  });
  const isMoved = await moveAfter(trx, deps, { ...given, next });
  if (!isMoved) return null;
  if (outcome.outcome === 'unsent') await removeSend(trx, { workspaceId, id: submission.sendId });
  if (outcome.outcome === 'accepted' && tripCount > 0)
    await closeSendDomain(trx, { workspaceId, domainKey, until: null, now });
  if (next.do === 'close_domain')
    await closeSendDomain(trx, { workspaceId, domainKey, until: new Date(next.untilMs), now });
  return [entryOf(given, next), ...(await followUp(trx, deps, { ...given, next }))];
}

type Settling = ToSettle & { next: AfterAttempt };

async function moveAfter(trx: Trx, deps: Deps, given: Settling): Promise<boolean> {
  const { submission, outcome, fence, next } = given;
  const { workspaceId, id } = submission.message;
  const now = deps.clock.now();
  const move = { workspaceId, id, from: ['submitting'], fence, now } as const;
  const set = { outcome: JSON.stringify(shownOutcome(outcome)), dataAt: null };
  switch (next.do) {
    case 'settle':
      return await moveMessage(trx, {
        ...move,
        to: next.as,
        because: next.as === 'sent' ? null : 'the server gave no answer after the last byte',
        dueAt: next.as === 'sent' ? null : new Date(now.getTime() + firstLookMs),
        set: {
          ...set,
          ...(outcome.outcome === 'accepted' ? { serverMessageId: outcome.serverMessageId } : {}),
        },
      });
    case 'refuse':
      return await moveMessage(trx, {
        ...move,
        to: 'refused_permanent',
        because: next.because,
        dueAt: null,
        set,
      });
    case 'retry':
      return await moveMessage(trx, {
        ...move,
        to: 'refused_transient',
        because: next.because,
        dueAt: new Date(next.atMs),
        set,
      });
    case 'close_mailbox':
    case 'close_domain':
      return await moveMessage(trx, {
        ...move,
        to: 'refused_transient',
        because: next.because,
        dueAt: new Date(next.untilMs),
        set,
      });
    case 'sign_in_again':
      return await moveMessage(trx, {
        ...move,
        to: 'prepared',
        because: next.because,
        dueAt: now,
        set,
      });
  }
}

/** When an unclear one is looked for the first time: servers file what they took over within seconds. */
const firstLookMs = 60_000;

async function followUp(trx: Trx, deps: OutreachDeps, given: Settling): Promise<AuditEntry[]> {
  const { submission, outcome, next } = given;
  const { message } = submission;
  switch (next.do) {
    case 'settle':
      return await afterSent(trx, deps, { message, isSure: next.as === 'sent' });
    case 'refuse':
      return outcome.outcome === 'refused'
        ? await afterRefusal(trx, deps, { ...given, refused: outcome })
        : await endRun(trx, deps, { message, because: next.because });
    case 'close_mailbox':
      return await restMailbox(trx, deps, {
        submission,
        until: new Date(next.untilMs),
        because: next.because,
      });
    case 'sign_in_again':
      return await askToSignIn(trx, deps, { submission, because: next.because });
    case 'retry':
    case 'close_domain':
      return [];
  }
}

async function afterRefusal(
  trx: Trx,
  deps: OutreachDeps,
  given: Settling & { refused: Extract<MailOutcome, { outcome: 'refused' }> },
): Promise<AuditEntry[]> {
  const { submission, refused } = given;
  const { message, mailbox, content } = submission;
  const { workspaceId, personId } = message;
  const { scope } = scopeOf({
    status: refused.enhanced,
    diagnostic: `${refused.code} ${refused.enhanced ?? ''} ${refused.answer}`,
    stage: refused.phase === 'rcpt_to' ? 'rcpt' : refused.phase === 'body' ? 'data' : null,
    isReported: true,
  });
  const isOfAddress = scope === 'address';
  const because = isOfAddress ? 'the address does not exist' : `the server refused it (${scope})`;
  const entries: AuditEntry[] = [];
  if (isOfAddress)
    entries.push(
      ...(await suppressAddress(trx, deps, {
        workspaceId,
        personId,
        address: content.address,
        cause: 'bounce',
        because,
        messageId: message.id,
      })),
    );
  const kind: MailboxTrouble | null = isOfAddress
    ? 'bounce'
    : isPolicyBlock(refused)
      ? 'policy'
      : null;
  if (kind !== null)
    entries.push(
      ...(await noteTrouble(trx, deps, {
        workspaceId,
        mailboxId: mailbox.id,
        messageId: message.id,
        kind,
      })),
    );
  return [...entries, ...(await endRun(trx, deps, { message, because }))];
}

async function endRun(
  trx: Trx,
  deps: Deps,
  { message, because }: { message: MessageRow; because: string },
): Promise<AuditEntry[]> {
  const { workspaceId, personId, enrollmentId, id } = message;
  if (enrollmentId === null) return [];
  const stopped = await stopRun(trx, deps, {
    workspaceId,
    personId,
    enrollmentId,
    to: 'stopped',
    because,
    actor: 'system',
  });
  const task = await addTask(trx, deps, {
    workspaceId,
    kind: 'find_contact',
    personId,
    messageId: id,
    assignee: 'owner',
    because,
  });
  return [...stopped, ...task];
}

/** Adds the trouble, and judges the mailbox by its last week: freeze the ramp, or pause it and tell the owner. */
export async function noteTrouble(
  trx: Trx,
  deps: Deps,
  trouble: {
    workspaceId: string;
    mailboxId: string;
    messageId: string | null;
    kind: MailboxTrouble;
  },
): Promise<AuditEntry[]> {
  const { workspaceId, mailboxId } = trouble;
  const now = deps.clock.now();
  const mailbox = await lockMailbox(trx, { workspaceId, mailboxId });
  if (mailbox === undefined) return [];
  await addMailboxTrouble(trx, { ...trouble, id: deps.ids.next(), at: now });
  const since = new Date(now.getTime() - 7 * dayMs);
  const judged = judgeMailbox(await findMailboxWeek(trx, { workspaceId, mailboxId, since }));
  if (judged.health === 'good') return [];
  const { because } = judged;
  const isPaused = judged.health === 'pause' && mailbox.state === 'on';
  if (!isPaused && mailbox.rampFrozenBecause !== null) return [];
  await updateMailbox(trx, {
    workspaceId,
    mailboxId,
    set: { rampFrozenBecause: because, ...(isPaused ? { state: 'paused', because } : {}) },
    raisesEpoch: isPaused,
    now,
  });
  const entry: AuditEntry = {
    workspaceId,
    actor: 'system',
    action: isPaused ? 'mailbox.paused' : 'mailbox.ramp_frozen',
    subjectKind: 'mailbox',
    subjectId: mailboxId,
    detail: { because },
  };
  return [entry, ...(await tellOwner(trx, deps, { workspaceId, mailbox, because }))];
}

async function restMailbox(
  trx: Trx,
  deps: Deps,
  given: { submission: Submission; until: Date; because: string },
): Promise<AuditEntry[]> {
  const { submission, until, because } = given;
  const { workspaceId, id } = submission.message;
  const mailboxId = submission.mailbox.id;
  const now = deps.clock.now();
  await updateMailbox(trx, {
    workspaceId,
    mailboxId,
    set: { closedUntil: until, closedBecause: because },
    raisesEpoch: false,
    now,
  });
  await addMailboxTrouble(trx, {
    workspaceId,
    mailboxId,
    id: deps.ids.next(),
    messageId: id,
    kind: 'provider_limit',
    at: now,
  });
  return [
    {
      workspaceId,
      actor: 'system',
      action: 'mailbox.closed',
      subjectKind: 'mailbox',
      subjectId: mailboxId,
      detail: { because, until },
    },
  ];
}

async function askToSignIn(
  trx: Trx,
  deps: Deps,
  { submission, because }: { submission: Submission; because: string },
): Promise<AuditEntry[]> {
  const { workspaceId } = submission.message;
  const { mailbox } = submission;
  const now = deps.clock.now();
  const told = `its server refuses the sign-in (${because}); enter the password again or reconnect it`;
  await updateMailbox(trx, {
    workspaceId,
    mailboxId: mailbox.id,
    set: { state: 'unauthorized', because: told },
    raisesEpoch: true,
    now,
  });
  const entry: AuditEntry = {
    workspaceId,
    actor: 'system',
    action: 'mailbox.unauthorized',
    subjectKind: 'mailbox',
    subjectId: mailbox.id,
    detail: { because },
  };
  return [entry, ...(await tellOwner(trx, deps, { workspaceId, mailbox, because: told }))];
}

async function tellOwner(
  trx: Trx,
  deps: Deps,
  of: { workspaceId: string; mailbox: { id: string; ownerEmail: string }; because: string },
): Promise<AuditEntry[]> {
  const { workspaceId, mailbox, because } = of;
  return await addTask(trx, deps, {
    workspaceId,
    kind: 'mailbox',
    personId: null,
    mailboxId: mailbox.id,
    assignee: mailbox.ownerEmail,
    because,
  });
}

function attemptOf(outcome: MailOutcome): Attempt {
  return outcome;
}

// Codes and phases only: an answer may repeat the address.
function shownOutcome(outcome: MailOutcome): Record<string, unknown> {
  if (outcome.outcome === 'refused')
    return {
      outcome: 'refused',
      code: outcome.code,
      enhanced: outcome.enhanced,
      phase: outcome.phase,
    };
  if (outcome.outcome === 'unsent') return { outcome: 'unsent', phase: outcome.phase };
  return { outcome: outcome.outcome };
}

function entryOf({ submission, outcome }: ToSettle, next: AfterAttempt): AuditEntry {
  const { message } = submission;
  const names = {
    settle: next.do === 'settle' ? next.as : '',
    refuse: 'refused',
    retry: 'deferred',
    close_mailbox: 'deferred',
    close_domain: 'deferred',
    sign_in_again: 'deferred',
  };
  return {
    workspaceId: message.workspaceId,
    actor: 'system',
    action: `message.${names[next.do]}`,
    subjectKind: 'message',
    subjectId: message.id,
    personId: message.personId,
    detail: {
      ...shownOutcome(outcome),
      next: next.do,
      enrollmentId: message.enrollmentId,
      kind: message.kind,
    },
  };
}
