// By which words people are found: as they are written, and in plain letters, so that "Lukasiewicz" finds "Łukasiewicz".

import anyAscii from 'any-ascii';
import type { CanonicalPerson } from './person.ts';

const wordsMax = 60;
const askedWordsMax = 8;
const wordLengthMax = 60;
const latinLengthMax = 400;

/** All words of name, title, employer and place, each once. */
export function searchText(person: CanonicalPerson): string {
  const { name, title, employer, location } = person;
  const texts = [name, title, employer, location].map((field) => field?.value ?? '');
  const words = texts.flatMap((text) => [...wordsOf(text), ...wordsOf(plain(text))]);
  return [...new Set(words)].slice(0, wordsMax).join(' ');
}

/** What to look for: every word as the beginning of one, written for Postgres; null where nothing can be looked for. */
export function searchQuery(text: string): string | null {
  const words = wordsOf(text).slice(0, askedWordsMax);
  return words.length === 0 ? null : words.map((word) => `${word}:*`).join(' & ');
}

/** Letters and digits of any script; nothing that means something to a search. */
function wordsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.map((word) => word.slice(0, wordLengthMax));
}

function plain(text: string): string {
  return anyAscii(text.slice(0, latinLengthMax).normalize('NFC'));
}
