// Whom Lever anonymised or deleted is erased here too, once nothing of the person stands there any more.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { defaultRetentionRules } from '../core/governance/retention-rules.ts';
import type { RetentionRules } from '../core/governance/retention-rules.ts';
import type { Trx } from '../db/connect.ts';
import { isPersonErased } from '../db/queries/erasures.ts';
import { standsInLever } from '../db/queries/retention-people.ts';
import { findRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';
import { requestErasure } from './erase-request.ts';

/**
 * Joins the caller's transaction; the caller appends the entries last and wakes. One candidacy of several says nothing
 * of the person: recruiters delete duplicates. A legal hold refuses it, which the log says; the night asks again.
 */
export async function eraseGone(
  trx: Trx,
  deps: Deps,
  given: { workspaceId: string; personId: string; gone: 'deleted' | 'anonymized' },
): Promise<AuditEntry[]> {
  const { workspaceId, personId, gone } = given;
  const found = await findRules<RetentionRules>(trx, { workspaceId, kind: 'retention' });
  const rules = found?.body ?? defaultRetentionRules;
  if (gone === 'deleted' && rules.deletedInLever === 'keep') return [];
  if (await isPersonErased(trx, given)) return [];
  if (await standsInLever(trx, given)) return [];
  const said = gone === 'deleted' ? 'deleted' : 'anonymised';
  const asked = await requestErasure(trx, deps, {
    workspaceId,
    personId,
    cause: 'lever',
    because: `the candidate was ${said} in Lever`,
    actor: 'lever',
  });
  return asked.entries;
}
