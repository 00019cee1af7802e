// Chance for one seed: a stream of its own per purpose, so that leaving one thing out changes nothing else.

import { createRandom, type Random } from '../../sandbox/random.ts';

export interface Streams {
  /** The stream of that name; the same name continues the same stream. */
  of(name: string): Random;
}

/** Streams of one seed. */
export function streamsOf(seed: number): Streams {
  const streams = new Map<string, Random>();
  return {
    of(name) {
      const known = streams.get(name) ?? createRandom(`${seed}:${name}`);
      streams.set(name, known);
      return known;
    },
  };
}

/** True with that probability; draws even where it is 0, so that a changed weight shifts nothing. */
export function isStruck(random: Random, probability: number): boolean {
  return random.next() < probability;
}

/** A whole number from `least` to `most`. */
export function between(random: Random, least: number, most: number): number {
  return least + random.int(most - least + 1);
}
