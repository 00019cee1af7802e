// Every mutant, in one list.

import { engineMutants } from './engine-mutants.ts';
import { flowMutants } from './flow-mutants.ts';
import type { Mutant } from './mutant.ts';
import { sendingMutants } from './sending-mutants.ts';

// Written and still fitting, but no seed is known yet that catches them: not counted as caught, hunted with --only.
const uncaughtYet: readonly string[] = [
  'base-from-reply',
  'human-answer-undone',
  'erased-written-to',
];

export const allMutants: readonly Mutant[] = [...engineMutants, ...flowMutants, ...sendingMutants];

/** Those that a run wants caught. */
export const mutants = allMutants.filter((mutant) => !uncaughtYet.includes(mutant.name));
