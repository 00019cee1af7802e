// How well two names agree, as a level: what kind of agreement, not how many letters.

import { isOneEditApart, skeleton } from './name.ts';
import { nicknameCircles } from './nicknames.ts';
import { koreanFamily, koreanSkeleton } from './romanise.ts';
import type { NameForm } from './traits.ts';

export const nameLevels = [
  'exact', // Same words, in any order.
  'variant', // Same words in other spellings or familiar forms.
  'subset', // The one leaves out a middle or second family name.
  'typo', // One word misspelt or cut short.
  'initial', // A word against its first letter.
  'single', // One side has one word only, and the other has it.
  'partly', // One word agrees, another is different: a family, or a changed name.
  'different',
  'unknown', // Nothing to compare, or a script that cannot be read for certain.
] as const;
export type NameLevel = (typeof nameLevels)[number];

export interface NameComparison {
  level: NameLevel;
  /** The words both sides have, by sound: how rare they are says what the agreement is worth. */
  shared: string[];
  hasSuffixConflict: boolean;
}

const rank = new Map<NameLevel, number>(
  (
    [
      'exact',
      'variant',
      'subset',
      'typo',
      'initial',
      'single',
      'partly',
      'unknown',
      'different',
    ] as const
  ).map((level, index) => [level, index]),
);

/** The best agreement of any name of the one side with any of the other. */
export function compareNames(one: readonly NameForm[], other: readonly NameForm[]): NameComparison {
  let best: NameComparison = { level: 'unknown', shared: [], hasSuffixConflict: false };
  let isFirst = true;
  for (const ofOne of one) {
    for (const ofOther of other) {
      const found = compareForms(ofOne, ofOther);
      if (isFirst || rankOf(found.level) < rankOf(best.level)) best = found;
      isFirst = false;
      if (best.level === 'exact') break;
    }
  }
  return { ...best, hasSuffixConflict: suffixConflict(one, other) };
}

function rankOf(level: NameLevel): number {
  return rank.get(level) ?? 99;
}

function suffixConflict(one: readonly NameForm[], other: readonly NameForm[]): boolean {
  const ofOne = suffixesOf(one);
  const ofOther = suffixesOf(other);
  if (ofOne.length === 0 || ofOther.length === 0) return false;
  return !ofOne.some((suffix) => ofOther.includes(suffix));
}

function suffixesOf(names: readonly NameForm[]): string[] {
  return names.flatMap((name) => (name.suffix === null ? [] : [name.suffix]));
}

const none = { shared: [], hasSuffixConflict: false };

function compareForms(one: NameForm, other: NameForm): NameComparison {
  const found = compareWritten(one, other);
  const isDerived = one.isDerived || other.isDerived;
  return isDerived && found.level === 'exact' ? { ...found, level: 'variant' } : found;
}

function compareWritten(one: NameForm, other: NameForm): NameComparison {
  if (one.words.length === 0 || other.words.length === 0) return { level: 'unknown', ...none };
  const sounds = one.words.map(sound);
  if (one.words.length === other.words.length && one.words.join(' ') === other.words.join(' ')) {
    const level = one.words.length > 1 ? 'exact' : 'single';
    return { level, shared: sounds, hasSuffixConflict: false };
  }
  const handle = compareAsHandle(one, other) ?? compareAsHandle(other, one);
  if (handle !== null) return handle;
  const [short, long] = one.words.length <= other.words.length ? [one, other] : [other, one];
  const found = align(short, long);
  const isUncertain = one.isUncertain !== other.isUncertain;
  const level = levelOf(short, long, found);
  if (isUncertain && consonantsOf(one) === consonantsOf(other)) {
    return { level: 'variant', shared: sounds, hasSuffixConflict: false };
  }
  if (isUncertain && (level === 'different' || level === 'partly'))
    return { level: 'unknown', ...none };
  return { level, shared: found.shared, hasSuffixConflict: false };
}

// Arabic and Hebrew leave the vowels out.
function consonantsOf(name: NameForm): string {
  return name.words
    .map((word) =>
      sound(word)
        .replace(/[aeiouvyh]/g, '')
        .replace(/(.)\1+/g, '$1'),
    )
    .toSorted()
    .join(' ');
}

interface Alignment {
  /** Best kind of agreement per word of the shorter side. */
  qualities: Quality[];
  shared: string[];
}

