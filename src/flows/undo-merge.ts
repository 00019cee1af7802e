// Takes a merge back: both persons are again what they would be without it, also after later events and other
// merges, and are kept apart from then on.

import { InputError } from '../core/input-error.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listEnrollments } from '../db/queries/enrollments.ts';
import { listHoldsInForce } from '../db/queries/holds.ts';
import {
  divideHolds,
  findMerge,
  listMergesSince,
  moveBack,
  moveTouchesWithMessages,
  restoreEnrollmentStates,
} from '../db/queries/merge-undo.ts';
import type { MergeDecision, SinceMerge } from '../db/queries/merge-undo.ts';
import {
  alignKeys,
  ensureCandidacies,
  moveCandidaciesWithItems,
  moveEnrollmentsWithTouches,
} from '../db/queries/move-items.ts';
import { alignWithRecords, listMergeChain, unmarkMerged } from '../db/queries/merges.ts';
import { lockPersons } from '../db/queries/persons.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Deps } from './deps.ts';
import { holdDivided } from './hold-divided.ts';
import { effectInForce } from './hold-outreach.ts';
import { inTransaction } from './in-transaction.ts';
import { keepApart } from './keep-apart.ts';
import { moveLaterProfiles } from './later-profiles.ts';
import { recomputePersons } from './merge-persons.ts';
import { noticePerson } from './notice-person.ts';
import { moveOwnTouches } from './own-touches.ts';
import { tellSource } from './tell-source.ts';

export interface MergeToUndo {
  workspaceId: string;
  decisionId: string;
  actor: string;
}

export interface UndoneMerge {
  restoredId: string;
  /** Whoever had been made one with it. */
  otherId: string;
  /** Profiles and touches that came after the merge and went with the restored person. */
  laterProfiles: number;
  laterTouches: number;
}

/** Safe to repeat: a merge that is undone already is refused as a conflict. */
export async function undoMerge(deps: Deps, undo: MergeToUndo): Promise<UndoneMerge> {
  const undone = await inTransaction(deps.db, (trx) => undoWithin(trx, deps, undo));
  deps.wake();
  return undone;
}

async function undoWithin(trx: Trx, deps: Deps, undo: MergeToUndo): Promise<UndoneMerge> {
  const { workspaceId, actor } = undo;
  const { merge, chain, holderId } = await lockSides(trx, undo);
  const { mergedId: restoredId } = merge;
  const defaultRegion = await findDefaultRegion(trx, workspaceId);
  const personIds = [holderId, restoredId] as const;
  const sides = { workspaceId, fromId: holderId, toId: restoredId };
  const since = await sinceMerge(trx, { workspaceId, holderId, merge, chain });
  const now = deps.clock.now();
  const newId = (): string => deps.ids.next();
  const heldBefore = effectInForce(
    await listHoldsInForce(trx, { workspaceId, personId: holderId }),
  );
  await moveBack(trx, { workspaceId, decisionId: merge.id, holderId, restoredId });
  await alignKeys(trx, { workspaceId, personIds });
  const laterProfiles = await moveLaterProfiles(trx, { ...since, restoredId, defaultRegion });
  await alignKeys(trx, { workspaceId, personIds });
  const laterTouches = await moveOwnTouches(trx, { ...sides, defaultRegion });
  await moveTouchesWithMessages(trx, { workspaceId, personIds });
  await moveEnrollmentsWithTouches(trx, { ...sides, newId });
  await moveCandidaciesWithItems(trx, sides);
  await ensureCandidacies(trx, { workspaceId, personIds, now });
  await alignWithRecords(trx, { workspaceId, personIds });
  const copyIds = await divideHolds(trx, { ...since, restoredId, newId });
  const resumedIds = await restoreEnrollmentStates(trx, {
    workspaceId,
    decisionId: merge.id,
    now,
  });
  await unmarkMerged(trx, { workspaceId, personId: restoredId, now });
  await recomputePersons(trx, deps, { workspaceId, defaultRegion, personIds });
  await keepApart(trx, deps, { workspaceId, actor, personIds, undoes: merge.id });
  const counts = { laterProfiles: laterProfiles.length, laterTouches, copiedHolds: copyIds.length };
  const entry: AuditEntry = {
    workspaceId,
    actor,
    action: 'merge.undone',
    subjectKind: 'person',
    subjectId: restoredId,
    personId: holderId,
    detail: { decisionId: merge.id, ...counts },
  };
  const told =
    heldBefore === 'continue' ? [] : await tellResumed(trx, deps, { ...sides, resumedIds });
  const held = await holdDivided(trx, deps, { workspaceId, holderId, restoredId, copyIds, actor });
  const because = 'a merge was undone';
  const noticed = await noticePerson(trx, deps, { workspaceId, personIds, because, lane: 2 });
  await appendAudit(trx, deps, [entry, ...held, ...told, ...noticed]);
  return { restoredId, otherId: holderId, laterProfiles: laterProfiles.length, laterTouches };
}

