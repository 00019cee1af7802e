// Writes what a batch of profiles came to: one statement per table, merges last because they move what was written.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { canonicalPerson } from '../core/people/canonical.ts';
import type { MemberProfile } from '../core/people/canonical.ts';
import { exactRuleVersion } from '../core/people/exact-scorer.ts';
import type { Trx } from '../db/connect.ts';
import { insertDecisions } from '../db/queries/match-decisions.ts';
import type { DecisionToWrite } from '../db/queries/match-decisions.ts';
import {
  insertCandidacies,
  insertKeys,
  insertMemberships,
  insertPersons,
  loadMembers,
  updatePersons,
} from '../db/queries/persons.ts';
import type { PersonToWrite } from '../db/queries/persons.ts';
import type { Deps } from './deps.ts';
import type { PlacedProfile } from './identify-profiles.ts';
import { membersConsideredMax, mergePersons } from './merge-persons.ts';

export interface IdentifiedToWrite {
  workspaceId: string;
  defaultRegion: string;
  placed: readonly PlacedProfile[];
}

interface Decided extends PlacedProfile {
  decisionId: string;
}

/** Joins the caller's transaction. Returns the audit entries: one per profile, one per merge. */
export async function writeIdentified(
  trx: Trx,
  deps: Deps,
  input: IdentifiedToWrite,
): Promise<AuditEntry[]> {
  const { workspaceId } = input;
  const now = deps.clock.now();
  const decided = input.placed.map((placed) => ({ ...placed, decisionId: deps.ids.next() }));
  await writePersons(trx, { ...input, now });
  await insertDecisions(trx, { workspaceId, now, decisions: decided.flatMap(decisionsOf(deps)) });
  await insertMemberships(trx, {
    workspaceId,
    now,
    memberships: decided.map(({ profile, personId, decisionId }) => ({
      profileId: profile.id,
      personId,
      decisionId,
    })),
  });
  await insertKeys(trx, {
    workspaceId,
    keys: decided.map(({ profile, personId, keys }) => ({
      personId,
      profileId: profile.id,
      ...keys,
      seenAt: profile.payload.foundAt,
    })),
  });
  await insertCandidacies(trx, {
    workspaceId,
    now,
    candidacies: decided.flatMap(({ profile, personId }) =>
      profile.jobId === null ? [] : [{ personId, jobId: profile.jobId, profileId: profile.id }],
    ),
  });
  const entries = decided.map((one) => entryOf(workspaceId, one));
  for (const one of decided) {
    for (const mergedId of one.decision.mergedIds) {
      const merged = await mergePersons(trx, deps, {
        workspaceId,
        defaultRegion: input.defaultRegion,
        survivorId: one.personId,
        mergedId,
        actor: 'system',
        score: one.decision.score,
        evidence: { because: one.decision.evidence, profileId: one.profile.id },
        ruleVersion: exactRuleVersion,
      });
      entries.push(...merged.entries);
    }
  }
  return entries;
}

async function writePersons(trx: Trx, input: IdentifiedToWrite & { now: Date }): Promise<void> {
  const { workspaceId, defaultRegion, now } = input;
  const byPerson = Map.groupBy(input.placed, ({ personId }) => personId);
  const newIds = new Set(
    input.placed.filter(({ isNewPerson }) => isNewPerson).map(({ personId }) => personId),
  );
  const joinedIds = [...byPerson.keys()].filter((id) => !newIds.has(id));
  const before = Map.groupBy(
    await loadMembers(trx, { workspaceId, personIds: joinedIds, limit: membersConsideredMax }),
    ({ personId }) => personId,
  );
  const persons = [...byPerson].map(([id, placed]): PersonToWrite => {
    const members: MemberProfile[] = placed.map(({ profile, keys }) => ({
      id: profile.id,
      profile: profile.payload,
      contacts: keys.contacts,
    }));
    members.push(...(before.get(id) ?? []));
    return { id, canonical: canonicalPerson(members, defaultRegion) };
  });
  await insertPersons(trx, {
    workspaceId,
    now,
    persons: persons.filter(({ id }) => newIds.has(id)),
  });
  await updatePersons(trx, {
    workspaceId,
    now,
    persons: persons.filter(({ id }) => !newIds.has(id)),
  });
}

// One decision for the profile, and one question per doubtful rival.
function decisionsOf(deps: Deps): (one: Decided) => DecisionToWrite[] {
  return ({ profile, personId, isNewPerson, decision, decisionId }) => {
    const common = {
      profileId: profile.id,
      personId,
      ruleVersion: exactRuleVersion,
      actor: 'system',
    };
    const doubtful = decision.rivals.filter(({ verdict }) => verdict === 'doubtful');
    return [
      {
        ...common,
        id: decisionId,
        kind: isNewPerson ? 'new' : 'join',
        otherPersonId: null,
        score: decision.score,
        evidence: {
          because: decision.evidence,
          rivals: decision.rivals.map(({ personId, score, evidence }) => ({
            personId,
            score,
            because: evidence,
          })),
        },
      },
      ...doubtful.map((rival): DecisionToWrite => ({
        ...common,
        id: deps.ids.next(),
        kind: 'review',
        otherPersonId: rival.personId,
        score: rival.score,
        evidence: { because: rival.evidence },
      })),
    ];
  };
}

function entryOf(workspaceId: string, one: Decided): AuditEntry {
  const { profile, personId, isNewPerson, decision, decisionId } = one;
  return {
    workspaceId,
    actor: 'system',
    action: isNewPerson ? 'person.created' : 'profile.joined',
    subjectKind: 'profile',
    subjectId: profile.id,
    personId,
    detail: {
      decisionId,
      because: decision.evidence,
      score: decision.score,
      rivals: decision.rivals.map((rival) => rival.personId),
      ruleVersion: exactRuleVersion,
    },
  };
}
