// What a change of a contact means against a reading of it: done already, or overtaken by somebody else's edit.

import { contactScalars } from './plan-contact.ts';
import type { ContactChange } from './plan-undo.ts';
import type { RemoteContact } from './remote.ts';

type ContactValues = Omit<RemoteContact, 'id'>;

/** True where every value of the change is what stands there. */
export function standsAlready(change: ContactChange, now: ContactValues): boolean {
  return isEachSame(change, change, now);
}

/** True where a value that the change replaces is another one than when the change was decided. */
export function hasChangedSince(
  { change, before }: { change: ContactChange; before: ContactValues },
  now: ContactValues,
): boolean {
  return !isEachSame(change, before, now);
}

/** Compares the values that the change names. Exact: a space somebody added is an edit. */
function isEachSame(
  { emails, phones, ...scalars }: ContactChange,
  one: ContactChange,
  other: ContactValues,
): boolean {
  for (const name of contactScalars)
    if (scalars[name] !== undefined && one[name] !== other[name]) return false;
  if (emails !== undefined && !isSameList(one.emails ?? [], other.emails)) return false;
  const values = (list: RemoteContact['phones']): string[] => list.map((phone) => phone.value);
  return phones === undefined || isSameList(values(one.phones ?? []), values(other.phones));
}

/** The order of a list says nothing. */
function isSameList(one: readonly string[], other: readonly string[]): boolean {
  const values = new Set(one);
  return values.size === new Set(other).size && other.every((value) => values.has(value));
}
