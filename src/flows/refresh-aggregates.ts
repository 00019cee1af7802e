// Counts people anew whose facts changed, and moves the sums by the difference.

import { cellChanges } from '../core/insight/cells.ts';
import { personFacts } from '../core/insight/person-facts.ts';
import { addToCells } from '../db/queries/insight-cells.ts';
import { loadPersonEvidence } from '../db/queries/insight-evidence.ts';
import {
  findWorkspaceToCount,
  loadFacts,
  lockCounting,
  replaceFacts,
  takeChanged,
} from '../db/queries/insight-facts.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

/** Notes taken at once: a person with many changes has many. */
const notesAtOnce = 2_000;

/** One batch; `more` where there may be another. Safe to repeat and to run in several processes. */
export async function refreshAggregates(deps: Pick<Deps, 'db'>): Promise<'more' | 'idle'> {
  const workspaceId = await findWorkspaceToCount(deps.db);
  if (workspaceId === undefined) return 'idle';
  await inTransaction(deps.db, async (trx) => {
    await lockCounting(trx, workspaceId);
    const personIds = await takeChanged(trx, { workspaceId, limit: notesAtOnce });
    if (personIds.length === 0) return;
    const before = await loadFacts(trx, { workspaceId, personIds });
    const evidence = await loadPersonEvidence(trx, { workspaceId, personIds });
    const after = evidence.map((one) => personFacts(one));
    await replaceFacts(trx, { workspaceId, personIds, facts: after });
    await addToCells(trx, workspaceId, cellChanges(before, after));
  });
  return 'more';
}
