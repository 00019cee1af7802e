// Decides whose each profile of a batch is and writes that down: persons, memberships, keys, decisions.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { decide } from '../core/people/decide.ts';
import type { Decision } from '../core/people/decide.ts';
import { assessExactly } from '../core/people/exact-scorer.ts';
import { parseName } from '../core/people/name.ts';
import type { ParsedName } from '../core/people/name.ts';
import type { Identifier, IdentifierKind } from '../core/people/person.ts';
import type { Trx } from '../db/connect.ts';
import { findHolders } from '../db/queries/identifiers.ts';
import { listKeptApart } from '../db/queries/merges.ts';
import { loadPersonsToMatch, lockPersons } from '../db/queries/persons.ts';
import type { Deps } from './deps.ts';
import type { ProfileToPlace } from './identify-items.ts';
import { PeopleMoved } from './identify-trouble.ts';
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
  if (input.profiles.length === 0) {
    return { personIdByProfile: new Map(), newIdentifiers: [], optedOutIds: [], entries: [] };
  }
  const known = await loadKnown(trx, input);
  const placed = input.profiles.map((item) => placeOne(deps, known, item));
  await lockChosen(trx, input.workspaceId, { known, placed });
  const entries = await writeIdentified(trx, deps, {
    workspaceId: input.workspaceId,
    defaultRegion: input.defaultRegion,
    placed,
  });
  const survivorOf = (personId: string): string => known.survivors.get(personId) ?? personId;
  const optedOut = placed.filter(({ profile }) => profile.payload.hasOptedOut === true);
  return {
    personIdByProfile: new Map(
      placed.map(({ profile, personId }) => [profile.id, survivorOf(personId)]),
    ),
    newIdentifiers: placed.flatMap(({ keys }) => keys.identifiers),
    optedOutIds: [...new Set(optedOut.map(({ personId }) => survivorOf(personId)))].toSorted(),
    entries,
  };
}

interface KnownPerson {
  personId: string;
  name: ParsedName | null;
  hasRecord: boolean;
  /** Null: made in this batch. */
  revision: number | null;
}

// What is known of the people around this batch; grows as its profiles are placed one after the other.
interface Known {
  persons: Map<string, KnownPerson>;
  holdersByKey: Map<string, Set<string>>;
  keptApart: Set<string>;
  survivors: Map<string, string>;
}

async function loadKnown(trx: Trx, input: ProfilesToIdentify): Promise<Known> {
  const { workspaceId } = input;
  const identifiers = uniqueKeys(input.profiles.flatMap(({ keys }) => keys.identifiers));
  const holders = await findHolders(trx, { workspaceId, identifiers });
  const personIds = [...new Set(holders.map(({ personId }) => personId))];
  const persons = await loadPersonsToMatch(trx, { workspaceId, personIds });
  const keptApart = await listKeptApart(trx, { workspaceId, personIds });
  const known: Known = {
    persons: new Map(
      persons.map((person) => [person.personId, { ...person, name: parseName(person.name ?? '') }]),
    ),
    holdersByKey: new Map(),
    keptApart: new Set(keptApart.map((pair) => pairKey(pair.personId, pair.otherPersonId))),
    survivors: new Map(),
  };
  for (const { kind, value, personId } of holders) {
    if (known.persons.has(personId)) addHolder(known, { kind, value }, personId);
  }
  return known;
}

function placeOne(deps: Deps, known: Known, item: ProfileToPlace): PlacedProfile {
  const { name, firstName, lastName } = item.profile.payload;
  const parsed = parseName(name ?? '', firstName, lastName);
  const shared = new Map<string, Set<IdentifierKind>>();
  for (const key of item.keys.identifiers) {
    for (const personId of known.holdersByKey.get(keyOf(key)) ?? []) {
      const kinds = shared.get(personId) ?? new Set();
      shared.set(personId, kinds.add(key.kind));
    }
  }
  const assessments = [...shared].flatMap(([personId, sharedKinds]) => {
    const person = known.persons.get(personId);
    return person === undefined ? [] : [assessExactly(parsed, { ...person, sharedKinds })];
  });
  const decision = decide(assessments, (one, other) => !known.keptApart.has(pairKey(one, other)));
  const personId = decision.personId ?? deps.ids.next();
  if (decision.personId === null) {
    known.persons.set(personId, { personId, name: parsed, hasRecord: false, revision: null });
  }
  for (const key of item.keys.identifiers) addHolder(known, key, personId);
  for (const mergedId of decision.mergedIds) noteMerge(known, mergedId, personId);
  return { ...item, personId, isNewPerson: decision.personId === null, decision };
}

function noteMerge(known: Known, mergedId: string, survivorId: string): void {
  for (const holders of known.holdersByKey.values()) {
    if (holders.delete(mergedId)) holders.add(survivorId);
  }
  for (const [from, to] of known.survivors)
    if (to === mergedId) known.survivors.set(from, survivorId);
  known.survivors.set(mergedId, survivorId);
}

// Between the look and the lock a human may have merged, split or erased someone.
async function lockChosen(
  trx: Trx,
  workspaceId: string,
  chosen: { known: Known; placed: readonly PlacedProfile[] },
): Promise<void> {
  const ids = new Set(
    chosen.placed.flatMap(({ personId, decision }) => [personId, ...decision.mergedIds]),
  );
  const existing = [...ids].filter((id) => chosen.known.persons.get(id)?.revision !== null);
  const locked = await lockPersons(trx, { workspaceId, personIds: existing });
  const asSeen = locked.filter(
    ({ personId, revision, isLive }) =>
      isLive && chosen.known.persons.get(personId)?.revision === revision,
  );
  if (asSeen.length !== existing.length) throw new PeopleMoved();
}

function addHolder(known: Known, key: Identifier, personId: string): void {
  const holders = known.holdersByKey.get(keyOf(key));
  if (holders === undefined) known.holdersByKey.set(keyOf(key), new Set([personId]));
  else holders.add(personId);
}

function keyOf(identifier: Identifier): string {
  return `${identifier.kind}:${identifier.value}`;
}

function uniqueKeys(identifiers: readonly Identifier[]): Identifier[] {
  return [...new Map(identifiers.map((identifier) => [keyOf(identifier), identifier])).values()];
}

function pairKey(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
