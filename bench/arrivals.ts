// The decisions of intake without a database: profiles that arrive one by one, in any order.

import { blockingKeys, bridgingKeys, keyHash } from '../src/core/people/blocking.ts';
import { countedValues } from '../src/core/people/count-frequencies.ts';
import { keysOfProfile } from '../src/core/people/identifiers.ts';
import { defaultModel } from '../src/core/people/match-model.ts';
import { defaultMatchRules } from '../src/core/people/match-rules.ts';
import { traitsOfProfile } from '../src/core/people/traits.ts';
import { placeOne } from '../src/flows/identify-profiles.ts';
import type { Matching } from '../src/flows/identify-profiles.ts';
import { knownPeople } from '../src/flows/known-people.ts';
import { tiesOf } from '../src/flows/recheck-person.ts';
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
    const before = new Map(known.around(matchKeys).map((one) => [one.personId, one.traits]));
    const { personId } = placeOne({ ids }, { known, context }, item);
    persons[at] = personId;
    const person = known.get(personId);
    const stored = before.get(personId);
    if (person !== undefined && stored !== undefined) {
      const parts = [new Set(blockingKeys(stored).map(keyHash)), new Set(matchKeys)];
      const together = bridgingKeys(person.traits, parts);
      known.add(person, together);
      if (together.length > 0) recheck({ known, context }, personId);
    }
    total += 1;
    for (const { kind, value } of countedValues(traits)) {
      counts.set(`${kind} ${value}`, (counts.get(`${kind} ${value}`) ?? 0) + 1);
    }
  }
  return persons.map((personId) => known.current(personId));
}

// As the worker does it: the surest one joins, and whoever came out of it is looked at again.
function recheck(matching: Matching, personId: string): void {
  const { known } = matching;
  let at = known.current(personId);
  for (let round = 0; round < roundsMax; round += 1) {
    const person = known.get(at);
    if (person === undefined) return;
    const keys = blockingKeys(person.traits).map(keyHash);
    known.add(person, keys);
    const ties = tiesOf(matching, { personId: at, traits: person.traits, keys });
    const best = ties.find(({ verdict }) => verdict === 'same');
    if (best === undefined) return;
    const [survivorId = at, mergedId = best.personId] = [at, best.personId].toSorted();
    known.merge(survivorId, mergedId);
    at = survivorId;
  }
}

const roundsMax = 20;
