// Labelled sets of any size from three unlike worlds, to judge matching on more than one kind of data. The same world,
// size and seed make the same set.

import type { LabelledSet } from '../identity-file.ts';
import type { CultureName } from './cultures.ts';
import { aHit } from './hit.ts';
import type { Mistakes } from './hit.ts';
import { aHuman, likenesses } from './human.ts';
import type { Human, Likeness } from './human.ts';
import { randomFrom } from './random.ts';
import type { Random } from './random.ts';

export const worldNames = ['west', 'east', 'crowded'] as const;
export type WorldName = (typeof worldNames)[number];

interface World {
  /** Cultures and their shares. */
  cultures: readonly (readonly [CultureName, number])[];
  /** Profiles per employer: few employers make many colleagues. */
  profilesPerEmployer: number;
  /** Hits per human: at most 7; the exponent bends the curve towards few. */
  hitsBend: number;
  /** Share of humans made to look like somebody before. */
  lookAlikes: number;
  mistakes: Mistakes;
}

const worlds: Readonly<Record<WorldName, World>> = {
  west: {
    cultures: [
      ['english', 6],
      ['european', 3],
      ['latin', 1],
      ['indian', 1],
      ['chinese', 0.5],
    ],
    profilesPerEmployer: 40,
    hitsBend: 1.3,
    lookAlikes: 0.05,
    mistakes: {
      slip: 0.04,
      cutName: 0.02,
      familiar: 0.12,
      otherScript: 0.05,
      withoutMarks: 0.1,
      reordered: 0.04,
      capitals: 0.12,
      singleName: 0.015,
      decorated: 0.06,
      foreignMail: 0.04,
      foreignPhone: 0.03,
      oldJob: 0.15,
      mixedUp: 0.005,
      missing: 0.15,
    },
  },
  east: {
    cultures: [
      ['chinese', 3],
      ['korean', 2],
      ['japanese', 2],
      ['slavic', 3],
      ['greek', 0.5],
      ['arabic', 1],
      ['vietnamese', 1],
      ['english', 1],
    ],
    profilesPerEmployer: 60,
    hitsBend: 1.1,
    lookAlikes: 0.03,
    mistakes: {
      slip: 0.03,
      cutName: 0.01,
      familiar: 0.25,
      otherScript: 0.2,
      withoutMarks: 0.2,
      reordered: 0.12,
      capitals: 0.1,
      singleName: 0.01,
      decorated: 0.03,
      foreignMail: 0.03,
      foreignPhone: 0.02,
      oldJob: 0.1,
      mixedUp: 0.005,
      missing: 0.15,
    },
  },
  crowded: {
    cultures: [
      ['latin', 3],
      ['indian', 3],
      ['vietnamese', 0.5],
      ['english', 2],
      ['arabic', 1],
      ['mixed', 1],
    ],
    profilesPerEmployer: 150,
    hitsBend: 1.7,
    lookAlikes: 0.08,
    mistakes: {
      slip: 0.06,
      cutName: 0.04,
      familiar: 0.15,
      otherScript: 0.05,
      withoutMarks: 0.25,
      reordered: 0.05,
      capitals: 0.2,
      singleName: 0.02,
      decorated: 0.05,
      foreignMail: 0.08,
      foreignPhone: 0.06,
      oldJob: 0.2,
      mixedUp: 0.005,
      missing: 0.22,
    },
  },
};

export interface WorldWish {
  world: WorldName;
  profiles: number;
  seed: number;
}

export interface WorldSet extends LabelledSet {
  /** Pairs of humans made alike on purpose. */
  lookAlikes: { one: string; other: string; how: Likeness }[];
}

export function makeWorld(wish: WorldWish): WorldSet {
  const world = worlds[wish.world];
  const random = randomFrom(wish.seed * 7_919 + worldNames.indexOf(wish.world));
  const set: WorldSet = { recordIds: [], profiles: [], personIds: [], lookAlikes: [] };
  const employers = Math.max(
    40,
    Math.min(14_000, Math.floor(wish.profiles / world.profilesPerEmployer) * 4),
  );
  const taken = new Set<string>();
  let before: Human | null = null;
  for (let number = 1; set.profiles.length < wish.profiles; number += 1) {
    const how = random.pick(likenesses);
    const isAlike = before !== null && random.chance(world.lookAlikes);
    const human = aHuman(random, {
      number,
      culture: cultureOf(random, world),
      employers,
      taken,
      like: isAlike && before !== null ? { human: before, how } : null,
    });
    if (isAlike && before !== null) set.lookAlikes.push({ one: before.id, other: human.id, how });
    addHits(random, set, { human, other: before ?? human, world, profiles: wish.profiles });
    before = human;
  }
  return set;
}

function addHits(
  random: Random,
  set: WorldSet,
  given: { human: Human; other: Human; world: World; profiles: number },
): void {
  const { human, other, world, profiles } = given;
  const hits = 1 + Math.floor(random.next() ** world.hitsBend * 6.4);
  for (let hit = 0; hit < hits && set.profiles.length < profiles; hit += 1) {
    const record = `S${set.profiles.length + 1}`;
    set.recordIds.push(record);
    set.personIds.push(human.id);
    set.profiles.push(aHit(random, { human, other, record, mistakes: world.mistakes }));
  }
}

function cultureOf(random: Random, world: World): CultureName {
  let roll = random.next() * world.cultures.reduce((sum, [, share]) => sum + share, 0);
  for (const [culture, share] of world.cultures) {
    roll -= share;
    if (roll <= 0) return culture;
  }
  return 'mixed';
}
