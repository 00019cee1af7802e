// Plants a mutant: as its file is loaded, one text in it is replaced. Nothing of this exists outside the simulator's
// own processes, and no file on the disk is touched.

import { registerHooks } from 'node:module';
import { allMutants } from './mutants.ts';
import { mutate } from './mutate.ts';

/** Must be called before the file is loaded. Throws where the mutant no longer fits its file. */
export function plantMutant(name: string): void {
  const mutant = allMutants.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`There is no mutant "${name}".`);
  const url = new URL(`../../${mutant.file}`, import.meta.url).href;
  registerHooks({
    load(asked, context, nextLoad) {
      const loaded = nextLoad(asked, context);
      if (asked !== url) return loaded;
      const { source } = loaded;
      const text =
        typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString();
      return { ...loaded, source: mutate(mutant, text) };
    },
  });
}
