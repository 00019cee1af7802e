// Pairs of one human whose names do not show it: written in two scripts, or changed.

import { compareNames } from '../src/core/people/compare-names.ts';
import type { Traits } from '../src/core/people/traits.ts';
import type { LabelledSet } from './identity-file.ts';

/** Index pairs of one human in two scripts, or under names of which a part or all is different. */
export function pairsOfHardNames(
  set: LabelledSet,
  traits: readonly Traits[],
): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  const isLatin = set.profiles.map(
    (profile) => !/(?!\p{Script=Latin})\p{L}/u.test(nameOf(profile)),
  );
  for (const members of Map.groupBy(set.personIds.keys(), (at) => set.personIds[at]).values()) {
    for (const [position, one] of members.entries()) {
      for (const other of members.slice(position + 1)) {
        if (isLatin[one] !== isLatin[other] || haveOtherNames(traits[one], traits[other]))
          found.push([one, other]);
      }
    }
  }
  return found;
}

function nameOf({ name, firstName, lastName }: LabelledSet['profiles'][number]): string {
  return `${name ?? ''} ${firstName ?? ''} ${lastName ?? ''}`;
}

function haveOtherNames(one: Traits | undefined, other: Traits | undefined): boolean {
  const [names, others] = [one, other].map((traits) =>
    (traits?.names ?? []).filter((name) => !name.isDerived),
  );
  if (names === undefined || others === undefined || names.length * others.length === 0)
    return false;
  const { level } = compareNames(names, others);
  return level === 'partly' || level === 'different';
}
