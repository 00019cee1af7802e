// What became of a message that was left on the wire, or got no answer: found out by evidence, never by sending it again
// on a guess.

import { appendAudit } from '../db/queries/audit.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { findMailbox } from '../db/queries/mailboxes.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { lockMessage, moveMessage } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { findRun } from '../db/queries/runs-of-ours.ts';
import { addTask } from './add-task.ts';
import { afterSent } from './after-sent.ts';
import { inTransaction } from './in-transaction.ts';
import { lookInSent } from './look-in-sent.ts';
import type { SentLook } from './look-in-sent.ts';
import type { OutreachDeps } from './outreach-deps.ts';

/** Looks after 1, 6 and 16 minutes: three, over at least a quarter of an hour. */
const lookGapsMs = [5 * 60_000, 10 * 60_000] as const;
const looksMax = 3;
const unreachableMs = 5 * 60_000;
/** Servers' clocks differ. */
const backMs = 60 * 60_000;

/** Repeatable. `fence` is ours: what another living worker holds in time is left alone. */
export async function resolveMessage(
  deps: OutreachDeps,
  message: MessageRow,
  fence: number,
): Promise<void> {
  if (message.state === 'submitting') {
    await takeOver(deps, message, fence);
    return;
  }
  const leftMs = (message.submittingAt ?? message.plannedAt).getTime();
  const finding = await lookInSent(deps, message, new Date(leftMs - backMs));
  await inTransaction(deps.db, async (trx) => {
    const { workspaceId, id, personId } = message;
    await lockPersonForOutreach(trx, { workspaceId, personId });
    const now = await lockMessage(trx, { workspaceId, id });
    if (now?.state !== 'unknown') return;
    await appendAudit(trx, deps, await afterLook(trx, deps, { message: now, finding }));
  });
  deps.wake();
}

// Whoever let it go did not settle it in time. Before the last look nothing can have gone out.
async function takeOver(deps: OutreachDeps, message: MessageRow, fence: number): Promise<void> {
  const { workspaceId, id, personId } = message;
  await inTransaction(deps.db, async (trx) => {
    await lockPersonForOutreach(trx, { workspaceId, personId });
    const held = await lockMessage(trx, { workspaceId, id });
    const now = deps.clock.now();
    if (held?.state !== 'submitting' || held.deadlineAt === null || held.deadlineAt >= now) return;
    const wasOut = held.dataAt !== null;
    await moveMessage(trx, {
      workspaceId,
      id,
      from: ['submitting'],
      to: wasOut ? 'unknown' : 'prepared',
      because: wasOut
        ? 'the process ended while it was on the wire'
        : 'the process ended before anything was out',
      dueAt: wasOut ? new Date(now.getTime() + 60_000) : now,
      now,
    });
    const entry: AuditEntry = {
      workspaceId,
      actor: 'system',
      action: wasOut ? 'message.unknown' : 'message.taken_back',
      subjectKind: 'message',
      subjectId: id,
      personId,
      detail: { because: 'the process ended', worker: held.fence, by: fence },
    };
    const went = wasOut ? await afterSent(trx, deps, { message: held, isSure: false }) : [];
    await appendAudit(trx, deps, [entry, ...went]);
  });
  deps.wake();
}

async function afterLook(
  trx: Trx,
  deps: OutreachDeps,
  { message, finding }: { message: MessageRow; finding: SentLook },
): Promise<AuditEntry[]> {
  const { workspaceId, id } = message;
  const now = deps.clock.now();
  if (finding === 'found')
    return await noteEvidenceOf(trx, deps, { message, because: 'it stands in Sent' });
  const looked = finding === 'absent' ? message.lookCount + 1 : message.lookCount;
  const gapMs = finding === 'absent' ? lookGapsMs[looked - 1] : unreachableMs;
  const isLast = finding === 'no_way' || looked >= looksMax;
  if (!isLast) {
    const dueAt = new Date(now.getTime() + (gapMs ?? unreachableMs));
    const set = { lookCount: looked, lookedAt: now };
    const because = message.because;
    await moveMessage(trx, {
      workspaceId,
      id,
      from: ['unknown'],
      to: 'unknown',
      because,
      dueAt,
      now,
      set,
    });
    return [];
  }
  return await afterLastLook(trx, deps, { message, looked, finding });
}

async function afterLastLook(
  trx: Trx,
  deps: OutreachDeps,
  { message, looked, finding }: { message: MessageRow; looked: number; finding: SentLook },
): Promise<AuditEntry[]> {
  const { workspaceId, id, personId, mailboxId } = message;
  const now = deps.clock.now();
  const mailbox =
    mailboxId === null ? undefined : await findMailbox(trx, { workspaceId, mailboxId });
  const mayResend =
    finding === 'absent' &&
    mailbox?.filesSent === true &&
    !message.hasBeenResent &&
    (await mayRunStillSend(trx, message));
  const because = mayResend
    ? 'it is not in Sent after three looks: the same bytes go once more'
    : 'nothing shows whether it arrived';
  await moveMessage(trx, {
    workspaceId,
    id,
    from: ['unknown'],
    to: mayResend ? 'prepared' : 'unknown',
    because,
    dueAt: mayResend ? now : null,
    now,
    set: { lookCount: looked, lookedAt: now, ...(mayResend ? { hasBeenResent: true } : {}) },
  });
  const entry: AuditEntry = {
    workspaceId,
    actor: 'system',
    action: mayResend ? 'message.resend' : 'message.left_unknown',
    subjectKind: 'message',
    subjectId: id,
    personId,
    detail: { looks: looked, because },
  };
  if (mayResend) return [entry];
  const task = await addTask(trx, deps, {
    workspaceId,
    kind: 'check_send',
    personId,
    messageId: id,
    assignee: mailbox?.ownerEmail ?? '',
    because,
  });
  return [entry, ...task];
}

// A run that ended because this was its last step has not been ended by anybody.
async function mayRunStillSend(trx: Trx, message: MessageRow): Promise<boolean> {
  const { workspaceId, enrollmentId } = message;
  if (enrollmentId === null) return true;
  const run = await findRun(trx, { workspaceId, enrollmentId });
  return run?.state === 'active' || run?.state === 'finished';
}

/** Something shows that an unclear message went out. The caller holds the person's lock and appends the entries. */
export async function noteEvidenceOf(
  trx: Trx,
  deps: OutreachDeps,
  { message, because }: { message: MessageRow; because: string },
): Promise<AuditEntry[]> {
  const { workspaceId, id, personId } = message;
  const now = deps.clock.now();
  const isMoved = await moveMessage(trx, {
    workspaceId,
    id,
    from: ['unknown'],
    to: 'sent',
    because,
    dueAt: null,
    now,
    set: { sentAt: message.submittingAt ?? now, lookedAt: now },
  });
  if (!isMoved) return [];
  const entry: AuditEntry = {
    workspaceId,
    actor: 'system',
    action: 'message.sent',
    subjectKind: 'message',
    subjectId: id,
    personId,
    detail: { because },
  };
  return [entry, ...(await afterSent(trx, deps, { message, isSure: true }))];
}
