// Makes two persons one: everything of the one goes to the other, nothing is lost, and what moved is noted for undo.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { blockingKeys, keyHash } from '../core/people/blocking.ts';
import { canonicalPerson } from '../core/people/canonical.ts';
import { applyCorrections, profileOfCorrections } from '../core/people/corrections.ts';
import { keysOfProfile } from '../core/people/identifiers.ts';
import { traitsOfProfile, uniteTraits } from '../core/people/traits.ts';
import type { Traits } from '../core/people/traits.ts';
import type { Trx } from '../db/connect.ts';
import { listCorrections } from '../db/queries/corrections.ts';
import { insertDecisions } from '../db/queries/match-decisions.ts';
import { loadAllTraits, removeTraits, writeTraits } from '../db/queries/match-index.ts';
import { moveReviews } from '../db/queries/match-reviews.ts';
import { markMerged, moveToSurvivor } from '../db/queries/merges.ts';
import { loadMembers, updatePersons } from '../db/queries/persons.ts';
import type { Deps } from './deps.ts';
import { holdBoth, readHolds } from './hold-merged.ts';

/** Newest members that the canonical person of someone with very many hits is made of. */
export const membersConsideredMax = 200;

export interface MergeToMake {
  workspaceId: string;
  defaultRegion: string;
  survivorId: string;
  mergedId: string;
  actor: string;
  score: number | null;
  /** In words and ids, without personal values. */
  evidence: Record<string, unknown>;
  ruleVersion: number;
}

/**
 * Joins the caller's transaction, which holds the locks of both persons and knows that both are live.
 * Two opportunities in Lever for one posting stay two: they are named in the audit entry.
 */
export async function mergePersons(
  trx: Trx,
  deps: Deps,
  merge: MergeToMake,
): Promise<{ decisionId: string; doubleRecordIds: string[]; entries: AuditEntry[] }> {
  const { workspaceId, survivorId, mergedId } = merge;
  const now = deps.clock.now();
  const decisionId = deps.ids.next();
  await insertDecisions(trx, {
    workspaceId,
    now,
    decisions: [
      {
        id: decisionId,
        kind: 'merge',
        profileId: null,
        personId: survivorId,
        otherPersonId: mergedId,
        score: merge.score,
        evidence: merge.evidence,
        ruleVersion: merge.ruleVersion,
        actor: merge.actor,
      },
    ],
  });
  const sides = { workspaceId, fromId: mergedId, toId: survivorId };
  const holds = await readHolds(trx, sides);
  const moved = await moveToSurvivor(trx, { ...sides, decisionId });
  const told = await holdBoth(trx, deps, { ...sides, decisionId, holds });
  await markMerged(trx, { ...sides, now });
  await moveReviews(trx, { ...sides, now });
  await recomputePersons(trx, deps, { ...merge, personIds: [survivorId], goneIds: [mergedId] });
  const entry: AuditEntry = {
    workspaceId,
    actor: merge.actor,
    action: 'person.merged',
    subjectKind: 'person',
    subjectId: mergedId,
    personId: survivorId,
    detail: { decisionId, score: merge.score, ruleVersion: merge.ruleVersion, ...moved },
  };
  return { decisionId, doubleRecordIds: moved.doubleRecordIds, entries: [entry, ...told] };
}

/**
 * Writes the canonical values and what matching knows anew from the members as they are now. `goneIds` are persons
 * that have no members any more: nobody finds them.
 */
export async function recomputePersons(
  trx: Trx,
  deps: Deps,
  input: {
    workspaceId: string;
    defaultRegion: string;
    personIds: readonly string[];
    goneIds?: readonly string[];
  },
): Promise<void> {
  const { workspaceId, personIds, defaultRegion } = input;
  const stale = [...personIds, ...(input.goneIds ?? [])];
  const before = await loadAllTraits(trx, { workspaceId, personIds: stale });
  await removeTraits(trx, {
    workspaceId,
    persons: before.map(({ personId, traits }) => ({ personId, keys: keysOf(traits) })),
  });
  const members = await loadMembers(trx, { workspaceId, personIds, limit: membersConsideredMax });
  const byHand = Map.groupBy(
    await listCorrections(trx, { workspaceId, personIds }),
    ({ personId }) => personId,
  );
  const persons = [...Map.groupBy(members, (member) => member.personId)].map(([id, ofPerson]) => {
    const corrections = byHand.get(id) ?? [];
    const corrected = profileOfCorrections(corrections);
    const keyed = ofPerson.map((member) => ({
      ...member,
      keys: keysOfProfile(member.profile, defaultRegion),
    }));
    return {
      id,
      canonical: applyCorrections(
        canonicalPerson(
          keyed.map((member) => ({ ...member, contacts: member.keys.contacts })),
          defaultRegion,
        ),
        corrections,
      ),
      traits: uniteTraits([
        ...keyed.map((member) => traitsOfProfile(member.profile, member.keys)),
        ...(corrected === null
          ? []
          : [traitsOfProfile(corrected, keysOfProfile(corrected, defaultRegion))]),
      ]),
    };
  });
  await updatePersons(trx, { workspaceId, now: deps.clock.now(), persons });
  await writeTraits(trx, {
    workspaceId,
    persons: persons.map(({ id, traits }) => ({ personId: id, traits, keys: keysOf(traits) })),
  });
}

function keysOf(traits: Traits): number[] {
  return [...new Set(blockingKeys(traits).map(keyHash))];
}
