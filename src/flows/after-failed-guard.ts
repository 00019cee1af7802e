// What a step that may not go means for its message and its run: wait, ask a person, or end. Joins the caller's transaction.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { firstFailure } from '../core/outreach/guards.ts';
import type { Guard, GuardName } from '../core/outreach/guards.ts';
import type { Trx } from '../db/connect.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { explainMessage, moveMessage } from '../db/queries/messages.ts';
import { lockRun, setRunDue } from '../db/queries/runs-of-ours.ts';
import type { TaskKind } from '../db/queries/tasks.ts';
import { addTask } from './add-task.ts';
import type { Deps } from './deps.ts';
import type { MessageContext } from './message-context.ts';
import type { StepFacts } from './step-facts.ts';
import { stopRun } from './stop-run.ts';

export interface FailedStep {
  context: MessageContext;
  guards?: readonly Guard[];
  facts?: StepFacts;
  because?: 'step_removed' | 'run_not_active' | 'stale' | 'person_moved';
}

const minuteMs = 60_000;
const lookAgainMs: Partial<Record<GuardName, number>> = {
  switch: 10 * minuteMs,
  lever: 2 * minuteMs,
  address: 24 * 60 * minuteMs,
};

/** The caller appends the returned audit entries last. */
export async function afterFailedGuard(
  trx: Trx,
  deps: Deps,
  failed: FailedStep,
): Promise<AuditEntry[]> {
  const { message, run } = failed.context;
  const { workspaceId, personId } = message;
  await lockPersonForOutreach(trx, { workspaceId, personId });
  if (run === null) return [];
  // Merged or moved on meanwhile: the next look sees the new state.
  const now = await lockRun(trx, { workspaceId, enrollmentId: run.id });
  if (now === undefined || now.personId !== personId)
    return await wait(trx, deps, { failed, waitMs: minuteMs });
  const { because = 'guard' } = failed;
  switch (because) {
    case 'step_removed':
      return await removeStep(trx, deps, failed);
    case 'run_not_active':
      return await wait(trx, deps, { failed, waitMs: null });
    case 'person_moved':
      return await wait(trx, deps, { failed, waitMs: minuteMs });
    case 'stale':
      return await askAgain(trx, deps, failed);
    case 'guard':
      return await afterGuard(trx, deps, failed);
  }
}

async function afterGuard(trx: Trx, deps: Deps, failed: FailedStep): Promise<AuditEntry[]> {
  const failure = firstFailure(failed.guards ?? []);
  if (failure === undefined) return [];
  switch (failure.guard) {
    case 'switch':
    case 'lever':
      return await wait(trx, deps, {
        failed,
        waitMs: lookAgainMs[failure.guard] ?? minuteMs,
      });
    case 'address': {
      const waiting = await wait(trx, deps, {
        failed,
        waitMs: lookAgainMs.address ?? minuteMs,
      });
      return [
        ...waiting,
        ...(await ask(trx, deps, { failed, kind: 'find_contact', because: failure.because })),
      ];
    }
    case 'basis':
    case 'country':
    case 'identity':
    case 'token':
      return await block(trx, deps, { failed, failure });
    case 'duplicate':
      return await endRun(trx, deps, { failed, to: 'paused', failure });
    case 'holdout':
      return await endRun(trx, deps, { failed, to: 'finished', failure });
    case 'person':
    case 'suppression':
      return await endRun(trx, deps, { failed, to: 'stopped', failure });
    case 'hold':
      return await endRun(trx, deps, { failed, to: 'paused', failure });
    case 'enrollment':
    case 'sequence':
    case 'approval':
    case 'mailbox':
    case 'window':
    case 'quota':
      return await wait(trx, deps, { failed, waitMs: minuteMs });
  }
}

