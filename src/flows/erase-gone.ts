// Whom Lever anonymised or deleted is erased here too, once nothing of the person stands there any more.

import { defaultRetentionRules } from '../core/governance/retention-rules.ts';
import type { RetentionRules } from '../core/governance/retention-rules.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { isPersonErased } from '../db/queries/erasures.ts';
import { findGone, standsInLever } from '../db/queries/retention-people.ts';
import { findRules } from '../db/queries/rules.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWork } from '../engine/work.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkResult } from '../engine/worker.ts';
import type { Deps } from './deps.ts';
import { requestErasure } from './erase-request.ts';
import { inTransaction } from './in-transaction.ts';

export const eraseGoneKind = 'erase_gone';

/** Joins the caller's transaction: outreach stops there at once, the erasure follows by itself. */
export async function askToEraseGone(
  trx: Trx,
  deps: Deps,
  given: { workspaceId: string; personId: string },
): Promise<void> {
  await requestWork(trx, {
    workspaceId: given.workspaceId,
    kind: eraseGoneKind,
    subjectId: given.personId,
    queueKey: `erasure:${given.workspaceId}`,
    lane: lanes.reconcile,
    dueAt: deps.clock.now(),
    because: 'Lever has the person no more',
  });
}

/**
 * Handler of that work; the subject is the person. One candidacy of several says nothing of the person: recruiters
 * delete duplicates. A legal hold refuses it, which the log says; the night asks again.
 */
export async function eraseGone(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId, subjectId: personId } = work;
  await inTransaction(deps.db, async (trx) => {
    const found = await findRules<RetentionRules>(trx, { workspaceId, kind: 'retention' });
    const rules = found?.body ?? defaultRetentionRules;
    const gone = await findGone(trx, { workspaceId, personId });
    if (gone === null || (gone === 'deleted' && rules.deletedInLever === 'keep')) return;
    if (await isPersonErased(trx, { workspaceId, personId })) return;
    if (await standsInLever(trx, { workspaceId, personId })) return;
    const said = gone === 'deleted' ? 'deleted' : 'anonymised';
    const asked = await requestErasure(trx, deps, {
      workspaceId,
      personId,
      cause: 'lever',
      because: `the candidate was ${said} in Lever`,
      actor: 'lever',
    });
    await appendAudit(trx, deps, asked.entries);
  });
  deps.wake();
  return { next: 'done' };
}
