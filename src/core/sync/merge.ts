// The three-way merge: what both sides last agreed on, what we would like, what Lever has. Decides by what
// changed since the agreement, never by time, so a clock that is wrong can overwrite nobody's edit.

import type { FieldValue, ScalarPolicy } from './mapping.ts';

export interface FieldToDecide {
  policy: ScalarPolicy;
  /** Undefined: nothing was ever agreed on. */
  base: FieldValue | undefined;
  ours: FieldValue;
  theirs: FieldValue;
  /** The field flipped too often and waits for a person. */
  isFrozen?: boolean;
}

export type FieldDecision =
  /** `agreed`, where given, is held by both sides and becomes the base. */
  | { decide: 'none'; because: string; agreed?: FieldValue }
  /** `lost`, where given, is a value of theirs that goes away: keep it in a conflict record. */
  | { decide: 'write'; value: FieldValue; because: string; lost?: FieldValue }
  | { decide: 'keep'; because: string }
  | { decide: 'conflict'; because: string; kept: FieldValue; lost: FieldValue }
  | { decide: 'freeze'; because: string };

/** Pure and total; an empty value of ours is never written over anything. */
export function decideField(field: FieldToDecide): FieldDecision {
  const { policy, base, ours, theirs } = field;
  if (isEmptyValue(ours)) return { decide: 'none', because: 'we have nothing to say' };
  if (sameValue(ours, theirs)) return agreedOn(field);
  if (policy === 'lever') return { decide: 'keep', because: 'Lever owns this field' };
  if (field.isFrozen === true)
    return { decide: 'freeze', because: 'it changed back and forth too often' };
  if (policy === 'source') return writtenBySource(field);
  const hasAgreed = base !== undefined;
  const isUntouched = hasAgreed && sameValue(base, theirs);
  if (isEmptyValue(theirs) && (!hasAgreed || isUntouched))
    return { decide: 'write', value: ours, because: 'Lever has nothing here' };
  if (!hasAgreed) return { decide: 'keep', because: 'Lever had a value before us' };
  if (policy === 'fill_if_empty') {
    const because = isEmptyValue(theirs) ? 'it was emptied in Lever' : 'Lever already has a value';
    return { decide: 'keep', because };
  }
  if (isUntouched) return { decide: 'write', value: ours, because: 'untouched in Lever since' };
  if (sameValue(base, ours))
    return { decide: 'keep', because: 'it was changed in Lever and not on our side' };
  return {
    decide: 'conflict',
    because: 'both sides changed it; the value in Lever stays',
    kept: theirs,
    lost: ours,
  };
}

function agreedOn({ base, theirs }: FieldToDecide): FieldDecision {
  if (base !== undefined && sameValue(base, theirs))
    return { decide: 'none', because: 'Lever holds what was last agreed' };
  return { decide: 'none', because: 'both sides hold the same value', agreed: theirs };
}

function writtenBySource({ base, ours, theirs }: FieldToDecide): FieldDecision {
  if (isEmptyValue(theirs) && (base === undefined || isEmptyValue(base)))
    return { decide: 'write', value: ours, because: 'Lever has nothing here' };
  if (base !== undefined && sameValue(base, theirs))
    return { decide: 'write', value: ours, because: 'our side changed' };
  return {
    decide: 'write',
    value: ours,
    because: 'our side owns this field; the value in Lever is kept as a conflict',
    lost: theirs,
  };
}

export interface SetToDecide {
  /** Keys that we added and that are confirmed. */
  own: readonly string[];
  /** Keys that we wanted and found there already: not ours. */
  seen?: readonly string[];
  desired: readonly string[];
  theirs: readonly string[];
  /** Where false nothing is removed. */
  mayRemove: boolean;
}

export interface SetDecision {
  add: string[];
  remove: string[];
  /** Wanted, and taken away by a human: not added again. */
  declined: string[];
  /** What is ours, and what was there without us, once the writes are confirmed. */
  own: string[];
  seen: string[];
}

/** Adds what is missing and was never there; removes only what is ours and no longer wanted. */
export function decideSet(set: SetToDecide): SetDecision {
  const { mayRemove } = set;
  const own = new Set(set.own);
  const known = new Set([...set.own, ...(set.seen ?? [])]);
  const desired = new Set(set.desired);
  const theirs = new Set(set.theirs);
  const add = [...desired].filter((key) => !theirs.has(key) && !known.has(key));
  const declined = [...desired].filter((key) => !theirs.has(key) && known.has(key));
  const unwanted = [...own].filter((key) => theirs.has(key) && !desired.has(key));
  // Gone on both sides is nobody's: were a human to add it later, it would be theirs to keep.
  const kept = [...own].filter((key) => desired.has(key) || (theirs.has(key) && !mayRemove));
  const seen = [...desired].filter((key) => !own.has(key) && (theirs.has(key) || known.has(key)));
  return { add, remove: mayRemove ? unwanted : [], declined, own: [...kept, ...add], seen };
}

/** The keys of values, each once, in order; `keyOf` makes equal what only looks different. */
export function setKeys(values: readonly string[], keyOf: (value: string) => string): string[] {
  return [...new Set(values.map(keyOf))];
}

/** True for null, blank text and an empty list. */
export function isEmptyValue(value: FieldValue): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'string' && value.trim() === '';
}

/** Equal as a person would see it: white space, Unicode form and the order of options do not count. */
export function sameValue(one: FieldValue, other: FieldValue): boolean {
  if (isEmptyValue(one) || isEmptyValue(other)) return isEmptyValue(one) && isEmptyValue(other);
  if (Array.isArray(one) && Array.isArray(other)) {
    const texts = new Set(one.map(comparable));
    return (
      texts.size === new Set([...one, ...other].map(comparable)).size &&
      texts.size === new Set(other.map(comparable)).size
    );
  }
  if (typeof one === 'string' && typeof other === 'string')
    return one === other || comparable(one) === comparable(other);
  return one === other;
}

function comparable(text: string): string {
  return text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
}
