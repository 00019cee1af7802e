// Decides whose each profile of a batch is: compares it with everybody who shares a key, then has it written down.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { amongRivals } from '../core/people/among-rivals.ts';
import { assess } from '../core/people/assess.ts';
import type { AssessContext, MatchCandidate, ScoredAssessment } from '../core/people/assess.ts';
import { decide } from '../core/people/decide.ts';
import type { Decision } from '../core/people/decide.ts';
import type { MatchRules } from '../core/people/match-rules.ts';
import type { Identifier } from '../core/people/person.ts';
import { boundNames } from '../core/people/several-names.ts';
import { uniteTraits } from '../core/people/traits.ts';
import type { Traits } from '../core/people/traits.ts';
import type { Conn, Trx } from '../db/connect.ts';
import { lockPersons } from '../db/queries/persons.ts';
import type { Deps } from './deps.ts';
import type { ProfileToPlace } from './identify-items.ts';
import { PeopleMoved } from './identify-trouble.ts';
import { loadKnownPeople } from './known-people.ts';
import type { KnownPeople } from './known-people.ts';
import { loadMatchingInForce } from './matching-in-force.ts';
import { writeIdentified } from './write-identified.ts';

export interface ProfilesToIdentify {
  workspaceId: string;
  defaultRegion: string;
  profiles: readonly ProfileToPlace[];
}

export interface Identified {
  personIdByProfile: ReadonlyMap<string, string>;
  newIdentifiers: Identifier[];
  /** Persons of whom a profile of this batch says that they opted out. */
  optedOutIds: string[];
  entries: AuditEntry[];
}

export interface PlacedProfile extends ProfileToPlace {
  personId: string;
  isNewPerson: boolean;
  decision: Decision;
}

/** Joins the caller's transaction, which holds the locks of all keys. */
export async function identifyProfiles(
  trx: Trx,
  deps: Deps,
  input: ProfilesToIdentify,
): Promise<Identified> {
  const { workspaceId } = input;
  if (input.profiles.length === 0) {
    return { personIdByProfile: new Map(), newIdentifiers: [], optedOutIds: [], entries: [] };
  }
  const { rules, model } = await loadMatchingInForce(trx, workspaceId);
  const known = await loadKnownPeople(trx, {
    workspaceId,
    profiles: input.profiles.map(({ traits, matchKeys }) => ({ traits, keys: matchKeys })),
  });
  const context: AssessContext = {
    model,
    rules,
    frequencies: known.frequencies,
    namesUsing: (key) => known.namesUsing(key),
  };
  const placed = input.profiles.map((item) => placeOne(deps, { known, context }, item));
  await lockChosen(trx, workspaceId, { known, placed });
  const entries = await writeIdentified(trx, deps, {
    workspaceId,
    defaultRegion: input.defaultRegion,
    ruleVersion: rules.version,
    placed,
    known,
  });
  const optedOut = placed.filter(({ profile }) => profile.payload.hasOptedOut === true);
  return {
    personIdByProfile: new Map(
      placed.map(({ profile, personId }) => [profile.id, known.current(personId)]),
    ),
    newIdentifiers: placed.flatMap(({ keys }) => keys.identifiers),
    optedOutIds: [...new Set(optedOut.map(({ personId }) => known.current(personId)))].toSorted(),
    entries,
  };
}

/** The rules in force; version 0 are the defaults. */
export async function loadMatchRules(conn: Conn, workspaceId: string): Promise<MatchRules> {
  return (await loadMatchingInForce(conn, workspaceId)).rules;
}

export interface Matching {
  known: KnownPeople;
  context: AssessContext;
}

/** Decides on one profile and adds it to what is known; reads and writes nothing else. */
export function placeOne(
  deps: Pick<Deps, 'ids'>,
  matching: Matching,
  item: ProfileToPlace,
): PlacedProfile {
  const { known } = matching;
  const decision = decideOne(matching, item.traits, item.matchKeys);
  const isNewPerson = decision.personId === null;
  const personId = decision.personId ?? deps.ids.next();
  const person = known.get(personId);
  known.add(
    {
      personId,
      traits: person === undefined ? item.traits : uniteTraits([person.traits, item.traits]),
      stored: person?.stored ?? null,
      hasRecord: person?.hasRecord ?? false,
      revision: person?.revision ?? null,
    },
    item.matchKeys,
  );
  for (const mergedId of decision.mergedIds) known.merge(personId, mergedId);
  return { ...item, personId, isNewPerson, decision };
}

// First the best match; then everybody else is asked again against what the two know together, because a bridge
// between two people shows only there.
function decideOne(matching: Matching, traits: Traits, keys: readonly number[]): Decision {
  const { known } = matching;
  const candidates = known.around(keys);
  const direct = assessAll(matching, traits, candidates);
  const best = direct
    .filter(({ verdict }) => verdict === 'same')
    .toSorted((one, other) => other.bits - one.bits || (one.personId < other.personId ? -1 : 1))[0];
  if (best === undefined || candidates.length === 1) return decide(direct, () => false);
  const together = uniteTraits([traits, known.get(best.personId)?.traits ?? traits]);
  const others = candidates.filter(({ personId }) => personId !== best.personId);
  const assessed = [best, ...assessAll(matching, together, others)];
  // The best direct match goes first even where another one is as sure together with it.
  const ranked = assessed.map((one) =>
    one === best ? { ...one, score: Math.max(one.score, 1 - 1e-12) } : one,
  );
  const decision = decide(ranked, (one, other) => !known.isKeptApart(one, other));
  return { ...decision, score: best.score };
}

function assessAll(
  { known, context }: Matching,
  traits: Traits,
  candidates: readonly MatchCandidate[],
): ScoredAssessment[] {
  const assessed = candidates.map((candidate) =>
    boundNames(assess(traits, candidate, context), traits, candidate.traits),
  );
  return amongRivals(assessed, (personId) => known.get(personId)?.traits, context);
}

// Between the look and the lock a human may have merged, split or erased someone.
async function lockChosen(
  trx: Trx,
  workspaceId: string,
  chosen: { known: KnownPeople; placed: readonly PlacedProfile[] },
): Promise<void> {
  const ids = new Set(
    chosen.placed.flatMap(({ personId, decision }) => [personId, ...decision.mergedIds]),
  );
  const existing = [...ids].filter((id) => (chosen.known.get(id)?.revision ?? null) !== null);
  const locked = await lockPersons(trx, { workspaceId, personIds: existing });
  const asSeen = locked.filter(
    ({ personId, revision, isLive }) => isLive && chosen.known.get(personId)?.revision === revision,
  );
  if (asSeen.length !== existing.length) throw new PeopleMoved();
}
