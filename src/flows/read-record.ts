// Reads one opportunity again, because a webhook said that something changed.

import { appendAudit } from '../db/queries/audit.ts';
import {
  findOpportunityOfRecord,
  findRecordByOpportunity,
} from '../db/queries/records-by-opportunity.ts';
import { callLimited } from '../engine/limiter.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkResult } from '../engine/worker.ts';
import type { LeverAccess } from '../ports/lever.ts';
import { applyGone } from './apply-gone.ts';
import { applyOpportunity } from './apply-lever-change.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { findLeverAccess } from './lever-access.ts';

/** Lever's index shows what was written within a minute; half of that on top. */
export const indexLagMsMax = 90_000;

/** Handler of work kind `record_read`; the subject is the record. Without a connection the poll catches up later. */
export async function readRecord(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId } = work;
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null) return { next: 'done' };
  const opportunityId = await findOpportunityOfRecord(deps.db, {
    workspaceId,
    recordId: work.subjectId,
  });
  if (opportunityId === null) return { next: 'done' };
  return await readAndApply(deps, work, { access: lever.access, opportunityId });
}

/**
 * Handler of work kind `opportunity_read`; the subject is an opportunity that was not ours when the webhook came, of a
 * person who is.
 */
export async function readOpportunity(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId, subjectId } = work;
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null) return { next: 'done' };
  // The echo of a creation of our own, stored by now: nothing that we do not know.
  const record = await findRecordByOpportunity(deps.db, { workspaceId, opportunityId: subjectId });
  if (record !== undefined) return { next: 'done' };
  return await readAndApply(deps, work, { access: lever.access, opportunityId: subjectId });
}

async function readAndApply(
  deps: Deps,
  work: ClaimedWork,
  read: { access: LeverAccess; opportunityId: string },
): Promise<WorkResult> {
  const { workspaceId } = work;
  const { opportunityId } = read;
  const opportunity = await callLimited(deps, work, () =>
    deps.lever.getOpportunity(read.access, opportunityId),
  );
  // A lagging index does not show yet what was just created, and gone is for good: one look is not enough.
  if (opportunity === null && work.attempts === 0) {
    const dueAt = new Date(deps.clock.now().getTime() + indexLagMsMax);
    return {
      next: 'again',
      dueAt,
      because: 'Lever does not show it; looking again',
      isFailure: true,
    };
  }
  await inTransaction(deps.db, async (trx) => {
    const entries =
      opportunity === null
        ? await applyGone(trx, deps, {
            workspaceId,
            opportunityId,
            gone: 'deleted',
            because: 'the candidate was deleted in Lever',
          })
        : await applyOpportunity(trx, deps, { workspaceId, opportunity });
    await appendAudit(trx, deps, entries);
  });
  deps.wake();
  return { next: 'done' };
}
