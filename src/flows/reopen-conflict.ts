// A person takes the decision on a conflict back: both values are shown again, and Lever stands as before the decision.

import { InputError } from '../core/input-error.ts';
import { wishText } from '../core/sync/plan-contact.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockConflict, reopenConflict as reopen, type Conflict } from '../db/queries/conflicts.ts';
import { freezeField } from '../db/queries/frozen-fields.ts';
import { getRecordBase, storeBase } from '../db/queries/records.ts';
import type { Trx } from '../db/connect.ts';
import type { Deps } from './deps.ts';
import { thawFields, undoWrites } from './undo-writes.ts';

export interface ConflictToReopen {
  workspaceId: string;
  conflictId: string;
  actor: string;
}

/**
 * A value of ours that the decision wrote goes back where nobody touched it since; the field waits until it is
 * decided again. Throws InputError where nobody decided it, or a newer conflict of the field is open.
 */
export async function reopenConflict(deps: Deps, input: ConflictToReopen): Promise<void> {
  const { workspaceId, conflictId, actor } = input;
  const found = await deps.db.transaction().execute(async (trx) => {
    const conflict = await lockConflict(trx, { workspaceId, conflictId });
    if (conflict === undefined) throw new InputError('not_found', 'There is no such conflict.');
    if (conflict.resolution === null)
      throw new InputError('conflict', 'Nobody has decided it yet, so there is nothing to revert.');
    if (conflict.resolution === 'superseded' || !(await reopen(trx, { workspaceId, conflictId })))
      throw new InputError(
        'conflict',
        'A newer conflict took its place; list the conflicts of this field and decide that one.',
      );
    if (isOursLetThrough(conflict)) await holdBack(trx, deps, { workspaceId, conflict });
    const { recordId, personId, field, resolution, resolvedBy } = conflict;
    const entry = { workspaceId, actor, subjectKind: 'record', subjectId: recordId, personId };
    const detail = { conflictId, field, was: resolution, decidedBy: resolvedBy };
    await appendAudit(trx, deps, [{ ...entry, action: 'conflict.reopened', detail }]);
    return conflict;
  });
  const { recordId, field, resolution, resolvedAt } = found;
  if (resolution === 'keep_theirs')
    await thawFields(deps, { workspaceId, recordId, fields: [field], actor });
  else if (isOursLetThrough(found) && resolvedAt !== null) {
    const because = 'the decision of a conflict was taken back';
    const scope = { recordId, field, since: resolvedAt };
    const wish = { workspaceId, scope, archiveReasonId: null, preview: false, actor, because };
    await undoWrites(deps, wish);
  }
  deps.wake();
}

function isOursLetThrough({ kind, resolution }: Conflict): boolean {
  return kind === 'both_changed' && resolution === 'use_ours';
}

/** What was let through and may not be written yet stays away until somebody decides again. */
async function holdBack(
  trx: Trx,
  deps: Deps,
  { workspaceId, conflict }: { workspaceId: string; conflict: Conflict },
): Promise<void> {
  const { recordId, field, base, ours } = conflict;
  const now = deps.clock.now();
  const because = 'the decision of a conflict was taken back';
  const frozen = { recordId, field, cause: 'conflict' as const, because, frozenAt: now };
  await freezeField(trx, { workspaceId, ...frozen });
  const before = await getRecordBase(trx, { workspaceId, recordId });
  const values = {
    scalars: { ...before.scalars, [field]: base },
    decided: { ...before.decided, [field]: wishText(ours) },
  };
  await storeBase(trx, { workspaceId, recordId, values, agreedAt: now, intentId: null });
}
