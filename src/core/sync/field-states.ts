// Every mapped field of a record as a person reads it: what was agreed, what each side holds, and where it stands.

import type { MappedItem, MappedValue } from './mapping-apply.ts';
import type { FieldValue } from './mapping.ts';
import type { MergedField, MergedScalar, MergedSet } from './merge-record.ts';

export const fieldStates = [
  'same', // Both sides hold it, or there is nothing to say.
  'ours_waits', // Ours is about to be written.
  'theirs_kept', // Lever's stays, by the policy or because a person changed it.
  'conflict', // Both sides changed it: a person decides.
  'frozen', // Left alone until a person lets it go.
  'unread', // Lever was not read yet.
] as const;
export type FieldState = (typeof fieldStates)[number];

export interface FieldStanding {
  field: string;
  state: FieldState;
  agreed: FieldValue;
  ours: FieldValue;
  theirs: FieldValue;
  because: string;
}

/** Pure; in the order of the mapping. `mapped` is what our side would like, `frozen` names fields that wait. */
export function fieldStandings(
  fields: readonly MergedField[],
  around: { mapped: readonly MappedValue[]; frozen: ReadonlySet<string> },
): FieldStanding[] {
  const wishes = new Map<string, MappedValue>(around.mapped.map((one) => [one.field, one]));
  return fields.map((field) => {
    if (field.shape === 'scalar') return ofScalar(field);
    if (field.shape === 'set') {
      const wish = wishes.get(field.field);
      const ours = wish?.shape === 'set' ? wish.values.map((item) => item.value) : [];
      return ofSet(field, { ours, isFrozen: around.frozen.has(field.field) });
    }
    const because = 'Lever was not read yet';
    const ours = valueOf(field.ours);
    return { field: field.field, state: 'unread', agreed: null, ours, theirs: null, because };
  });
}

const stateOf = {
  none: 'same',
  write: 'ours_waits',
  keep: 'theirs_kept',
  conflict: 'conflict',
  freeze: 'frozen',
} as const satisfies Record<MergedScalar['decision']['decide'], FieldState>;

function ofScalar({ field, base, ours, theirs, decision }: MergedScalar): FieldStanding {
  const { because } = decision;
  return { field, state: stateOf[decision.decide], agreed: base ?? null, ours, theirs, because };
}

function ofSet(
  { field, theirs, add, remove, decision }: MergedSet,
  { ours, isFrozen }: { ours: string[]; isFrozen: boolean },
): FieldStanding {
  const added = new Set(decision.add);
  const agreed = decision.own.filter((key) => !added.has(key));
  const standing = { field, agreed, ours, theirs };
  if (isFrozen) return { ...standing, state: 'frozen', because: 'it waits for a person' };
  if (add.length + remove.length > 0) {
    const said = [
      ...(add.length > 0 ? [`${add.length} to add`] : []),
      ...(remove.length > 0 ? [`${remove.length} of ours to take away`] : []),
    ];
    return { ...standing, state: 'ours_waits', because: said.join(', ') };
  }
  return decision.declined.length > 0
    ? {
        ...standing,
        state: 'theirs_kept',
        because: 'taken away in Lever, so it is not added again',
      }
    : { ...standing, state: 'same', because: 'Lever holds all of ours' };
}

function valueOf(ours: FieldValue | MappedItem[]): FieldValue {
  if (!Array.isArray(ours)) return ours;
  return ours.map((item) => (typeof item === 'string' ? item : item.value));
}