async function wait(
  trx: Trx,
  deps: Deps,
  { failed, waitMs }: { failed: FailedStep; waitMs: number | null },
): Promise<AuditEntry[]> {
  const { message } = failed.context;
  const now = deps.clock.now();
  await explainMessage(trx, {
    workspaceId: message.workspaceId,
    id: message.id,
    dueAt: waitMs === null ? null : new Date(now.getTime() + waitMs),
    because: firstFailure(failed.guards ?? [])?.because ?? failed.because ?? 'it waits',
    explanation: { guards: failed.guards ?? [], lookedAt: now },
  });
  return [];
}

async function block(
  trx: Trx,
  deps: Deps,
  { failed, failure }: { failed: FailedStep; failure: Guard },
): Promise<AuditEntry[]> {
  const { message } = failed.context;
  const { workspaceId, id, personId } = message;
  await explainMessage(trx, {
    workspaceId,
    id,
    dueAt: null,
    because: failure.because,
    explanation: { guards: failed.guards ?? [], lookedAt: deps.clock.now() },
  });
  const isBlocked = await moveMessage(trx, {
    workspaceId,
    id,
    from: ['planned', 'prepared'],
    to: 'blocked',
    because: failure.because,
    dueAt: null,
    now: deps.clock.now(),
  });
  if (!isBlocked) return [];
  const entry: AuditEntry = {
    workspaceId,
    actor: 'system',
    action: 'message.blocked',
    subjectKind: 'message',
    subjectId: id,
    personId,
    detail: { guard: failure.guard, because: failure.because, ...failure.value },
  };
  return [
    entry,
    ...(await ask(trx, deps, { failed, kind: 'fix_message', because: failure.because })),
  ];
}

async function ask(
  trx: Trx,
  deps: Deps,
  asked: { failed: FailedStep; kind: TaskKind; because: string },
): Promise<AuditEntry[]> {
  const { message, run } = asked.failed.context;
  return await addTask(trx, deps, {
    workspaceId: message.workspaceId,
    kind: asked.kind,
    personId: message.personId,
    enrollmentId: message.enrollmentId,
    messageId: message.id,
    assignee: run?.enrolledBy ?? '',
    because: asked.because,
  });
}

async function endRun(
  trx: Trx,
  deps: Deps,
  ending: { failed: FailedStep; to: 'paused' | 'stopped' | 'finished'; failure: Guard },
): Promise<AuditEntry[]> {
  const { failed, to, failure } = ending;
  const { message } = failed.context;
  const { workspaceId, personId, enrollmentId } = message;
  if (enrollmentId === null) return [];
  await wait(trx, deps, { failed, waitMs: null });
  return await stopRun(trx, deps, {
    workspaceId,
    personId,
    enrollmentId,
    to,
    because: failure.because,
    actor: 'system',
  });
}

// The version that is sent has no such step: the run goes on with the one that stands at its place now.
async function removeStep(trx: Trx, deps: Deps, failed: FailedStep): Promise<AuditEntry[]> {
  const { message, run, body } = failed.context;
  if (run === null) return [];
  const { workspaceId, id, personId } = message;
  const now = deps.clock.now();
  await moveMessage(trx, {
    workspaceId,
    id,
    from: ['planned', 'prepared'],
    to: 'cancelled',
    because: 'the step was taken out of the sequence',
    dueAt: null,
    now,
  });
  if (run.position >= body.steps.length) {
    return await stopRun(trx, deps, {
      workspaceId,
      personId,
      enrollmentId: run.id,
      to: 'finished',
      because: 'all steps are done',
      actor: 'system',
    });
  }
  await setRunDue(trx, { workspaceId, enrollmentId: run.id, nextAt: now });
  return [];
}

async function askAgain(trx: Trx, deps: Deps, failed: FailedStep): Promise<AuditEntry[]> {
  const { message, run } = failed.context;
  if (run === null) return [];
  await wait(trx, deps, { failed, waitMs: null });
  await setRunDue(trx, {
    workspaceId: message.workspaceId,
    enrollmentId: run.id,
    nextAt: null,
    approval: 'waiting',
  });
  const because = 'the message is more than five business days late';
  return await ask(trx, deps, { failed, kind: 'stale', because });
}