// Whom only the other side's hold had held may be written to again: a person undid it, so the sources are told.
async function tellResumed(
  trx: Trx,
  deps: Deps,
  sides: { workspaceId: string; fromId: string; toId: string; resumedIds: readonly string[] },
): Promise<AuditEntry[]> {
  const { workspaceId, resumedIds } = sides;
  const entries: AuditEntry[] = [];
  for (const personId of [sides.fromId, sides.toId]) {
    if ((await listHoldsInForce(trx, { workspaceId, personId })).length > 0) continue;
    const enrollments = await listEnrollments(trx, { workspaceId, personId });
    entries.push(
      ...(await tellSource(trx, deps, {
        workspaceId,
        personId,
        event: 'outreach.resume',
        scope: 'person',
        reason: { cause: 'manual', text: 'A person undid a merge.', status: null },
        enrollments: enrollments.filter(({ id }) => resumedIds.includes(id)),
      })),
    );
  }
  return entries;
}

interface Sides {
  merge: MergeDecision;
  /** From the survivor to whoever it is now. */
  chain: string[];
  holderId: string;
}

async function lockSides(trx: Trx, undo: MergeToUndo): Promise<Sides> {
  const { workspaceId, decisionId } = undo;
  const merge = await findMerge(trx, { workspaceId, decisionId });
  if (merge === undefined)
    throw new InputError('not_found', 'There is no such merge.', 'decisionId');
  const chain = await listMergeChain(trx, { workspaceId, personId: merge.survivorId });
  const holderId = chain.at(-1);
  if (holderId === undefined) throw new InputError('conflict', 'The person is gone.', 'decisionId');
  await lockPersons(trx, { workspaceId, personIds: [...new Set([...chain, merge.mergedId])] });
  // Read again under the locks: somebody else may have been quicker.
  const again = await findMerge(trx, { workspaceId, decisionId });
  if (again?.isUndone !== false) {
    throw new InputError('conflict', 'This merge has been undone already.', 'decisionId');
  }
  const chainNow = await listMergeChain(trx, { workspaceId, personId: merge.survivorId });
  if (chainNow.join() !== chain.join()) {
    throw new InputError(
      'conflict',
      'The person was just merged again; try once more.',
      'decisionId',
    );
  }
  return { merge, chain, holderId };
}

// Later merges either brought somebody else's things to the pair, or made the pair part of somebody else.
async function sinceMerge(
  trx: Trx,
  undone: { workspaceId: string; holderId: string; merge: MergeDecision; chain: string[] },
): Promise<SinceMerge> {
  const { workspaceId, holderId, merge, chain } = undone;
  const later = await listMergesSince(trx, {
    workspaceId,
    survivorIds: chain,
    since: merge.decidedAt,
  });
  const outsideIds: string[] = [];
  const steps: { id: string; at: Date }[] = [];
  let current = merge.survivorId;
  for (const one of later) {
    if (one.id === merge.id) continue;
    if (one.mergedId === current) {
      steps.push({ id: one.id, at: one.decidedAt });
      current = one.survivorId;
    } else if (one.survivorId === current) outsideIds.push(one.id);
  }
  return { workspaceId, holderId, since: merge.decidedAt, outsideIds, steps };
}
