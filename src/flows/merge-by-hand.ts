// A human says that two persons are one.

import { InputError } from '../core/input-error.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { survivorFirst } from '../core/people/decide.ts';
import type { Conn, Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { loadTraits } from '../db/queries/match-index.ts';
import { listKeptApart, removeKeptApart } from '../db/queries/merges.ts';
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
  /** A human told these two apart before, and takes it back now. Refused without. */
  takesBack?: boolean;
}

export interface MergedByHand {
  survivorId: string;
  mergedId: string;
  /** For undo. */
  decisionId: string;
  /** Opportunities of one posting on both sides: linked here, never merged in Lever by us. */
  doubleRecordIds: string[];
}

/** Whoever Lever knows stays, else the older. */
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
  const locked = await lockPersons(trx, { workspaceId, personIds });
  const { survivorId, mergedId } = await chooseSurvivor(trx, { workspaceId, personIds, locked });
  await respectAnswers(trx, merge);
  const made = await mergePersons(trx, deps, {
    workspaceId,
    defaultRegion: await findDefaultRegion(trx, workspaceId),
    survivorId,
    mergedId,
    actor,
    score: merge.score ?? null,
    evidence: { because: ['a human said that they are one'] },
    ruleVersion: 0,
  });
  const noticed = await noticePerson(trx, deps, {
    workspaceId,
    personIds: [survivorId],
    because: 'two persons were found to be one',
    lane: 2,
  });
  return {
    survivorId,
    mergedId,
    decisionId: made.decisionId,
    doubleRecordIds: made.doubleRecordIds,
    entries: [...made.entries, ...noticed],
  };
}

/** Which of the two stays. Throws InputError where they are not two living persons. */
export async function chooseSurvivor(
  conn: Conn,
  pair: {
    workspaceId: string;
    personIds: readonly [string, string];
    locked: readonly { isLive: boolean }[];
  },
): Promise<{ survivorId: string; mergedId: string }> {
  const { workspaceId, personIds, locked } = pair;
  if (personIds[0] === personIds[1]) {
    throw new InputError('invalid', 'Both are the same person already.', 'personIds');
  }
  if (locked.length < 2)
    throw new InputError('not_found', 'One of them does not exist.', 'personIds');
  if (locked.some(({ isLive }) => !isLive)) {
    throw new InputError(
      'conflict',
      'One of them is merged or erased; load both anew.',
      'personIds',
    );
  }
  const known = await loadTraits(conn, { workspaceId, personIds });
  const sides = personIds.map((personId) => ({
    personId,
    hasRecord: known.find((one) => one.personId === personId)?.hasRecord ?? false,
  }));
  const [survivor, other] = sides.toSorted(survivorFirst);
  if (survivor === undefined || other === undefined)
    throw new InputError('invalid', 'Give two persons.', 'personIds');
  return { survivorId: survivor.personId, mergedId: other.personId };
}

async function respectAnswers(trx: Trx, merge: HandMerge): Promise<void> {
  const { workspaceId, personIds } = merge;
  const apart = await listKeptApart(trx, { workspaceId, personIds });
  if (apart.length > 0 && merge.takesBack !== true) {
    throw new InputError(
      'conflict',
      'Somebody said before that these two are different people. Merge them by hand with takesBack if that was wrong.',
      'takesBack',
    );
  }
  await removeKeptApart(trx, { workspaceId, personIds });
}