// 4 equal, 3 equal by sound or familiar, 2 misspelt or cut, 1 initial, 0 nothing.
type Quality = 0 | 1 | 2 | 3 | 4;

function align(short: NameForm, long: NameForm): Alignment {
  const pool = [...long.words, ...long.asides];
  const isTaken = pool.map(() => false);
  const qualities: Quality[] = [];
  const shared: string[] = [];
  for (const word of short.words) {
    let best: Quality = 0;
    let at = -1;
    for (const [index, candidate] of pool.entries()) {
      if (isTaken[index] === true) continue;
      const quality = wordQuality(word, candidate);
      if (quality > best) {
        best = quality;
        at = index;
      }
    }
    if (best < 3) {
      for (const aside of short.asides) {
        if (pool.some((candidate) => wordQuality(aside, candidate) >= 3)) best = 3;
      }
    }
    if (best === 0 && long.initials.includes(word.charAt(0))) best = 1;
    if (at >= 0 && best >= 2) isTaken[at] = true;
    qualities.push(best);
    if (best >= 2) shared.push(sound(word));
  }
  return { qualities, shared };
}

function levelOf(short: NameForm, long: NameForm, found: Alignment): NameLevel {
  const { qualities } = found;
  const lowest = Math.min(...qualities);
  const strong = qualities.filter((quality) => quality >= 3).length;
  if (qualities.length === 1) {
    if (lowest < 3) return lowest >= 2 ? 'partly' : 'different';
    const initial = short.initials[0];
    if (initial === undefined) return 'single';
    return long.words.some((word) => word.startsWith(initial)) ? 'initial' : 'partly';
  }
  if (lowest >= 3) return short.words.length === long.words.length ? 'variant' : 'subset';
  if (lowest === 2) return strong >= 1 ? 'typo' : 'partly';
  if (lowest === 1 && strong >= 1) return 'initial';
  return strong >= 1 ? 'partly' : 'different';
}

// "adalovelace", "alovelace": an account's name that stands where a name should.
function compareAsHandle(handle: NameForm, name: NameForm): NameComparison | null {
  const [word] = handle.words;
  if (handle.words.length !== 1 || word === undefined || word.length < 5) return null;
  if (name.words.length < 2) return null;
  for (const family of name.words) {
    for (const given of name.words) {
      if (given === family) continue;
      const shared = [sound(family), sound(given)];
      if (word === given + family) return { level: 'variant', shared, hasSuffixConflict: false };
      if (word === given.charAt(0) + family) {
        return { level: 'initial', shared: [sound(family)], hasSuffixConflict: false };
      }
    }
  }
  return null;
}

interface WordForms {
  sound: string;
  korean: string;
  circles: readonly number[];
  family: string | null;
}

const formsOf = new Map<string, WordForms>();
const formsMax = 300_000;

// Kept between calls: the same words come again and again, and the result never changes.
function forms(word: string): WordForms {
  let known = formsOf.get(word);
  if (known === undefined) {
    if (formsOf.size >= formsMax) formsOf.clear();
    known = {
      sound: skeleton(word),
      korean: koreanSkeleton(word),
      circles: nicknameCircles(word),
      family: koreanFamily(word),
    };
    formsOf.set(word, known);
  }
  return known;
}

export function sound(word: string): string {
  return forms(word).sound;
}

function wordQuality(one: string, other: string): Quality {
  if (one === other) return 4;
  if (one.length === 1 || other.length === 1) return one.charAt(0) === other.charAt(0) ? 1 : 0;
  const ofOne = forms(one);
  const ofOther = forms(other);
  if (ofOne.sound === ofOther.sound) return 3;
  for (const circle of ofOne.circles) if (ofOther.circles.includes(circle)) return 3;
  if (ofOne.family !== null && ofOne.family === ofOther.family) return 3;
  if (one.charCodeAt(0) !== other.charCodeAt(0) && one.charCodeAt(1) !== other.charCodeAt(1))
    return 0;
  const least = Math.min(one.length, other.length);
  if (least >= 3 && ofOne.korean === ofOther.korean) return least >= 5 ? 3 : 2;
  if (least >= 3 && (one.startsWith(other) || other.startsWith(one))) return 2;
  if (least >= 4 && isOneEditApart(one, other)) return 2;
  return 0;
}
