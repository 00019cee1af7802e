// People and keys put on the list of those not to contact by hand, and taken off it again.

import { appendAudit } from '../db/queries/audit.ts';
import type { SuppressionCause, SuppressionKind } from '../db/queries/suppressions.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { suppress, unsuppress } from './suppress.ts';

export interface ToSuppress {
  kind: SuppressionKind;
  /** As written; the id where it is a person. */
  value: string;
  because: string;
}

/** All of them or none. Throws InputError naming what cannot be read. */
export async function addSuppressions(
  deps: Deps,
  given: {
    workspaceId: string;
    items: readonly ToSuppress[];
    cause: SuppressionCause;
    actor: string;
  },
): Promise<{ addedCount: number }> {
  const { workspaceId, items, cause, actor } = given;
  const addedCount = await inTransaction(deps.db, async (trx) => {
    let count = 0;
    const entries = [];
    for (const item of items) {
      const personId = item.kind === 'person' ? item.value : null;
      const wish = { ...item, workspaceId, personId, cause, actor };
      const placed = await suppress(trx, deps, wish);
      if (placed.length > 0) count += 1;
      entries.push(...placed);
    }
    await appendAudit(trx, deps, entries);
    return count;
  });
  deps.wake();
  return { addedCount };
}

/** What it stopped stays stopped. */
export async function liftSuppression(
  deps: Deps,
  given: { workspaceId: string; suppressionId: string; because: string; actor: string },
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await appendAudit(trx, deps, await unsuppress(trx, deps, given));
  });
}
