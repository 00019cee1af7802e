// What the runner and its processes say to each other.

import type { Plan } from '../world/plan.ts';
import type { SeedResult } from './run-seed.ts';

/** To a process: play these seeds, one after the other. */
export interface Assignment {
  seeds: number[];
  /** Stop at the first seed that breaks a rule. */
  untilCaught: boolean;
  /** Of these seeds each is played twice, and both runs must be the same. */
  twiceEvery: number;
  /** Instead of seeds: make this plan as small as it gets. */
  minimise?: Plan;
}

export type Report =
  | { did: 'ready' }
  | { did: 'seed'; result: Omit<SeedResult, 'lines'>; isSecond: boolean }
  | { did: 'unlike'; seed: number; digests: [string, string] }
  | { did: 'smallest'; without: string[]; violations: string[] }
  | { did: 'end' }
  | { did: 'broke'; text: string };
