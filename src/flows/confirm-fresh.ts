// Send-time freshness: what Lever says of a person is confirmed just before a message goes, and whoever cannot be
// confirmed is not written to. Reading places the holds, so the caller asks for those in force afterwards.

import { decideFreshness } from '../core/outreach/freshness.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listStandingRecords } from '../db/queries/run-scope.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited } from '../engine/limiter.ts';
import { PortFailure } from '../ports/failure.ts';
import { applyGone } from './apply-gone.ts';
import { applyOpportunity } from './apply-lever-change.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { findLeverAccess } from './lever-access.ts';

export type Freshness = { isFresh: true } | { isFresh: false; because: string };

/** Fails closed: an unreachable or switched-off Lever means nobody is written to. */
export async function confirmFresh(
  deps: Deps,
  input: { workspaceId: string; personId: string },
): Promise<Freshness> {
  const { workspaceId } = input;
  const records = await listStandingRecords(deps.db, input);
  for (const record of records) {
    const readAtMs = record.readAt?.getTime() ?? null;
    const known = { readAtMs, gone: record.gone };
    const decision = decideFreshness(known, deps.clock.now().getTime());
    if (decision.decide === 'fresh') continue;
    if (decision.decide === 'blocked') return { isFresh: false, because: decision.because };
    const { opportunityId } = record;
    const fetched = await fetchNow(deps, { workspaceId, opportunityId });
    if (!fetched.isFresh) return fetched;
  }
  return { isFresh: true };
}

async function fetchNow(
  deps: Deps,
  { workspaceId, opportunityId }: { workspaceId: string; opportunityId: string },
): Promise<Freshness> {
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null) return { isFresh: false, because: 'Lever is not connected' };
  const from = { queueKey: lever.queueKey, lane: lanes.safety };
  try {
    const opportunity = await callLimited(deps, from, () =>
      deps.lever.getOpportunity(lever.access, opportunityId),
    );
    await inTransaction(deps.db, async (trx) => {
      const because = 'Lever does not have the candidate any more';
      const entries =
        opportunity === null
          ? await applyGone(trx, deps, { workspaceId, opportunityId, gone: 'deleted', because })
          : await applyOpportunity(trx, deps, { workspaceId, opportunity });
      await appendAudit(trx, deps, entries);
    });
    deps.wake();
    if (opportunity === null || opportunity.isAnonymized)
      return { isFresh: false, because: 'Lever does not have the candidate any more' };
    return { isFresh: true };
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    return { isFresh: false, because: `Lever could not be asked: ${error.message}` };
  }
}
