// Every mutant, in one list.

import { engineMutants } from './engine-mutants.ts';
import { flowMutants } from './flow-mutants.ts';
import type { Mutant } from './mutant.ts';

export const mutants: readonly Mutant[] = [...engineMutants, ...flowMutants];
