// People and keys put on the list of those not to contact by hand, and taken off it again.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import type { SuppressionCause, SuppressionKind } from '../db/queries/suppressions.ts';
import { needSecondPerson, wouldNeedSecondPerson } from './approval-guard.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { suppress, unsuppress } from './suppress.ts';

export interface ToSuppress {
  kind: SuppressionKind;
  /** As written; the id where it is a person. */
  value: string;
  because: string;
}

/** All of them or none. Throws InputError naming what cannot be read, or `approval_needed` for domains. */
export async function addSuppressions(
  deps: Deps,
  given: {
    workspaceId: string;
    items: readonly ToSuppress[];
    cause: SuppressionCause;
    actor: string;
    /** A second person's yes to it. */
    approvalId?: string | undefined;
  },
): Promise<{ addedCount: number }> {
  const { workspaceId, items, cause, actor } = given;
  await askSecondPerson(deps, given);
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

/** Nobody of a whole company is written to any more: that may need a second person. */
async function askSecondPerson(
  deps: Deps,
  given: Parameters<typeof addSuppressions>[1],
): Promise<void> {
  const { workspaceId, items, cause, actor, approvalId } = given;
  const domains = items.filter(({ kind }) => kind === 'domain' || kind === 'employer');
  if (domains.length === 0) return;
  const wish = { workspaceId, kind: 'domain_suppression' as const, size: domains.length, actor };
  if (domains.length < items.length && (await wouldNeedSecondPerson(deps, wish))) {
    // A request is kept as it is; nothing of a person belongs there.
    const message =
      'Give domains and employers apart from people and addresses: a second person has to agree';
    throw new InputError('invalid', message, 'items');
  }
  await needSecondPerson(deps, {
    ...wish,
    title: `Nobody at ${domains.map((item) => item.value).join(', ')} would be written to`,
    because: domains[0]?.because ?? '',
    change: { do: 'add_suppressions', items: domains, cause },
    approvalId,
  });
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
