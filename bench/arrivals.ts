// The decisions of intake without a database: profiles that arrive one by one, in any order.

import { blockingKeys, keyHash } from '../src/core/people/blocking.ts';
import { countedValues } from '../src/core/people/count-frequencies.ts';
import { keysOfProfile } from '../src/core/people/identifiers.ts';
import { defaultModel } from '../src/core/people/match-model.ts';
import { defaultMatchRules } from '../src/core/people/match-rules.ts';
import { traitsOfProfile } from '../src/core/people/traits.ts';
import { placeOne } from '../src/flows/identify-profiles.ts';
import { knownPeople } from '../src/flows/known-people.ts';
import type { LabelledSet } from './identity-file.ts';

/** The person of each record of the set, where they arrive in this order. */
export function arriveInOrder(set: LabelledSet, order: readonly number[]): string[] {
  const counts = new Map<string, number>();
  let [total, made] = [0, 0];
  const known = knownPeople({
    byKey: new Map(),
    persons: new Map(),
    apart: new Set(),
    frequencies: {
      get total() {
        return total;
      },
      count: (kind, value) => counts.get(`${kind} ${value}`) ?? 0,
    },
  });
  const context = {
    model: defaultModel,
    rules: defaultMatchRules,
    frequencies: known.frequencies,
    namesUsing: (key: string) => known.namesUsing(key),
  };
  const ids = { next: () => String((made += 1)).padStart(9, '0') };
  const persons: string[] = [];
  for (const at of order) {
    const payload = set.profiles[at];
    if (payload === undefined) continue;
    const keys = keysOfProfile(payload, 'US');
    const traits = traitsOfProfile(payload, keys);
    const matchKeys = [...new Set(blockingKeys(traits).map(keyHash))];
    const profile = { id: String(at), jobId: null, importId: null, payload };
    const item = { profile, keys, traits, matchKeys, buckets: [] };
    persons[at] = placeOne({ ids }, { known, context }, item).personId;
    total += 1;
    for (const { kind, value } of countedValues(traits)) {
      counts.set(`${kind} ${value}`, (counts.get(`${kind} ${value}`) ?? 0) + 1);
    }
  }
  return persons.map((personId) => known.current(personId));
}
