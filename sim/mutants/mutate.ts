// Applies a mutant to the text of its file.

import type { Mutant } from './mutant.ts';

/** Throws where the text to replace is not there exactly once. */
export function mutate(mutant: Mutant, text: string): string {
  const parts = text.split(mutant.find);
  if (parts.length !== 2)
    throw new Error(
      `The mutant "${mutant.name}" no longer fits ${mutant.file}: its text is there ${parts.length - 1} times. Adapt sim/mutants.`,
    );
  return parts.join(mutant.replace);
}
