// Makes two persons one: everything of the one goes to the other, nothing is lost, and what moved is noted for undo.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { canonicalPerson } from '../core/people/canonical.ts';
import type { CanonicalPerson } from '../core/people/person.ts';
import type { Trx } from '../db/connect.ts';
import { insertDecisions } from '../db/queries/match-decisions.ts';
import { markMerged, moveToSurvivor } from '../db/queries/merges.ts';
import { loadMembers, updatePersons } from '../db/queries/persons.ts';
import type { Deps } from './deps.ts';

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
  const moved = await moveToSurvivor(trx, {
    workspaceId,
    decisionId,
    fromId: mergedId,
    toId: survivorId,
  });
  await markMerged(trx, { workspaceId, fromId: mergedId, toId: survivorId, now });
  await recomputePersons(trx, deps, { ...merge, personIds: [survivorId] });
  const entry: AuditEntry = {
    workspaceId,
    actor: merge.actor,
    action: 'person.merged',
    subjectKind: 'person',
    subjectId: mergedId,
    personId: survivorId,
    detail: { decisionId, score: merge.score, ruleVersion: merge.ruleVersion, ...moved },
  };
  return { decisionId, doubleRecordIds: moved.doubleRecordIds, entries: [entry] };
}

/** Writes the canonical values anew from the members as they are now; persons without members are left alone. */
export async function recomputePersons(
  trx: Trx,
  deps: Deps,
  input: { workspaceId: string; defaultRegion: string; personIds: readonly string[] },
): Promise<Map<string, CanonicalPerson>> {
  const { workspaceId, personIds, defaultRegion } = input;
  const members = await loadMembers(trx, { workspaceId, personIds, limit: membersConsideredMax });
  const canonical = new Map<string, CanonicalPerson>();
  for (const [personId, ofPerson] of Map.groupBy(members, (member) => member.personId)) {
    canonical.set(personId, canonicalPerson(ofPerson, defaultRegion));
  }
  await updatePersons(trx, {
    workspaceId,
    now: deps.clock.now(),
    persons: [...canonical].map(([id, value]) => ({ id, canonical: value })),
  });
  return canonical;
}
