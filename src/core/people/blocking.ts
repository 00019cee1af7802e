// The keys under which two descriptions of one human are likely to meet; only sides that share one are compared.

import { bucketOf } from './buckets.ts';
import { skeleton } from './name.ts';
import { nicknameCircles } from './nicknames.ts';
import { koreanFamily } from './romanise.ts';
import type { NameForm, Traits } from './traits.ts';

/** A key shared by more people than this says nothing; see also the cap of the look-up. */
export const holdersMax = 60;

/** Every key of these traits, as text. Values of one kind carry the kind, so that kinds never meet by chance. */
export function blockingKeys(traits: Traits): string[] {
  const keys = new Set<string>();
  for (const email of traits.personalEmails) keys.add(`e:${email}`);
  for (const email of traits.workEmails) keys.add(`e:${email}`);
  for (const phone of traits.phones) keys.add(`p:${phone}`);
  for (const slug of traits.linkedins) keys.add(`l:${slug}`);
  for (const id of traits.linkedinIds) keys.add(`li:${id}`);
  for (const login of traits.githubs) keys.add(`g:${login}`);
  for (const account of traits.accounts) keys.add(`a:${account}`);
  for (const handle of handlesOf(traits)) keys.add(`h:${handle}`);
  const cores = new Set(traits.employers.map((position) => position.core));
  for (const name of traits.names) addNameKeys(keys, name, { cores, cities: traits.cities });
  return [...keys];
}

/** Keys that only the whole has and none of its parts: a name of the one with an employer of the other. */
export function bridgingKeys(whole: Traits, parts: readonly ReadonlySet<number>[]): number[] {
  const keys = new Set(blockingKeys(whole).map(keyHash));
  return [...keys].filter((key) => !parts.some((part) => part.has(key)));
}

/** The account names a human tends to use everywhere: mailbox, GitHub login, LinkedIn slug, without separators. */
export function handlesOf(traits: Traits): ReadonlySet<string> {
  const known = handlesKnown.get(traits);
  if (known !== undefined) return known;
  const handles = new Set<string>();
  const add = (text: string): void => {
    const plain = text.replace(/\+.*$/, '').replace(/[._-]/g, '');
    if (plain.length >= 6) handles.add(plain);
  };
  for (const email of traits.personalEmails) add(email.slice(0, email.lastIndexOf('@')));
  for (const login of traits.githubs) add(login);
  for (const slug of traits.linkedins) add(slug.replace(/-[0-9a-f]{6,}$/, ''));
  handlesKnown.set(traits, handles);
  return handles;
}

// Traits are never changed once made, and compared many times.
const handlesKnown = new WeakMap<Traits, ReadonlySet<string>>();

function addNameKeys(
  keys: Set<string>,
  name: NameForm,
  context: { cores: ReadonlySet<string>; cities: readonly string[] },
): void {
  const words = name.words.map(familySound);
  const all = [...name.words, ...name.asides];
  if (words.length >= 2) {
    keys.add(`n:${words.toSorted().join(' ')}`);
    keys.add(`v:${words.map(consonants).toSorted().join(' ')}`);
    addHandleKeys(keys, name.inOrder);
  }
  if (words.length > 2) {
    // A middle or second family name that the other side leaves out.
    for (const [index] of words.entries()) {
      keys.add(
        `n:${words
          .filter((_word, other) => other !== index)
          .toSorted()
          .join(' ')}`,
      );
    }
  }
  addWordKeys(keys, words, { ...context, initials: name.initials });
  for (const word of all) {
    for (const circle of nicknameCircles(word)) {
      for (const other of all) if (other !== word) keys.add(`c:${circle} ${familySound(other)}`);
    }
  }
  for (const aside of name.asides.map(familySound)) {
    for (const word of words) keys.add(`n:${[aside, word].toSorted().join(' ')}`);
  }
  const [only] = name.words;
  if (name.words.length === 1 && only !== undefined && only.length >= 6) keys.add(`h:${only}`);
}

// What the human is likely to call an account: adalovelace, alovelace.
function addHandleKeys(keys: Set<string>, inOrder: readonly string[]): void {
  const [given = ''] = inOrder;
  const family = inOrder.at(-1) ?? '';
  for (const handle of [given + family, given.charAt(0) + family]) {
    if (handle.length >= 6) keys.add(`h:${handle}`);
  }
}

function addWordKeys(
  keys: Set<string>,
  words: readonly string[],
  context: { cores: ReadonlySet<string>; cities: readonly string[]; initials: readonly string[] },
): void {
  const initials = new Set([...words.map((word) => word.charAt(0)), ...context.initials]);
  for (const word of words) {
    for (const core of context.cores) keys.add(`wc:${word} ${core}`);
    for (const city of context.cities) {
      for (const initial of initials) {
        if (initials.size === 1 || initial !== word.charAt(0))
          keys.add(`wic:${word} ${initial} ${city}`);
      }
    }
  }
}

// Vowels are what transliterations differ in, and what Arabic and Hebrew leave out.
function consonants(word: string): string {
  return word.replace(/[aeiouvy]/g, '') || word;
}

function familySound(word: string): string {
  let known = soundsKnown.get(word);
  if (known === undefined) {
    if (soundsKnown.size >= soundsMax) soundsKnown.clear();
    known = koreanFamily(word) ?? skeleton(word);
    soundsKnown.set(word, known);
  }
  return known;
}

const soundsKnown = new Map<string, string>();
const soundsMax = 300_000;

/** The lock buckets of these keys: two arrivals that could meet share at least one. */
export function bucketsOfKeys(keys: readonly string[]): number[] {
  return keys.map(bucketOf);
}

/** 53 bits of two FNV-1a passes: what the key is stored and looked up as. */
export function keyHash(key: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < key.length; index += 1) {
    const code = key.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}
