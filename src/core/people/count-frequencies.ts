// Counts how frequent names, employers and places are among descriptions of people.

import { sound } from './compare-names.ts';
import type { Frequencies, FrequencyKind } from './frequencies.ts';
import type { Traits } from './traits.ts';
import { allAtOnce, perTurn } from './turns.ts';
import type { Turns } from './turns.ts';

/** What one description adds to the counts: each value once. */
export function countedValues(traits: Traits): { kind: FrequencyKind; value: string }[] {
  const values = new Set<string>();
  for (const name of traits.names) {
    for (const word of [...name.words, ...name.asides]) values.add(`word ${sound(word)}`);
  }
  for (const position of traits.employers) values.add(`employer ${position.core}`);
  for (const city of traits.cities) values.add(`city ${city}`);
  for (const title of traits.titles) values.add(`title ${title}`);
  return [...values].map((text) => {
    const space = text.indexOf(' ');
    return { kind: text.slice(0, space) as FrequencyKind, value: text.slice(space + 1) };
  });
}

export function countFrequencies(all: readonly Traits[]): Frequencies {
  return allAtOnce(countFrequenciesInTurns(all));
}

export function* countFrequenciesInTurns(all: readonly Traits[]): Turns<Frequencies> {
  const counts = new Map<string, number>();
  for (const [index, traits] of all.entries()) {
    if (index % perTurn === 0) yield;
    for (const { kind, value } of countedValues(traits)) {
      const key = `${kind} ${value}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return {
    total: all.length,
    count: (kind, value) => counts.get(`${kind} ${value}`) ?? 0,
  };
}
