// A step that a person does: the text and the link are prepared, the person acts, and says so.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { InputError } from '../core/input-error.ts';
import type { Trx } from '../db/connect.ts';
import { firstFailure } from '../core/outreach/guards.ts';
import { judgeContent, judgePerson } from '../core/outreach/judge-step.ts';
import type { Turn } from '../engine/deps.ts';
import type { ClaimedWork, WorkResult } from '../engine/work.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { explainMessage, lockMessage, moveMessage } from '../db/queries/messages.ts';
import { findJobNames, wasNoticeGiven } from '../db/queries/outreach-facts.ts';
import { findTask, finishTaskRow } from '../db/queries/tasks.ts';
import type { Task } from '../db/queries/tasks.ts';
import { wakeMessage } from '../db/queries/wake-messages.ts';
import { addTask } from './add-task.ts';
import { afterFailedGuard } from './after-failed-guard.ts';
import { afterSent } from './after-sent.ts';
import { approveRun } from './approve-run.ts';
import { composeStep } from './compose-step.ts';
import { inTransaction } from './in-transaction.ts';
import { findMessageContext } from './message-context.ts';
import type { MessageContext } from './message-context.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { senderOf } from './prepare-message.ts';
import { wakeMailboxes } from './run-mailbox.ts';
import { loadStepFacts } from './step-facts.ts';
import type { StepFacts } from './step-facts.ts';

/** Handler of work kind `step_by_hand`; the subject is the message. Makes the task, or lets it wait. */
export async function stepByHand(
  deps: OutreachDeps & { turn: Turn },
  work: ClaimedWork,
): Promise<WorkResult> {
  const context = await findMessageContext(deps.db, {
    workspaceId: work.workspaceId,
    id: work.subjectId,
  });
  if (context === undefined || context.message.state !== 'planned') return { next: 'done' };
  const { message, run, body, step } = context;
  const { workspaceId, personId } = message;
  if (run === null || step === null || run.state !== 'active') return { next: 'done' };
  const facts = await loadStepFacts(deps.db, deps, {
    workspaceId,
    personId,
    sequenceId: message.sequenceId,
    channel: message.channel,
    mailboxZone: context.mailbox?.zone ?? 'UTC',
    holdoutPercent: body.holdoutPercent,
    isOverridden: run.isOverridden,
  });
  if (facts === undefined)
    return { next: 'again', dueAt: soon(deps), because: 'the person was merged' };
  const composed = composeStep(facts, {
    sequenceId: message.sequenceId ?? '',
    personId: message.firstPersonId,
    step,
    sender: senderOf(context),
    job: await findJobNames(deps.db, { workspaceId, jobId: run.jobId }),
    thread: null,
    wasNoticeGiven: await wasNoticeGiven(deps.db, { workspaceId, personId }),
    token: message.token,
    publicUrl: deps.publicUrl ?? null,
  });
  const guards = [
    ...judgePerson(facts.personFacts),
    ...judgeContent({ address: null, lever: { decide: 'fresh' }, composed }),
  ];
  const isFit = firstFailure(guards) === undefined && composed.isFit;
  await inTransaction(deps.db, async (trx) => {
    await lockPersonForOutreach(trx, { workspaceId, personId });
    const entries = isFit
      ? await ask(trx, deps, { context, facts, text: composed.isFit ? composed.text : '' })
      : await afterFailedGuard(trx, deps, { context, guards, facts });
    if (isFit)
      await explainMessage(trx, {
        workspaceId,
        id: message.id,
        dueAt: null,
        because: 'a person does it',
        explanation: { guards },
      });
    await appendAudit(trx, deps, entries);
  });
  return { next: 'done' };
}

