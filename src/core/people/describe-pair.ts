// Two people side by side: field by field what each has and from where, and in words what agrees, differs or is missing.

import type { Comparison, Field } from './compare.ts';
import { evidenceWords } from './evidence.ts';
import type { CanonicalPerson } from './person.ts';

export const pairVerdicts = ['agrees', 'differs', 'missing'] as const;
export type PairVerdict = (typeof pairVerdicts)[number];

export interface SideValue {
  value: string;
  /** Of an address or number. */
  status: string | null;
  /** The profile, or the correction by hand, that gave it. */
  from: string;
}

export interface PairField {
  field: string;
  verdict: PairVerdict;
  /** In words without personal values. */
  words: string[];
  values: readonly [SideValue[], SideValue[]];
}

const shownFields: readonly {
  field: string;
  /** What the field is called in a sentence. */
  noun: string;
  compared: readonly Field[];
  read: (person: CanonicalPerson) => SideValue[];
}[] = [
  {
    field: 'name',
    noun: 'name',
    compared: ['name', 'middle', 'suffix'],
    read: (person) => single(person.name),
  },
  {
    field: 'emails',
    noun: 'email address',
    compared: ['email'],
    read: (person) => contacts(person.emails),
  },
  {
    field: 'phones',
    noun: 'phone number',
    compared: ['phone'],
    read: (person) => contacts(person.phones),
  },
  {
    field: 'profileUrls',
    noun: 'public profile',
    compared: ['linkedin', 'github', 'account', 'handle'],
    read: ({ profileUrls }) => profileUrls.map((url) => ({ ...url, status: null })),
  },
  {
    field: 'employer',
    noun: 'employer',
    compared: ['employer', 'history'],
    read: (person) => single(person.employer),
  },
  { field: 'title', noun: 'title', compared: ['title'], read: (person) => single(person.title) },
  {
    field: 'location',
    noun: 'place',
    compared: ['place'],
    read: (person) => single(person.location),
  },
];

const agreeing =
  /^(?:exact|variant|subset|typo|initial|single|same|same_personal|same_work|same_as_name|same_numbered|same_spells|same_city|core|several|one_spell)$/;

/** One entry per field that either side has something in. */
export function describePair(
  one: CanonicalPerson,
  other: CanonicalPerson,
  found: Comparison,
): PairField[] {
  return shownFields.flatMap(({ field, noun, compared, read }) => {
    const values = [read(one), read(other)] as const;
    if (values.every((side) => side.length === 0)) return [];
    const levels = compared.flatMap((part) => {
      const level = found[part];
      return level === undefined || level === 'unknown' ? [] : [{ field: part, level, bits: 0 }];
    });
    if (levels.length === 0) {
      const words = [missingWords(noun, values)];
      return [{ field, verdict: 'missing' as const, words, values }];
    }
    const differs = levels.some(({ level }) => !agreeing.test(level));
    const agrees = levels.some(({ level }) => agreeing.test(level));
    const verdict = agrees && !differs ? 'agrees' : firstVerdict(levels);
    return [{ field, verdict, words: evidenceWords(levels), values }];
  });
}

// Several accounts may agree and differ at once; what was compared first says most.
function firstVerdict(levels: readonly { level: string }[]): PairVerdict {
  return agreeing.test(levels[0]?.level ?? '') ? 'agrees' : 'differs';
}

function missingWords(noun: string, [one, other]: readonly [SideValue[], SideValue[]]): string {
  if (one.length > 0 && other.length > 0) return `the two cannot be compared by ${noun}`;
  return `only one side has a ${noun}`.replace(/ a ([aeiou])/, ' an $1');
}

function single(sourced: { value: string; from: string } | null): SideValue[] {
  return sourced === null ? [] : [{ ...sourced, status: null }];
}

function contacts(list: CanonicalPerson['emails']): SideValue[] {
  return list.map(({ shownAs, status, from }) => ({ value: shownAs, status, from }));
}
