// What changed between two versions of matching rules, one line per place.

import type { MatchRules } from './match-rules.ts';

export interface RuleDifference {
  /** Such as `keys.email.strength` or `guards.suffixes`. */
  at: string;
  before: string | null;
  after: string | null;
}

/** In the order of the names of the places. */
export function diffMatchRules(before: MatchRules, after: MatchRules): RuleDifference[] {
  const [was, is] = [flat(before), flat(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .toSorted()
    .filter((at) => was.get(at) !== is.get(at))
    .map((at) => ({ at, before: was.get(at) ?? null, after: is.get(at) ?? null }));
}

function flat(rules: MatchRules): Map<string, string> {
  const { version: _version, keys, ...others } = rules;
  const places = new Map<string, string>();
  for (const [index, { kind, ...key }] of keys.entries()) {
    places.set(`keys.${kind}.place`, String(index + 1));
    addPlaces(places, `keys.${kind}`, key);
  }
  addPlaces(places, '', others);
  return places;
}

function addPlaces(places: Map<string, string>, at: string, values: object): void {
  for (const [name, value] of Object.entries(values) as [string, unknown][]) {
    const place = at === '' ? name : `${at}.${name}`;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      addPlaces(places, place, value);
    } else places.set(place, Array.isArray(value) ? value.join(', ') : String(value));
  }
}
