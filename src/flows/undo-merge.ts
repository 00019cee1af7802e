// Takes a merge back: both persons are again what they would be without it, also after later events and other
// merges, and are kept apart from then on.

import { InputError } from '../core/input-error.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { compareTraits } from '../core/people/compare.ts';
import { frequenciesOf } from '../core/people/frequencies.ts';
import { keysOfProfile, keysOfTouch } from '../core/people/identifiers.ts';
import { defaultModel } from '../core/people/match-model.ts';
import type { Identifier } from '../core/people/person.ts';
import { scoreComparison } from '../core/people/score.ts';
import { traitsOfProfile, uniteTraits } from '../core/people/traits.ts';
import type { Traits } from '../core/people/traits.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { insertDecisions } from '../db/queries/match-decisions.ts';
import {
  alignKeys,
  copyHoldsSince,
  findMerge,
  firstProfiles,
  listJoinedSince,
  listTouchesSince,
  moveBack,
  moveCandidaciesWithProfiles,
  moveEnrollmentsWithTouches,
  moveProfilesTo,
  moveTouchesTo,
} from '../db/queries/merge-undo.ts';
import type { MergeDecision } from '../db/queries/merge-undo.ts';
import { findLivePerson, insertKeptApart, unmarkMerged } from '../db/queries/merges.ts';
import { loadTouches } from '../db/queries/pending-intake.ts';
import { loadMembers, lockPersons } from '../db/queries/persons.ts';
import type { Member } from '../db/queries/persons.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { membersConsideredMax, recomputePersons } from './merge-persons.ts';
import { noticePerson } from './notice-person.ts';

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
  const { workspaceId } = undo;
  const { merge, holderId } = await lockSides(trx, undo);
  const { mergedId: restoredId } = merge;
  const defaultRegion = await findDefaultRegion(trx, workspaceId);
  const sides = { workspaceId, fromId: holderId, toId: restoredId };
  await moveBack(trx, { workspaceId, decisionId: merge.id, holderId, restoredId });
  await alignKeys(trx, { workspaceId, personIds: [holderId, restoredId] });
  const laterProfiles = await moveLaterProfiles(trx, { ...sides, merge, defaultRegion });
  await alignKeys(trx, { workspaceId, personIds: [holderId, restoredId] });
  const laterTouches = await moveLaterTouches(trx, { ...sides, merge, defaultRegion });
  await moveEnrollmentsWithTouches(trx, sides);
  await moveCandidaciesWithProfiles(trx, { ...sides, profileIds: laterProfiles });
  const copiedHolds = await copyHoldsSince(trx, {
    ...sides,
    since: merge.decidedAt,
    newId: () => deps.ids.next(),
  });
  await unmarkMerged(trx, { workspaceId, personId: restoredId, now: deps.clock.now() });
  const personIds = [holderId, restoredId];
  await recomputePersons(trx, deps, { workspaceId, defaultRegion, personIds });
  await keepApart(trx, deps, { ...undo, personIds, undoes: merge.id });
  const counts = { laterProfiles: laterProfiles.length, laterTouches, copiedHolds };
  const entry: AuditEntry = {
    workspaceId,
    actor: undo.actor,
    action: 'merge.undone',
    subjectKind: 'person',
    subjectId: restoredId,
    personId: holderId,
    detail: { decisionId: merge.id, ...counts },
  };
  const because = 'a merge was undone';
  const noticed = await noticePerson(trx, deps, { workspaceId, personIds, because, lane: 2 });
  await appendAudit(trx, deps, [entry, ...noticed]);
  return { restoredId, otherId: holderId, laterProfiles: laterProfiles.length, laterTouches };
}

async function lockSides(
  trx: Trx,
  undo: MergeToUndo,
): Promise<{ merge: MergeDecision; holderId: string }> {
  const { workspaceId, decisionId } = undo;
  const merge = await findMerge(trx, { workspaceId, decisionId });
  if (merge === undefined)
    throw new InputError('not_found', 'There is no such merge.', 'decisionId');
  const holderId = await findLivePerson(trx, { workspaceId, personId: merge.survivorId });
  if (holderId === undefined) throw new InputError('conflict', 'The person is gone.', 'decisionId');
  const personIds = [...new Set([holderId, merge.survivorId, merge.mergedId])];
  await lockPersons(trx, { workspaceId, personIds });
  // Read again under the locks: somebody else may have been quicker.
  const again = await findMerge(trx, { workspaceId, decisionId });
  if (again?.isUndone !== false) {
    throw new InputError('conflict', 'This merge has been undone already.', 'decisionId');
  }
  const holderNow = await findLivePerson(trx, { workspaceId, personId: merge.survivorId });
  if (holderNow !== holderId) {
    throw new InputError(
      'conflict',
      'The person was just merged again; try once more.',
      'decisionId',
    );
  }
  return { merge, holderId };
}

interface LaterItems {
  workspaceId: string;
  fromId: string;
  toId: string;
  merge: MergeDecision;
  defaultRegion: string;
}

