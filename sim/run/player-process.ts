// Where a process of the simulator begins: a mutant, where one is named, is planted before any of our code is loaded.

import { plantMutant } from '../mutants/plant.ts';

const [name] = process.argv.slice(2);
if (name !== undefined) plantMutant(name);
const { playForParent } = await import('./player.ts');
await playForParent();
