// Send-time freshness: what Lever says of a person is confirmed just before a message goes, and whoever cannot be
// confirmed is not written to. Reading places the holds, so the caller asks for those in force afterwards.

import { decideFreshness } from '../core/outreach/freshness.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listStandingRecords } from '../db/queries/run-scope.ts';
import type { StandingRecord } from '../db/queries/run-scope.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited } from '../engine/limiter.ts';
import { requestWork } from '../engine/work.ts';
import { PortFailure } from '../ports/failure.ts';
import { applyOpportunity } from './apply-lever-change.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { findLeverAccess } from './lever-access.ts';
import { indexLagMsMax } from './read-record.ts';

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
    const fetched = await fetchNow(deps, { workspaceId, record });
    if (!fetched.isFresh) return fetched;
  }
  return { isFresh: true };
}

async function fetchNow(
  deps: Deps,
  { workspaceId, record }: { workspaceId: string; record: StandingRecord },
): Promise<Freshness> {
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null) return { isFresh: false, because: 'Lever is not connected' };
  const from = { queueKey: lever.queueKey, lane: lanes.safety };
  try {
    const opportunity = await callLimited(deps, from, () =>
      deps.lever.getOpportunity(lever.access, record.opportunityId),
    );
    if (opportunity === null)
      return await lookAgain(deps, { workspaceId, record, queueKey: lever.queueKey });
    await inTransaction(deps.db, async (trx) => {
      await appendAudit(trx, deps, await applyOpportunity(trx, deps, { workspaceId, opportunity }));
    });
    deps.wake();
    if (opportunity.isAnonymized)
      return { isFresh: false, because: 'Lever does not have the candidate any more' };
    return { isFresh: true };
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    return { isFresh: false, because: `Lever could not be asked: ${error.message}` };
  }
}

/** A lagging index does not show what was just created, and gone is for good: two later looks decide about that. */
async function lookAgain(
  deps: Deps,
  {
    workspaceId,
    record,
    queueKey,
  }: { workspaceId: string; record: StandingRecord; queueKey: string },
): Promise<Freshness> {
  const because = 'Lever does not show the candidate; it is looked for again';
  await requestWork(deps.db, {
    workspaceId,
    kind: 'record_read',
    subjectId: record.id,
    queueKey,
    lane: lanes.safety,
    // Not sooner, or this would bring the second of the two looks forward.
    dueAt: new Date(deps.clock.now().getTime() + indexLagMsMax),
    because,
  });
  deps.wake();
  return { isFresh: false, because };
}