// Each profile that joined since stays with the side it shares keys with, else with the side it is more like.
async function moveLaterProfiles(trx: Trx, later: LaterItems): Promise<string[]> {
  const { workspaceId, fromId, toId, merge } = later;
  const joined = new Set(
    await listJoinedSince(trx, { workspaceId, personId: fromId, since: merge.decidedAt }),
  );
  if (joined.size === 0) return [];
  const members = await loadMembers(trx, {
    workspaceId,
    personIds: [fromId, toId],
    limit: membersConsideredMax,
  });
  const described = members.map((member) => describe(member, later.defaultRegion));
  const restored = sideOf(described.filter(({ personId }) => personId === toId));
  const staying = sideOf(
    described.filter(({ personId, id }) => personId === fromId && !joined.has(id)),
  );
  const moving = described.filter(({ id, personId }) => personId === fromId && joined.has(id));
  const profileIds = moving.filter((one) => belongsTo(one, restored, staying)).map(({ id }) => id);
  await moveProfilesTo(trx, { workspaceId, fromId, toId, profileIds });
  return profileIds;
}

interface Described {
  id: string;
  personId: string;
  identifiers: Identifier[];
  traits: Traits;
}

interface Side {
  keys: ReadonlySet<string>;
  traits: Traits;
}

function describe(member: Member, defaultRegion: string): Described {
  const keys = keysOfProfile(member.profile, defaultRegion);
  return {
    id: member.id,
    personId: member.personId,
    identifiers: keys.identifiers,
    traits: traitsOfProfile(member.profile, keys),
  };
}

function sideOf(members: readonly Described[]): Side {
  return {
    keys: new Set(members.flatMap(({ identifiers }) => identifiers.map(keyOf))),
    traits: uniteTraits(members.map(({ traits }) => traits)),
  };
}

function keyOf({ kind, value }: Identifier): string {
  return `${kind}:${value}`;
}

function belongsTo(one: Described, side: Side, other: Side): boolean {
  const shares = (keys: ReadonlySet<string>): number =>
    one.identifiers.filter((identifier) => keys.has(keyOf(identifier))).length;
  const [mine, theirs] = [shares(side.keys), shares(other.keys)];
  if (mine !== theirs) return mine > theirs;
  return bits(one.traits, side.traits) > bits(one.traits, other.traits);
}

function bits(one: Traits, other: Traits): number {
  const context = { frequencies: frequenciesOf([]), namesUsing: () => 1 };
  return scoreComparison(compareTraits(one, other), defaultModel, context).bits;
}

async function moveLaterTouches(trx: Trx, later: LaterItems): Promise<number> {
  const { workspaceId, fromId, toId, merge } = later;
  const ids = await listTouchesSince(trx, {
    workspaceId,
    personId: fromId,
    since: merge.decidedAt,
  });
  if (ids.length === 0) return 0;
  const members = await loadMembers(trx, {
    workspaceId,
    personIds: [fromId, toId],
    limit: membersConsideredMax,
  });
  const described = members.map((member) => describe(member, later.defaultRegion));
  const restored = sideOf(described.filter(({ personId }) => personId === toId));
  const staying = sideOf(described.filter(({ personId }) => personId === fromId));
  const touches = await loadTouches(trx, { workspaceId, ids });
  const touchIds = touches
    .filter(({ payload }) => {
      const keys = keysOfTouch(payload, later.defaultRegion).map(keyOf);
      return (
        keys.some((key) => restored.keys.has(key)) && !keys.some((key) => staying.keys.has(key))
      );
    })
    .map(({ id }) => id);
  await moveTouchesTo(trx, { workspaceId, fromId, toId, touchIds });
  return touchIds.length;
}

/** Notes that a human took two persons for different people; pinned to their profiles, so it outlives merges. */
export async function keepApart(
  trx: Trx,
  deps: Deps,
  input: {
    workspaceId: string;
    actor: string;
    personIds: readonly string[];
    /** The merge that was wrong; absent where two were told apart before they were ever one. */
    undoes?: string;
  },
): Promise<void> {
  const { workspaceId, personIds, actor, undoes } = input;
  const [otherId, personId] = personIds;
  if (personId === undefined || otherId === undefined) return;
  const now = deps.clock.now();
  const id = deps.ids.next();
  const common = {
    profileId: null,
    personId,
    otherPersonId: otherId,
    score: null,
    ruleVersion: 0,
    actor,
  };
  await insertDecisions(trx, {
    workspaceId,
    now,
    decisions: [
      undoes === undefined
        ? { ...common, id, kind: 'keep_apart', evidence: { because: ['a human said so'] } }
        : { ...common, id, kind: 'undo', evidence: { because: ['a human said so'], undoes } },
    ],
  });
  const profiles = await firstProfiles(trx, { workspaceId, personIds });
  const [profileId, otherProfileId] = [profiles.get(personId), profiles.get(otherId)];
  if (profileId === undefined || otherProfileId === undefined) return;
  await insertKeptApart(trx, { workspaceId, profileId, otherProfileId, decisionId: id });
  await insertKeptApart(trx, {
    workspaceId,
    profileId: otherProfileId,
    otherProfileId: profileId,
    decisionId: id,
  });
}
