// What differs between two versions of a sequence, by place: steps are told apart by their id, not by their order.

import type { SequenceBody, SequenceStep } from './sequence.ts';

export interface SequenceDifference {
  /** `steps.one.variants.a.text`, `window.from`. */
  field: string;
  /** Null where it was not there. */
  before: unknown;
  after: unknown;
}

/** In the order of the fields; empty where both say the same. */
export function diffSequences(before: SequenceBody, after: SequenceBody): SequenceDifference[] {
  const one = flatten(before);
  const other = flatten(after);
  const fields = [...new Set([...one.keys(), ...other.keys()])];
  return fields
    .map((field) => ({
      field,
      before: one.get(field) ?? null,
      after: other.get(field) ?? null,
    }))
    .filter((each) => each.before !== each.after)
    .toSorted((a, b) => (a.field < b.field ? -1 : 1));
}

function flatten(body: SequenceBody): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  const { steps, ...rest } = body;
  put(flat, '', rest);
  for (const [index, step] of steps.entries()) putStep(flat, step, index);
  return flat;
}

function putStep(flat: Map<string, unknown>, step: SequenceStep, index: number): void {
  const { variants, ...rest } = step;
  const field = `steps.${step.id}`;
  put(flat, field, { ...rest, place: index + 1 });
  for (const variant of variants) put(flat, `${field}.variants.${variant.id}`, variant);
}

function put(flat: Map<string, unknown>, field: string, value: unknown): void {
  if (value === null || typeof value !== 'object') {
    flat.set(field, value ?? null);
    return;
  }
  if (Array.isArray(value)) {
    flat.set(field, value.join(', '));
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (name !== 'id') put(flat, field === '' ? name : `${field}.${name}`, inner);
  }
}