async function ask(
  trx: Trx,
  deps: OutreachDeps,
  given: { context: MessageContext; facts: StepFacts; text: string },
): Promise<AuditEntry[]> {
  const { message, run } = given.context;
  const { facts, text } = given;
  const link =
    facts.profileUrls.find((each) => each.value.startsWith('linkedin.com'))?.shownAs ?? null;
  return await addTask(trx, deps, {
    workspaceId: message.workspaceId,
    kind:
      message.channel === 'call' ? 'call' : message.channel === 'linkedin' ? 'linkedin' : 'email',
    personId: message.personId,
    enrollmentId: message.enrollmentId,
    messageId: message.id,
    assignee: run?.enrolledBy ?? '',
    because:
      message.channel === 'call'
        ? 'call them'
        : 'send the prepared text yourself, then mark it done',
    content: {
      text,
      link,
      phone: facts.phones[0]?.shownAs ?? null,
      name: facts.person.name?.value ?? null,
    },
  });
}

export interface TaskAnswer {
  workspaceId: string;
  taskId: string;
  outcome: 'done' | 'skipped';
  actor: string;
}

/**
 * What the task was about goes on: a step done by hand counts as sent, a skipped one as passed over; a fixed message is
 * decided anew; an approval is given or the run stays where it is.
 */
export async function completeTask(deps: OutreachDeps, answer: TaskAnswer): Promise<void> {
  const task = await findTask(deps.db, answer);
  if (task === undefined) throw new InputError('not_found', 'There is no such task.');
  if (task.state !== 'open')
    throw new InputError('conflict', `This task is ${task.state} already.`);
  if (
    (task.kind === 'approve' || task.kind === 'stale') &&
    answer.outcome === 'done' &&
    task.enrollmentId !== null
  ) {
    await approveRun(deps, {
      workspaceId: task.workspaceId,
      enrollmentId: task.enrollmentId,
      actor: answer.actor,
    });
    return;
  }
  await inTransaction(deps.db, async (trx) => {
    const { workspaceId, id, personId } = task;
    if (personId !== null) await lockPersonForOutreach(trx, { workspaceId, personId });
    const now = deps.clock.now();
    const isMine = await finishTaskRow(trx, {
      workspaceId,
      taskId: id,
      state: answer.outcome,
      by: answer.actor,
      now,
    });
    if (!isMine) throw new InputError('conflict', 'Somebody else answered this task just now.');
    const went = await goOnAfter(trx, deps, { task, answer });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: answer.actor,
        action: `task.${answer.outcome}`,
        subjectKind: 'task',
        subjectId: id,
        ...(personId === null ? {} : { personId }),
        detail: { kind: task.kind },
      },
      ...went,
    ]);
  });
  deps.wake();
}

async function goOnAfter(
  trx: Trx,
  deps: OutreachDeps,
  { task, answer }: { task: Task; answer: TaskAnswer },
): Promise<AuditEntry[]> {
  const { workspaceId, messageId } = task;
  if (messageId === null) return [];
  const now = deps.clock.now();
  const isStep = task.kind === 'linkedin' || task.kind === 'call' || task.kind === 'email';
  if (!isStep) {
    if (answer.outcome === 'skipped') return [];
    const woken = await wakeMessage(trx, { workspaceId, id: messageId, now });
    const mailboxId = woken?.channel === 'email' ? woken.mailboxId : null;
    if (mailboxId !== null) await wakeMailboxes(trx, [{ workspaceId, mailboxId, dueAt: now }]);
    return [];
  }
  const message = await lockMessage(trx, { workspaceId, id: messageId });
  if (message?.state !== 'planned') return [];
  const isDone = answer.outcome === 'done';
  await moveMessage(trx, {
    workspaceId,
    id: messageId,
    from: ['planned'],
    to: isDone ? 'sent' : 'cancelled',
    because: isDone ? 'done by hand' : 'passed over by hand',
    dueAt: null,
    now,
  });
  return await afterSent(trx, deps, {
    message,
    isSure: isDone,
    touchKind: message.channel === 'email' ? 'sent' : 'task_done',
    sender: answer.actor,
  });
}

function soon(deps: OutreachDeps): Date {
  return new Date(deps.clock.now().getTime() + 60_000);
}
