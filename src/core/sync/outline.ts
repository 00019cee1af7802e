// What a run would do to one record, field by field, for a person to read before anything is written.

import type { FieldValue } from './mapping.ts';
import type { MergedField, MergedScalar, MergedSet } from './merge-record.ts';
import { isEmptyValue } from './merge.ts';

export const outcomeKinds = ['create', 'fill', 'change', 'skip', 'conflict'] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

export interface FieldOutcome {
  field: string;
  kind: OutcomeKind;
  because: string;
  /** What stands in Lever now, and what would stand there. */
  before: FieldValue;
  after: FieldValue;
}

/** One outcome per field that has anything to tell; an item that already stands in Lever tells nothing. */
export function outlineFields(fields: readonly MergedField[], isNew: boolean): FieldOutcome[] {
  return fields.flatMap((field) => {
    if (isNew) return createdField(field);
    if (field.shape === 'scalar') return [scalarOutcome(field)];
    if (field.shape === 'set') return setOutcomes(field);
    const because = 'Lever is read first; nothing is known of this field yet';
    return [{ field: field.field, kind: 'skip', because, before: null, after: null }];
  });
}

/** True where the outcome replaces or takes away something that stands in Lever. */
export function isChange(outcome: FieldOutcome): boolean {
  return outcome.kind === 'change';
}

function createdField(field: MergedField): FieldOutcome[] {
  const after =
    field.shape === 'set'
      ? field.add.map((item) => item.value)
      : field.shape === 'scalar' || !isItems(field.ours)
        ? (field.ours as FieldValue)
        : field.ours.map((item) => item.value);
  if (isEmptyValue(after)) return [];
  const because = 'the candidate is new in Lever';
  return [{ field: field.field, kind: 'create', because, before: null, after }];
}

function isItems(ours: unknown): ours is { value: string }[] {
  return Array.isArray(ours) && typeof ours[0] === 'object';
}

function scalarOutcome({ field, decision, theirs, ours }: MergedScalar): FieldOutcome {
  const told = { field, because: decision.because, before: theirs };
  switch (decision.decide) {
    case 'write':
      return { ...told, kind: isEmptyValue(theirs) ? 'fill' : 'change', after: decision.value };
    case 'conflict':
      return { ...told, kind: 'conflict', after: ours };
    case 'none':
    case 'keep':
    case 'freeze':
      return { ...told, kind: 'skip', after: theirs };
  }
}

function setOutcomes({ field, add, remove, decision, theirs }: MergedSet): FieldOutcome[] {
  const outcomes: FieldOutcome[] = [];
  const after = [
    ...theirs.filter((value) => !remove.includes(value)),
    ...add.map((item) => item.value),
  ];
  if (remove.length > 0) {
    const because = 'ours, and no longer wanted';
    outcomes.push({ field, kind: 'change', because, before: theirs, after });
  } else if (add.length > 0) {
    outcomes.push({ field, kind: 'fill', because: 'missing in Lever', before: theirs, after });
  }
  if (decision.declined.length > 0) {
    const because = 'taken away in Lever, so it is not added again';
    outcomes.push({ field, kind: 'skip', because, before: theirs, after: theirs });
  }
  if (outcomes.length === 0) {
    const because = 'Lever holds everything wanted';
    outcomes.push({ field, kind: 'skip', because, before: theirs, after: theirs });
  }
  return outcomes;
}
