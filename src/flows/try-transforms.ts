// Runs a chain of transforms on a sample value, step by step, so that an admin sees what each of them makes of it.

import { InputError } from '../core/input-error.ts';
import { readMapping } from '../core/sync/mapping-json.ts';
import { applyTransform, type Draft, type Transform } from '../core/sync/transforms.ts';

export type SampleValue = string | number | boolean | string[] | null;

export interface TriedTransforms {
  steps: { kind: Transform['kind']; value: SampleValue }[];
  /** What would be written; null: nothing. */
  value: SampleValue;
}

/** Tokens of templates and fallbacks are filled from `facts`. Throws InputError where a transform is written wrong. */
export function tryTransforms(input: {
  value: SampleValue;
  transforms: unknown;
  facts: Readonly<Record<string, SampleValue>>;
}): TriedTransforms {
  const to = { kind: 'contact', field: 'headline' };
  const rule = { from: 'title', transforms: input.transforms, to, policy: 'source' };
  const read = readMapping({ version: 1, computed: [], rules: [rule] });
  if ('problems' in read) {
    const lines = read.problems.map(
      ({ at, message }) => `${at.slice('rules[0].'.length)}: ${message}`,
    );
    throw new InputError('invalid', lines.join('\n'), 'transforms');
  }
  const transforms = read.mapping.rules[0]?.transforms ?? [];
  const findFact = (name: string): Draft =>
    Object.hasOwn(input.facts, name) ? (input.facts[name] ?? null) : null;
  const steps: TriedTransforms['steps'] = [];
  let value: Draft = input.value;
  for (const transform of transforms) {
    value = applyTransform(transform, value, findFact);
    steps.push({ kind: transform.kind, value: shown(value) });
  }
  return { steps, value: shown(value) };
}

function shown(draft: Draft): SampleValue {
  if (!Array.isArray(draft)) return draft;
  return draft.map((item) => (typeof item === 'string' ? item : item.shownAs));
}
