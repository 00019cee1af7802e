// Reads many stored profiles into what matching compares, a turn at a time.

import { keysOfProfile } from '../core/people/identifiers.ts';
import type { ReceivedProfile } from '../core/people/received.ts';
import { traitsOfProfile } from '../core/people/traits.ts';
import type { Traits } from '../core/people/traits.ts';
import type { Turns } from '../core/people/turns.ts';

/** Twenty profiles are a millisecond or two. */
const profilesPerTurn = 20;

export function* readInTurns(
  profiles: readonly ReceivedProfile[],
  region: string,
): Turns<Traits[]> {
  const all: Traits[] = [];
  for (const [index, profile] of profiles.entries()) {
    all.push(traitsOfProfile(profile, keysOfProfile(profile, region)));
    if (index % profilesPerTurn === 0) yield;
  }
  return all;
}
