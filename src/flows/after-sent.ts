// A step went out (or may have): it is a touch on the person's timeline, the notice counts as given, and the run goes on.

import { createHash } from 'node:crypto';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { dueAfter } from '../core/outreach/calendar.ts';
import type { ReceivedTouch, TouchKind } from '../core/people/received.ts';
import type { Trx } from '../db/connect.ts';
import { insertOwnTouch } from '../db/queries/own-touches.ts';
import { addNotice } from '../db/queries/notices.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { advanceRun, findRun, ourSource } from '../db/queries/runs-of-ours.ts';
import type { Run } from '../db/queries/runs-of-ours.ts';
import { findSequence, findSequenceVersion } from '../db/queries/sequences.ts';
import { lanes } from '../engine/lanes.ts';
import { addTask } from './add-task.ts';
import { noticePerson } from './notice-person.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { noteSentInPilot } from './pilot-guard.ts';
import { stepCalendar } from './step-calendar.ts';

export interface SentStep {
  message: MessageRow;
  /** False where only evidence will tell: the delay counts, the timeline waits. */
  isSure: boolean;
  touchKind?: TouchKind;
  sender?: string;
}

/** The caller holds the person's lock and appends the returned entries last. Safe to repeat. */
export async function afterSent(
  trx: Trx,
  deps: OutreachDeps,
  sent: SentStep,
): Promise<AuditEntry[]> {
  const { message } = sent;
  const { workspaceId, personId, enrollmentId } = message;
  const run = enrollmentId === null ? undefined : await findRun(trx, { workspaceId, enrollmentId });
  const entries: AuditEntry[] = [];
  if (sent.isSure) {
    await noteTouch(trx, deps, { sent, run });
    if (hadNotice(message))
      await addNotice(trx, {
        workspaceId,
        personId,
        messageId: message.id,
        version: policyVersionOf(message),
        now: deps.clock.now(),
      });
    entries.push(
      ...(await noticePerson(trx, deps, {
        workspaceId,
        personIds: [personId],
        because: 'a message was sent',
        lane: lanes.timeline,
      })),
    );
  }
  if (run !== undefined && message.position === run.position)
    entries.push(...(await goOn(trx, deps, { run, position: run.position })));
  return entries;
}

async function noteTouch(
  trx: Trx,
  deps: OutreachDeps,
  { sent, run }: { sent: SentStep; run: Run | undefined },
): Promise<void> {
  const { message } = sent;
  const now = deps.clock.now();
  const received: ReceivedTouch = {
    source: ourSource,
    sourceEventId: message.id,
    person: {},
    channel: message.channel,
    kind: sent.touchKind ?? 'sent',
    ...(run === undefined ? {} : { sequence: run.sequence }),
    ...(message.position === null ? {} : { step: message.position + 1 }),
    sender: sent.sender ?? run?.enrolledBy ?? 'Fulcrum',
    occurredAt: now.toISOString(),
  };
  const payload = JSON.stringify(received);
  await noteSentInPilot(trx, deps, message);
  await insertOwnTouch(trx, {
    workspaceId: message.workspaceId,
    id: deps.ids.next(),
    sourceEventId: message.id,
    contentHash: createHash('sha256').update(payload).digest(),
    personId: message.personId,
    jobId: run?.jobId ?? null,
    channel: message.channel,
    kind: received.kind,
    sequence: run?.sequence ?? '',
    step: received.step ?? null,
    payload,
    now,
  });
}

/** The step at this position is over: the next one's time, its approval, or the end. */
export async function goOn(
  trx: Trx,
  deps: OutreachDeps,
  { run, position }: { run: Run; position: number },
): Promise<AuditEntry[]> {
  const { workspaceId, sequenceId, personId } = run;
  const now = deps.clock.now();
  const sequence = await findSequence(trx, { workspaceId, sequenceId });
  const version = await findSequenceVersion(trx, {
    workspaceId,
    sequenceId,
    version: sequence?.version ?? 'newest',
  });
  const body = version?.body;
  const step = body?.steps[position + 1];
  const isFinished = body === undefined || step === undefined;
  const dueMs = isFinished
    ? null
    : dueAfter(
        now.getTime(),
        step.delay,
        await stepCalendar(deps, { zone: run.zone ?? 'UTC', country: run.country, body, step }),
      );
  const mustApprove = body?.approval === 'each';
  const key = { workspaceId, enrollmentId: run.id };
  const isMoved = await advanceRun(trx, {
    ...key,
    from: position,
    nextAt: dueMs === null || mustApprove ? null : new Date(dueMs),
    remainingMs: mustApprove && dueMs !== null ? dueMs - now.getTime() : null,
    approval: mustApprove && !isFinished ? 'waiting' : 'none',
    isFinished,
    now,
  });
  if (!isMoved) return [];
  if (isFinished)
    return [
      {
        workspaceId,
        actor: 'system',
        action: 'enrollment.finished',
        subjectKind: 'enrollment',
        subjectId: run.id,
        personId,
        detail: { because: 'all steps are done' },
      },
    ];
  if (!mustApprove) return [];
  const because = `step ${position + 2} waits for approval`;
  const wish = {
    workspaceId,
    kind: 'approve',
    personId,
    enrollmentId: run.id,
    assignee: run.enrolledBy,
    because,
  } as const;
  return await addTask(trx, deps, wish);
}

function hadNotice(message: MessageRow): boolean {
  const explanation = message.explanation as { withNotice?: boolean } | null;
  return explanation?.withNotice === true;
}

function policyVersionOf(message: MessageRow): number {
  const explanation = message.explanation as { versions?: { policy?: number } } | null;
  return explanation?.versions?.policy ?? 0;
}
