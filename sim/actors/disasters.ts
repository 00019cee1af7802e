// What befalls the whole installation at once: all processes die, commits are lost, an old backup is put back, clocks jump.

import type { Random } from '../../sandbox/random.ts';
import type { DisasterName } from '../world/fault-names.ts';
import type { Simulation } from '../world/set-up.ts';

/** Plays one disaster to its end. */
export async function playDisaster(
  simulation: Simulation,
  name: DisasterName,
  _random: Random,
): Promise<void> {
  simulation.world.faults.count(name);
}
