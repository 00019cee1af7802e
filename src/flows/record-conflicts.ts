// Keeps what a decision made somebody lose, so that it is shown and can be taken back.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { ConflictFound } from '../core/sync/plan-contact.ts';
import type { Trx } from '../db/connect.ts';
import { openConflict } from '../db/queries/conflicts.ts';
import { effectEntry, type EffectContext } from './record-effects/effect.ts';

/** Joins the caller's transaction. The same conflict seen again changes nothing. */
export async function recordConflicts(
  trx: Trx,
  context: EffectContext,
  conflicts: readonly ConflictFound[],
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (const conflict of conflicts) {
    const id = context.deps.ids.next();
    const { workspaceId, recordId, personId, mappingVersion } = context;
    const isNew = await openConflict(trx, {
      ...conflict,
      workspaceId,
      id,
      recordId,
      personId,
      mappingVersion,
      seenAt: context.deps.clock.now(),
    });
    if (!isNew) continue;
    const { field, kind, because, base, ours, theirs } = conflict;
    entries.push(
      effectEntry(context, {
        action: 'conflict.found',
        detail: { conflictId: id, field, kind, because, mappingVersion },
        personal: { base, ours, theirs },
      }),
    );
  }
  return entries;
}
