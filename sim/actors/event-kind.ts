// What can happen in a world besides faults: one entry per kind, each played by somebody of the world.

import type { Random } from '../../sandbox/random.ts';
import type { World } from '../world/world.ts';

export interface EventKind {
  name: string;
  /** How often it is drawn among the others. */
  weight: number;
  /** Only in worlds that send by themselves. */
  isOutreach?: true;
  /** `random` belongs to this one event, so that leaving out another changes nothing here. */
  run(world: World, random: Random, eventId: string): Promise<void>;
}
