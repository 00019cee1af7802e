// A human says that two persons are one.

import { InputError } from '../core/input-error.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { survivorFirst } from '../core/people/decide.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { loadTraits } from '../db/queries/match-index.ts';
import { removeKeptApart } from '../db/queries/merges.ts';
import { lockPersons } from '../db/queries/persons.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { mergePersons } from './merge-persons.ts';
import { noticePerson } from './notice-person.ts';

export interface HandMerge {
  workspaceId: string;
  personIds: readonly [string, string];
  actor: string;
}

export interface MergedByHand {
  survivorId: string;
  mergedId: string;
  /** For undo. */
  decisionId: string;
  /** Opportunities of one posting on both sides: linked here, never merged in Lever by us. */
  doubleRecordIds: string[];
}

/** Whoever Lever knows stays, else the older. An earlier "different people" of these two is taken back by it. */
export async function mergeByHand(deps: Deps, merge: HandMerge): Promise<MergedByHand> {
  const merged = await inTransaction(deps.db, async (trx) => {
    const { entries, ...made } = await mergeByHandWithin(trx, deps, merge);
    await appendAudit(trx, deps, entries);
    return made;
  });
  deps.wake();
  return merged;
}

/** Joins the caller's transaction; the caller appends the entries last. */
export async function mergeByHandWithin(
  trx: Trx,
  deps: Deps,
  merge: HandMerge & { score?: number },
): Promise<MergedByHand & { entries: AuditEntry[] }> {
  const { workspaceId, personIds, actor } = merge;
  if (personIds[0] === personIds[1]) {
    throw new InputError('invalid', 'Both are the same person already.', 'personIds');
  }
  const locked = await lockPersons(trx, { workspaceId, personIds });
  if (locked.filter(({ isLive }) => isLive).length !== 2) {
    throw new InputError(
      'conflict',
      'One of them is merged or erased; load both anew.',
      'personIds',
    );
  }
  const known = await loadTraits(trx, { workspaceId, personIds });
  const sides = personIds.map((personId) => ({
    personId,
    hasRecord: known.find((one) => one.personId === personId)?.hasRecord ?? false,
  }));
  const [survivor, other] = sides.toSorted(survivorFirst);
  if (survivor === undefined || other === undefined)
    throw new InputError('invalid', 'Give two persons.');
  await removeKeptApart(trx, { workspaceId, personIds });
  const made = await mergePersons(trx, deps, {
    workspaceId,
    defaultRegion: await findDefaultRegion(trx, workspaceId),
    survivorId: survivor.personId,
    mergedId: other.personId,
    actor,
    score: merge.score ?? null,
    evidence: { because: ['a human said that they are one'] },
    ruleVersion: 0,
  });
  const noticed = await noticePerson(trx, deps, {
    workspaceId,
    personIds: [survivor.personId],
    because: 'two persons were found to be one',
    lane: 2,
  });
  return {
    survivorId: survivor.personId,
    mergedId: other.personId,
    decisionId: made.decisionId,
    doubleRecordIds: made.doubleRecordIds,
    entries: [...made.entries, ...noticed],
  };
}
