// What may be done to a fact on its way to Lever. Each transform is plain data; running one never throws.

import type { FactContact } from './field-facts.ts';
import { dateText } from './transform-dates.ts';
import type { DateForm } from './transform-dates.ts';

export const transformKinds = [
  'map',
  'yes_no',
  'date',
  'template',
  'first_filled',
  'first',
  'join',
  'limit',
  'prefix',
  'truncate',
  'only_verified',
] as const;
export type TransformKind = (typeof transformKinds)[number];

export type Transform =
  /** Text by table, of a list each item; what is not in the table becomes `otherwise` (null: nothing). */
  | { kind: 'map'; table: Record<string, string>; otherwise: string | null }
  /** True and false as `yes` and `no`. */
  | { kind: 'yes_no' }
  | { kind: 'date'; form: DateForm }
  /** Text with {fact} tokens and {value}; where a token has nothing, the fallback (null: nothing). */
  | { kind: 'template'; text: string; fallback: string | null }
  /** Where there is nothing yet: the first of these facts that has something. */
  | { kind: 'first_filled'; of: string[] }
  /** The first item of a list. */
  | { kind: 'first' }
  | { kind: 'join'; separator: string }
  /** The first so many items of a list. */
  | { kind: 'limit'; count: number }
  | { kind: 'prefix'; text: string }
  /** At most so many characters, the last one an ellipsis where something was cut. */
  | { kind: 'truncate'; length: number }
  /** Of emails or phones, only the verified ones. */
  | { kind: 'only_verified' };

/** A value on its way. Instants are ISO 8601 text. */
export type Draft = string | number | boolean | string[] | FactContact[] | null;

export type FindFact = (name: string) => Draft;

/** The value after the transform; where the transform does not fit the value, null (nothing to say). */
export function applyTransform(transform: Transform, draft: Draft, findFact: FindFact): Draft {
  switch (transform.kind) {
    case 'map':
      return mapped(draft, transform.table, transform.otherwise);
    case 'yes_no':
      return yesNoOf(draft);
    case 'date':
      return typeof draft === 'string' ? dateText(draft, transform.form) : null;
    case 'template':
      return rendered(transform.text, transform.fallback, (name) =>
        name === 'value' ? draft : findFact(name),
      );
    case 'first_filled':
      return isEmptyDraft(draft) ? firstFilled(transform.of, findFact) : draft;
    case 'first':
      return Array.isArray(draft) ? (itemTexts(draft)[0] ?? null) : draft;
    case 'join':
      return Array.isArray(draft) ? itemTexts(draft).join(transform.separator) || null : draft;
    case 'limit':
      return Array.isArray(draft) ? draft.slice(0, transform.count) : draft;
    case 'prefix':
      return eachText(draft, (text) => withPrefix(text, transform.text));
    case 'truncate':
      return eachText(draft, (text) => truncated(text, transform.length));
    case 'only_verified':
      return isContacts(draft) ? draft.filter((contact) => contact.status === 'verified') : draft;
  }
}

/** True where there is nothing to say. */
export function isEmptyDraft(draft: Draft): boolean {
  if (draft === null) return true;
  if (Array.isArray(draft)) return draft.length === 0;
  return typeof draft === 'string' && draft.trim() === '';
}

/** The fact names a template reads, in order; `value` is the value it is applied to. */
export function tokensOf(template: string): string[] {
  return [...template.matchAll(tokenForm)].map((match) => (match[1] ?? '').trim());
}

/** The text with the prefix once, however often it is applied. */
export function withPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text : prefix + text;
}

/** Texts of a list; of contacts the value as it is shown. */
export function itemTexts(items: readonly string[] | readonly FactContact[]): string[] {
  return items.map((item) => (typeof item === 'string' ? item : item.shownAs));
}

/** True for a list of contacts (an empty list is any list). */
export function isContacts(draft: Draft): draft is FactContact[] {
  return Array.isArray(draft) && typeof draft[0] === 'object';
}

const tokenForm = /\{([^{}]*)\}/g;

function rendered(text: string, fallback: string | null, find: FindFact): string | null {
  let isComplete = true;
  const result = text.replaceAll(tokenForm, (_, name: string) => {
    const found = find(name.trim());
    if (isEmptyDraft(found)) isComplete = false;
    return Array.isArray(found) ? itemTexts(found).join(', ') : String(found);
  });
  return isComplete ? result : fallback;
}

function mapped(
  draft: Draft,
  table: Readonly<Record<string, string>>,
  otherwise: string | null,
): Draft {
  const look = (key: string): string | null =>
    Object.hasOwn(table, key) ? (table[key] ?? null) : otherwise;
  if (draft === null) return null;
  if (!Array.isArray(draft)) return look(String(draft));
  return itemTexts(draft)
    .map(look)
    .filter((item) => item !== null);
}

const yesWords: ReadonlySet<string> = new Set(['yes', 'true', 'y', '1']);
const noWords: ReadonlySet<string> = new Set(['no', 'false', 'n', '0']);

/** `yes`, `no`, or null where it is neither. */
export function yesNoOf(draft: Draft): 'yes' | 'no' | null {
  if (draft === null || Array.isArray(draft)) return null;
  const word = String(draft).trim().toLowerCase();
  if (yesWords.has(word)) return 'yes';
  return noWords.has(word) ? 'no' : null;
}

function firstFilled(names: readonly string[], findFact: FindFact): Draft {
  for (const name of names) {
    const found = findFact(name);
    if (!isEmptyDraft(found)) return found;
  }
  return null;
}

function eachText(draft: Draft, change: (text: string) => string): Draft {
  if (draft === null || isEmptyDraft(draft)) return draft;
  return Array.isArray(draft) ? itemTexts(draft).map(change) : change(String(draft));
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cut between characters as a reader sees them, so that no emoji or accent is torn apart. */
function truncated(text: string, length: number): string {
  if (text.length <= length) return text;
  const parts = Array.from(characters.segment(text), (part) => part.segment);
  if (parts.length <= length) return text;
  return `${parts
    .slice(0, Math.max(0, length - 1))
    .join('')
    .trimEnd()}…`;
}
