// A second person agrees to a change or refuses it; what nobody decides in time is over.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { decideApproval, expireApprovals, findApproval } from '../db/queries/approvals.ts';
import type { Approval } from '../db/queries/approvals.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWork } from '../engine/work.ts';
import type { WorkLoop } from '../engine/worker.ts';
import { peopleBehind } from './approval-guard.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

export const approvalWorkKind = 'approval';

const pollMs = 30_000;
const expiredAtOnce = 200;

export interface ApprovalDecision {
  workspaceId: string;
  id: string;
  actor: string;
  because: string | null;
}

/** A worker carries the change out. Throws InputError for one's own request and for what is decided or over. */
export async function approve(deps: Deps, decision: ApprovalDecision): Promise<Approval> {
  return await decide(deps, decision, 'approved');
}

/** Nothing is changed. Taking one's own request back is refusing it. */
export async function refuse(deps: Deps, decision: ApprovalDecision): Promise<Approval> {
  return await decide(deps, decision, 'refused');
}

async function decide(
  deps: Deps,
  decision: ApprovalDecision,
  state: 'approved' | 'refused',
): Promise<Approval> {
  const { workspaceId, id, actor, because } = decision;
  const found = await getApproval(deps, decision);
  if (state === 'approved') await refuseOwn(deps, { ...decision, found });
  const now = deps.clock.now();
  await inTransaction(deps.db, async (trx) => {
    if (!(await decideApproval(trx, { workspaceId, id, state, by: actor, because, now })))
      throw new InputError('conflict', decidedAlready(found, now));
    if (state === 'approved') {
      await requestWork(trx, {
        workspaceId,
        kind: approvalWorkKind,
        subjectId: id,
        queueKey: 'approval',
        lane: lanes.interactive,
        dueAt: now,
        because: 'a second person agreed',
      });
    }
    const subject = { subjectKind: 'approval', subjectId: id };
    const detail = { kind: found.kind, size: found.size, requestedBy: found.requestedBy, because };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: `approval.${state}`, ...subject, detail },
    ]);
  });
  deps.wake();
  return await getApproval(deps, decision);
}

/** Trying is kept too: it is what the rule is there for. */
async function refuseOwn(
  deps: Deps,
  { workspaceId, id, actor, found }: ApprovalDecision & { found: Approval },
): Promise<void> {
  const behind = await peopleBehind(deps.db, { workspaceId, actor: found.requestedBy });
  if (!behind.has(actor)) return;
  await inTransaction(deps.db, async (trx) => {
    const subject = { subjectKind: 'approval', subjectId: id };
    const detail = { because: 'it is their own request' };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'approval.own_refused', ...subject, detail },
    ]);
  });
  throw new InputError('forbidden', 'You asked for this change; somebody else has to agree to it');
}

/** Throws InputError `not_found`. */
export async function getApproval(
  deps: Pick<Deps, 'db'>,
  which: { workspaceId: string; id: string },
): Promise<Approval> {
  const found = await findApproval(deps.db, { workspaceId: which.workspaceId, id: which.id });
  if (found === undefined) throw new InputError('not_found', 'There is no such approval');
  const { fingerprint: _fingerprint, ...approval } = found;
  return approval;
}

function decidedAlready(found: Approval, now: Date): string {
  const isOver = found.state === 'expired' || found.expiresAt <= now;
  return isOver ? 'The request is over; ask anew' : `The request is ${found.state} already`;
}

/** Ends what nobody decided in time, in every workspace. */
export function approvalsLoop(): WorkLoop<Deps> {
  return {
    name: 'approvals',
    pollMs,
    async run(deps) {
      const now = deps.clock.now();
      const count = await inTransaction(deps.db, async (trx) => {
        const expired = await expireApprovals(trx, { now, limit: expiredAtOnce });
        const entries = expired.map(({ workspaceId, id, kind }) => ({
          workspaceId,
          actor: 'system',
          action: 'approval.expired',
          subjectKind: 'approval',
          subjectId: id,
          detail: { kind },
        }));
        await appendAudit(trx, deps, entries);
        return expired.length;
      });
      return count === expiredAtOnce ? 'more' : 'idle';
    },
  };
}
