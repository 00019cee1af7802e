// Writes what a batch of profiles came to: one statement per table, merges last because they move what was written.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { canonicalPerson } from '../core/people/canonical.ts';
import type { MemberProfile } from '../core/people/canonical.ts';
import { blockingKeys, bridgingKeys, keyHash } from '../core/people/blocking.ts';
import { countedValues } from '../core/people/count-frequencies.ts';
import { applyCorrections } from '../core/people/corrections.ts';
import type { Trx } from '../db/connect.ts';
import { listCorrections } from '../db/queries/corrections.ts';
import { insertDecisions } from '../db/queries/match-decisions.ts';
import type { DecisionToWrite } from '../db/queries/match-decisions.ts';
import { addCounts, writeTraits } from '../db/queries/match-index.ts';
import { openReviews } from '../db/queries/match-reviews.ts';
import type { ReviewToOpen } from '../db/queries/match-reviews.ts';
import {
  insertCandidacies,
  insertPersons,
  insertPlacements,
  loadMembers,
  updatePersons,
} from '../db/queries/persons.ts';
import type { PersonToWrite } from '../db/queries/persons.ts';
import type { Deps } from './deps.ts';
import type { PlacedProfile } from './identify-profiles.ts';
import type { KnownPeople } from './known-people.ts';
import { membersConsideredMax, mergePersons } from './merge-persons.ts';
import { requestRechecks } from './request-rechecks.ts';

export interface IdentifiedToWrite {
  workspaceId: string;
  defaultRegion: string;
  ruleVersion: number;
  placed: readonly PlacedProfile[];
  known: KnownPeople;
}

/** Likeliest first; a common name has hundreds of rivals. */
const rivalsKeptMax = 10;
/** A hit asks at most this many questions: an address on hundreds of people must not bury those worth a look. */
const questionsMax = 10;

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
  await insertDecisions(trx, {
    workspaceId,
    now,
    decisions: decided.map((one) => decisionOf(one, input.ruleVersion)),
  });
  await insertPlacements(trx, {
    workspaceId,
    now,
    placements: decided.map(({ profile, personId, decisionId, keys }) => ({
      personId,
      profileId: profile.id,
      decisionId,
      ...keys,
      seenAt: profile.payload.foundAt,
    })),
  });
  const bridges = await writeMatchIndex(trx, input);
  await insertCandidacies(trx, {
    workspaceId,
    now,
    candidacies: decided.flatMap(({ profile, personId }) =>
      profile.jobId === null ? [] : [{ personId, jobId: profile.jobId, profileId: profile.id }],
    ),
  });
  const entries = decided.map((one) => entryOf(workspaceId, one, input.ruleVersion));
  for (const one of decided) {
    for (const mergedId of one.decision.mergedIds) {
      bridges.push(one.personId);
      const merged = await mergePersons(trx, deps, {
        workspaceId,
        defaultRegion: input.defaultRegion,
        survivorId: one.personId,
        mergedId,
        actor: 'system',
        score: one.decision.score,
        evidence: { because: one.decision.evidence, profileId: one.profile.id },
        ruleVersion: input.ruleVersion,
      });
      entries.push(...merged.entries);
    }
  }
  await openReviews(trx, { workspaceId, now, reviews: reviewsOf(deps, input) });
  await requestRechecks(trx, deps, {
    workspaceId,
    personIds: bridges.map((personId) => input.known.current(personId)),
  });
  await addCounts(trx, { workspaceId, counts: countsOf(input.placed) });
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
  const byHand = Map.groupBy(
    await listCorrections(trx, { workspaceId, personIds: joinedIds }),
    ({ personId }) => personId,
  );
  const persons = [...byPerson].map(([id, placed]): PersonToWrite => {
    const members: MemberProfile[] = placed.map(({ profile, keys }) => ({
      id: profile.id,
      profile: profile.payload,
      contacts: keys.contacts,
    }));
    members.push(...(before.get(id) ?? []));
    const canonical = canonicalPerson(members, defaultRegion);
    return { id, canonical: applyCorrections(canonical, byHand.get(id) ?? []) };
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

// A question per pair of people that this batch leaves in doubt; merges of the same batch may have answered some.
function reviewsOf(deps: Deps, input: IdentifiedToWrite): ReviewToOpen[] {
  const { known, placed, ruleVersion } = input;
  return placed.flatMap(({ personId, decision }) =>
    decision.rivals
      .filter(({ verdict }) => verdict === 'doubtful')
      .slice(0, questionsMax)
      .flatMap((rival): ReviewToOpen[] => {
        const one = known.current(personId);
        const other = known.current(rival.personId);
        if (one === other) return [];
        const evidence = { because: rival.evidence, parts: rival.parts };
        return [
          { id: deps.ids.next(), one, other, probability: rival.score, evidence, ruleVersion },
        ];
      }),
  );
}

function decisionOf(one: Decided, ruleVersion: number): DecisionToWrite {
  const { profile, personId, isNewPerson, decision, decisionId } = one;
  return {
    id: decisionId,
    kind: isNewPerson ? 'new' : 'join',
    profileId: profile.id,
    personId,
    otherPersonId: null,
    score: decision.score,
    evidence: {
      because: decision.evidence,
      parts: decision.parts,
      rivals: decision.rivals.slice(0, rivalsKeptMax).map((rival) => ({
        personId: rival.personId,
        score: rival.score,
        because: rival.evidence,
      })),
    },
    ruleVersion,
    actor: 'system',
  };
}

// What united traits are found under, and how frequent their values are from now on. Returns who may now be found by
// people that nobody was compared with.
async function writeMatchIndex(trx: Trx, input: IdentifiedToWrite): Promise<string[]> {
  const { workspaceId, known, placed } = input;
  const byPerson = Map.groupBy(placed, ({ personId }) => personId);
  const bridges: string[] = [];
  const persons = [...byPerson].flatMap(([personId, ofPerson]) => {
    const person = known.get(personId);
    if (person === undefined || known.current(personId) !== personId) return [];
    const { traits, stored } = person;
    // Most are there since the last hit, and a probe of the index costs more than a look at the traits.
    const before = new Set(stored === null ? [] : blockingKeys(stored).map(keyHash));
    const brought = new Set(ofPerson.flatMap(({ matchKeys }) => matchKeys));
    const parts = [before, ...ofPerson.map(({ matchKeys }) => new Set(matchKeys))];
    const together = parts.length > 1 ? bridgingKeys(traits, parts) : [];
    if (together.length > 0) bridges.push(personId);
    const keys = [...brought, ...together].filter((key) => !before.has(key));
    return [{ personId, traits, keys }];
  });
  await writeTraits(trx, { workspaceId, persons });
  return bridges;
}

function countsOf(
  placed: readonly PlacedProfile[],
): { kind: string; value: string; count: number }[] {
  const counts = new Map<string, { kind: string; value: string; count: number }>();
  const add = (kind: string, value: string): void => {
    const known = counts.get(`${kind} ${value}`);
    if (known === undefined) counts.set(`${kind} ${value}`, { kind, value, count: 1 });
    else known.count += 1;
  };
  for (const { traits } of placed) {
    add('total', '');
    for (const { kind, value } of countedValues(traits)) add(kind, value);
  }
  return [...counts.values()];
}

function entryOf(workspaceId: string, one: Decided, ruleVersion: number): AuditEntry {
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
      ruleVersion,
    },
  };
}
