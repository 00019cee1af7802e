// Carries out what a second person agreed to, in the name of whoever asked.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findApproval, finishApproval } from '../db/queries/approvals.ts';
import type { SuppressionCause } from '../db/queries/suppressions.ts';
import { findRun } from '../db/queries/runs.ts';
import type { ClaimedWork, WorkResult } from '../engine/work.ts';
import type { ApprovedChange } from './approval-guard.ts';
import { changeApprovalRules } from './change-approval-rules.ts';
import { addSuppressions } from './change-suppressions.ts';
import { changeBrake } from './change-sync-rules.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { changeMailbox } from './save-mailbox.ts';
import { confirmRun } from './start-run.ts';

interface CarryingOut {
  workspaceId: string;
  approvalId: string;
  actor: string;
}

/** Handler of work kind `approval`. Safe to repeat: what was done before a crash is found done. */
export async function carryOutApproval(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId, subjectId: id } = work;
  const found = await findApproval(deps.db, { workspaceId, id });
  if (found?.state !== 'approved') return { next: 'done' };
  const as = { workspaceId, approvalId: id, actor: found.requestedBy };
  const end = await tryIt(deps, { as, change: found.payload as ApprovedChange });
  await inTransaction(deps.db, async (trx) => {
    if (!(await finishApproval(trx, { workspaceId, id, ...end, now: deps.clock.now() }))) return;
    const subject = { subjectKind: 'approval', subjectId: id };
    const detail = { kind: found.kind, decidedBy: found.decidedBy, outcome: end.outcome };
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: found.requestedBy,
        action: `approval.${end.state}`,
        ...subject,
        detail,
      },
    ]);
  });
  deps.wake();
  return { next: 'done' };
}

/** What is no longer possible is told to both; what may pass by itself is tried again by the worker. */
async function tryIt(
  deps: Deps,
  given: { as: CarryingOut; change: ApprovedChange },
): Promise<{ state: 'done' | 'failed'; outcome: string | null }> {
  try {
    await perform(deps, given.as, given.change);
    return { state: 'done', outcome: null };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { state: 'failed', outcome: error.message };
  }
}

async function perform(deps: Deps, as: CarryingOut, change: ApprovedChange): Promise<void> {
  const { workspaceId } = as;
  switch (change.do) {
    case 'confirm_run': {
      const { runId, confirmedCount } = change;
      const run = await findRun(deps.db, { workspaceId, runId });
      if (run?.state === 'started') return;
      await confirmRun(deps, { ...as, runId, confirmedCount });
      return;
    }
    case 'add_suppressions':
      await addSuppressions(deps, {
        ...as,
        items: change.items,
        cause: change.cause as SuppressionCause,
      });
      return;
    case 'change_rules':
      if (change.kind === 'brake') await changeBrake(deps, { ...as, body: change.body });
      else await changeApprovalRules(deps, { ...as, body: change.body });
      return;
    case 'change_mailbox':
      await changeMailbox(deps, {
        ...as,
        mailboxId: change.mailboxId,
        set: change.set,
      });
      return;
  }
}
