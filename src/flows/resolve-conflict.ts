// A person decides a conflict: the value in Lever stays, or ours is written after all.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { closeConflict, lockConflict, type Conflict } from '../db/queries/conflicts.ts';
import { freezeField, thawField } from '../db/queries/frozen-fields.ts';
import { getRecordBase, storeBase } from '../db/queries/records.ts';
import type { Trx } from '../db/connect.ts';
import { lanes } from '../engine/lanes.ts';
import type { Deps } from './deps.ts';
import { requestRecordWork } from './notice-person.ts';
import { undoWrites } from './undo-writes.ts';

export interface ConflictDecision {
  workspaceId: string;
  conflictId: string;
  decision: 'keep_theirs' | 'use_ours';
  actor: string;
}

/**
 * Keeping theirs after ours overwrote it takes our write back and freezes the field. Using ours writes it only
 * while Lever still holds the value that was shown; a newer edit there becomes a new conflict.
 */
export async function resolveConflict(deps: Deps, input: ConflictDecision): Promise<void> {
  const { workspaceId, conflictId, decision, actor } = input;
  const conflict = await deps.db.transaction().execute(async (trx) => {
    const found = await lockConflict(trx, { workspaceId, conflictId });
    if (found === undefined) throw new InputError('not_found', 'There is no such conflict.');
    if (found.resolution !== null)
      throw new InputError('conflict', `It was decided already: ${found.resolution}.`);
    const now = deps.clock.now();
    const end = { resolution: decision, resolvedBy: actor, now };
    await closeConflict(trx, { workspaceId, conflictId, ...end });
    if (found.kind === 'both_changed' && decision === 'use_ours')
      await letOursThrough(trx, deps, { workspaceId, conflict: found });
    if (found.kind === 'both_changed' && decision === 'keep_theirs')
      await agreeOnTheirs(trx, deps, { workspaceId, conflict: found });
    const { recordId, personId, field, kind } = found;
    const entry = { workspaceId, actor, subjectKind: 'record', subjectId: recordId, personId };
    const detail = { conflictId, field, kind, decision };
    await appendAudit(trx, deps, [{ ...entry, action: 'conflict.resolved', detail }]);
    return found;
  });
  if (conflict.kind === 'overwritten' && decision === 'keep_theirs')
    await takeBackOverwrite(deps, { workspaceId, conflict, actor });
  deps.wake();
}

/** The value shown counts as agreed, so the next plan finds it untouched and writes ours. */
async function letOursThrough(
  trx: Trx,
  deps: Deps,
  { workspaceId, conflict }: { workspaceId: string; conflict: Conflict },
): Promise<void> {
  const { recordId, field, theirs } = conflict;
  // It waits where an earlier decision was taken back.
  await thawField(trx, { workspaceId, recordId, field });
  await storeDecided(trx, deps, { workspaceId, recordId, field, agreed: theirs });
  const because = 'a conflict was decided for our side';
  const wish = { workspaceId, recordIds: [recordId], because, lane: lanes.interactive };
  await requestRecordWork(trx, deps, wish);
}

/** Nothing is written; the field is left to Lever until a person thaws it. */
async function agreeOnTheirs(
  trx: Trx,
  deps: Deps,
  { workspaceId, conflict }: { workspaceId: string; conflict: Conflict },
): Promise<void> {
  const { recordId, field } = conflict;
  const frozenAt = deps.clock.now();
  const because = 'a conflict was decided for the value in Lever';
  const frozen = { recordId, field, cause: 'conflict' as const, because, frozenAt };
  await freezeField(trx, { workspaceId, ...frozen });
}

async function storeDecided(
  trx: Trx,
  deps: Deps,
  input: {
    workspaceId: string;
    recordId: string;
    field: string;
    agreed: Conflict['theirs'];
  },
): Promise<void> {
  const { workspaceId, recordId, field, agreed } = input;
  const base = await getRecordBase(trx, { workspaceId, recordId });
  const decided = { ...base.decided };
  const forms = { ...base.forms };
  delete decided[field];
  const template = /^form:([^:]+):/.exec(field)?.[1];
  if (template !== undefined) delete forms[template];
  const values = { scalars: { ...base.scalars, [field]: agreed }, decided, forms };
  const agreedAt = deps.clock.now();
  await storeBase(trx, { workspaceId, recordId, values, agreedAt, intentId: null });
}

async function takeBackOverwrite(
  deps: Deps,
  { workspaceId, conflict, actor }: { workspaceId: string; conflict: Conflict; actor: string },
): Promise<void> {
  const { recordId, field, seenAt } = conflict;
  await undoWrites(deps, {
    workspaceId,
    scope: { recordId, field, since: seenAt },
    archiveReasonId: null,
    preview: false,
    actor,
    because: 'a conflict was decided for the value in Lever',
  });
}
