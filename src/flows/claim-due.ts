// Takes the runs whose next step is due and makes a message of each: who is due is decided here, what may go is not.

import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { planMessages } from '../db/queries/messages.ts';
import type { MessageToPlan } from '../db/queries/messages.ts';
import { advanceRun, takeDueRuns } from '../db/queries/runs-of-ours.ts';
import type { DueRun } from '../db/queries/runs-of-ours.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWorks } from '../engine/work.ts';
import type { Deps } from './deps.ts';
import { hashKeyOf, tokenOf } from './hash-key.ts';
import { inTransaction } from './in-transaction.ts';
import { wakeMailboxes } from './run-mailbox.ts';

/** A batch of at most twenty; `more` where it was full. Two workers never get the same run. */
export async function claimDue(deps: Deps): Promise<'more' | 'idle'> {
  const count = await inTransaction(deps.db, async (trx) => await claimBatch(trx, deps));
  if (count > 0) deps.wake();
  return count >= batchSize ? 'more' : 'idle';
}

/** As written out in `takeDueRuns`. */
export const batchSize = 20;

async function claimBatch(trx: Trx, deps: Deps): Promise<number> {
  const now = deps.clock.now();
  const due = await takeDueRuns(trx, { now });
  if (due.length === 0) return 0;
  const steps = due.filter((run) => run.stepId !== null);
  const keys = new Map<string, Uint8Array>();
  for (const { workspaceId } of steps)
    if (!keys.has(workspaceId)) keys.set(workspaceId, await hashKeyOf(trx, deps, workspaceId));
  const rows = steps.map((run) => messageOf(deps, run, keys.get(run.workspaceId)!));
  const ids = await planMessages(trx, rows);
  await wakeMailboxes(
    trx,
    rows.flatMap((row) =>
      row.channel === 'email' && row.mailboxId !== null
        ? [{ workspaceId: row.workspaceId, mailboxId: row.mailboxId, dueAt: now }]
        : [],
    ),
  );
  await requestTasks(trx, { rows, ids, now });
  const over = due.filter((run) => run.stepId === null);
  await appendAudit(trx, deps, [...entriesOf(steps), ...(await finish(trx, { over, now }))]);
  return due.length;
}

function messageOf(deps: Deps, run: DueRun, key: Uint8Array): MessageToPlan {
  const channel = run.channel ?? 'email';
  return {
    workspaceId: run.workspaceId,
    id: deps.ids.next(),
    token: tokenOf(key, `${run.id} ${run.stepId ?? ''}`),
    enrollmentId: run.id,
    personId: run.personId,
    sequenceId: run.sequenceId,
    stepId: run.stepId,
    position: run.position,
    channel,
    kind: run.hasSent ? 'follow_up' : 'new',
    mailboxId: run.mailboxId,
    smsNumberId: null,
    projectedAt: run.nextAt,
    now: deps.clock.now(),
  };
}

// Everything but mail is worked on one by one: a person does it, or the text message's number.
async function requestTasks(
  trx: Trx,
  { rows, ids, now }: { rows: readonly MessageToPlan[]; ids: readonly string[]; now: Date },
): Promise<void> {
  const open = new Set(ids);
  await requestWorks(
    trx,
    rows
      .filter((row) => row.channel !== 'email' && open.has(row.id))
      .map((row) => ({
        workspaceId: row.workspaceId,
        kind: row.channel === 'sms' ? 'sms_step' : 'step_by_hand',
        subjectId: row.id,
        queueKey: `outreach:${row.workspaceId}`,
        lane: lanes.interactive,
        dueAt: now,
        because: 'a step is due',
      })),
  );
}

async function finish(
  trx: Trx,
  { over, now }: { over: readonly DueRun[]; now: Date },
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (const run of over) {
    const { workspaceId, id, personId, position } = run;
    await advanceRun(trx, {
      workspaceId,
      enrollmentId: id,
      from: position,
      nextAt: null,
      remainingMs: null,
      approval: 'none',
      isFinished: true,
      now,
    });
    entries.push({
      workspaceId,
      actor: 'system',
      action: 'enrollment.finished',
      subjectKind: 'enrollment',
      subjectId: id,
      personId,
      detail: { because: 'all steps are done' },
    });
  }
  return entries;
}

// One line per batch and workspace: that a step is due follows from what was audited before it.
function entriesOf(steps: readonly DueRun[]): AuditEntry[] {
  const byWorkspace = Map.groupBy(steps, (run) => run.workspaceId);
  return [...byWorkspace].map(([workspaceId, runs]) => ({
    workspaceId,
    actor: 'system',
    action: 'steps.due',
    subjectKind: 'workspace',
    subjectId: workspaceId,
    detail: { enrollments: runs.map((run) => ({ id: run.id, step: run.stepId })) },
  }));
}
