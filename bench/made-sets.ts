// The made-up worlds by name: those that weights are fitted on, and those held out to judge by.

import type { LabelledSet } from './identity-file.ts';
import { agencies } from './others/agencies.ts';
import { borders } from './others/borders.ts';
import { careers } from './others/careers.ts';
import { strays } from './others/strays.ts';
import { syntheticPeople } from './synthetic-people.ts';
import { makeWorld, worldNames } from './worlds/world.ts';

export type NamedSet = readonly [string, () => LabelledSet];

/** The worlds that weights are fitted on, with other seeds. */
export function heldInSets(wish: { profiles: number; seed: number }): NamedSet[] {
  return [
    ...worldNames.map((world): NamedSet => [world, () => makeWorld({ world, ...wish })]),
    ['alike', () => syntheticPeople(wish)],
    ['agencies', () => agencies(wish)],
    ['borders', () => borders(wish)],
  ];
}

/** Nothing is fitted on these, and no decision was made by them. */
export function heldOutSets(wish: { profiles: number; seed: number }): NamedSet[] {
  return [
    ['careers', () => careers(wish)],
    ['strays', () => strays(wish)],
  ];
}
