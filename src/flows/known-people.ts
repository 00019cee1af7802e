// What is known of the people around a batch of profiles; grows in memory as the profiles are placed one by one, so
// that the second hit of a batch finds the person the first one made.

import { holdersMax, keyHash } from '../core/people/blocking.ts';
import { countedValues } from '../core/people/count-frequencies.ts';
import { frequenciesOf } from '../core/people/frequencies.ts';
import type { Frequencies } from '../core/people/frequencies.ts';
import { countNames } from '../core/people/pairs.ts';
import { uniteTraits } from '../core/people/traits.ts';
import type { Traits } from '../core/people/traits.ts';
import type { Trx } from '../db/connect.ts';
import { loadTraits, lookAround } from '../db/queries/match-index.ts';
import { listKeptApart } from '../db/queries/merges.ts';

export interface KnownPerson {
  personId: string;
  traits: Traits;
  /** As the database has them; null: made in this batch. */
  stored: Traits | null;
  hasRecord: boolean;
  /** Null: made in this batch. */
  revision: number | null;
}

export interface KnownPeople {
  frequencies: Frequencies;
  /** Everybody who shares a key that is not too common. */
  around(keys: readonly number[]): KnownPerson[];
  /** Who the person is after the merges of this batch. */
  current(personId: string): string;
  get(personId: string): KnownPerson | undefined;
  isKeptApart(one: string, other: string): boolean;
  /** By how many clearly different names a key is used. */
  namesUsing(key: string): number;
  add(person: KnownPerson, keys: readonly number[]): void;
  merge(survivorId: string, mergedId: string): void;
}

export interface AroundBatch {
  workspaceId: string;
  profiles: readonly { traits: Traits; keys: readonly number[] }[];
}

/** Three statements, whatever the size of the batch and of the base. */
export async function loadKnownPeople(trx: Trx, batch: AroundBatch): Promise<KnownPeople> {
  const { workspaceId, profiles } = batch;
  const keys = [...new Set(profiles.flatMap((profile) => profile.keys))];
  const values = uniqueValues(profiles.map(({ traits }) => traits));
  const { holders, counts } = await lookAround(trx, {
    workspaceId,
    keys,
    values,
    limit: holdersMax + 1,
  });
  const byKey = new Map<number, Set<string>>();
  for (const { key, personId } of holders) addTo(byKey, key, personId);
  const wanted = [...byKey.values()].filter((ids) => ids.size <= holdersMax);
  const personIds = [...new Set(wanted.flatMap((ids) => [...ids]))];
  const persons = await loadTraits(trx, { workspaceId, personIds });
  const apart = await listKeptApart(trx, { workspaceId, personIds });
  return knownPeople({
    byKey,
    persons: new Map(
      persons.map((person) => [person.personId, { ...person, stored: person.traits }]),
    ),
    apart: new Set(apart.map((pair) => pairKey(pair.personId, pair.otherPersonId))),
    frequencies: frequenciesOf(counts),
  });
}

export interface LoadedPeople {
  byKey: Map<number, Set<string>>;
  persons: Map<string, KnownPerson>;
  apart: Set<string>;
  frequencies: Frequencies;
}

/** The people that were loaded, and those that come to be while a batch is placed. */
export function knownPeople(loaded: LoadedPeople): KnownPeople {
  const { byKey, persons, apart } = loaded;
  const survivors = new Map<string, string>();
  const current = (personId: string): string => {
    let id = personId;
    for (let next = survivors.get(id); next !== undefined; next = survivors.get(id)) id = next;
    return id;
  };
  return {
    frequencies: loaded.frequencies,
    current,
    get: (personId) => persons.get(personId),
    isKeptApart: (one, other) => apart.has(pairKey(one, other)),
    around(keys) {
      const found = new Set<string>();
      for (const key of keys) {
        const holders = byKey.get(key);
        if (holders === undefined || holders.size > holdersMax) continue;
        for (const id of holders) found.add(current(id));
      }
      return [...found].flatMap((id) => persons.get(id) ?? []);
    },
    namesUsing(key) {
      const holders = byKey.get(keyHash(key)) ?? new Set();
      if (holders.size > holdersMax) return holdersMax + 1;
      const ids = new Set([...holders].map(current));
      return countNames([...ids].map((id) => persons.get(id)?.traits));
    },
    add(person, keys) {
      persons.set(person.personId, person);
      for (const key of keys) addTo(byKey, key, person.personId);
    },
    merge(survivorId, mergedId) {
      const [survivor, merged] = [persons.get(survivorId), persons.get(mergedId)];
      survivors.set(mergedId, survivorId);
      if (survivor === undefined || merged === undefined) return;
      survivor.traits = uniteTraits([survivor.traits, merged.traits]);
      const inherited = [...apart].filter((pair) => pair.includes(mergedId));
      for (const pair of inherited) apart.add(sortedPair(pair.replace(mergedId, survivorId)));
    },
  };
}

function addTo(byKey: Map<number, Set<string>>, key: number, personId: string): void {
  const known = byKey.get(key);
  if (known === undefined) byKey.set(key, new Set([personId]));
  else known.add(personId);
}

function uniqueValues(all: readonly Traits[]): { kind: string; value: string }[] {
  const values = new Map<string, { kind: string; value: string }>();
  values.set('total ', { kind: 'total', value: '' });
  for (const traits of all) {
    for (const counted of countedValues(traits)) {
      values.set(`${counted.kind} ${counted.value}`, counted);
    }
  }
  return [...values.values()];
}

function pairKey(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

function sortedPair(pair: string): string {
  return pair.split(' ').toSorted().join(' ');
}
