// The name to greet somebody with, made fit for a letter: or none, where it would be a guess.

import { oneLine } from './template.ts';

export interface GreetingName {
  value: string;
  isSure: boolean;
}

const titles =
  /^(?:dr|prof|professor|mr|mrs|ms|mx|miss|sir|dame|herr|frau|mme|mlle|sr|sra|ing|dipl|mag)\.?$/iu;
const credentials =
  /^(?:phd|ph\.d\.?|mba|msc|bsc|ma|ba|md|m\.d\.|cpa|pmp|cfa|jd|esq|cissp|shrm|phr|rn|pe|csm|aws|jr|sr|ii|iii|iv)\.?$/iu;
const unnatural = /[\d@#$%^*+=<>{}[\]\\|/~_]/u;

/** Null where nothing in it can be used: an initial, a number, an emoji. Letters are never transliterated. */
export function greetingName(written: string | null): GreetingName | null {
  if (written === null) return null;
  const plain = oneLine(written)
    .replace(/\([^)]*\)|"[^"]*"|“[^”]*”/gu, ' ')
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|\u200D/gu, ' ')
    .split(/[,|–—•·]/u)[0]!;
  const words = plain.split(/\s+/u).filter((word) => word !== '');
  const usable = words.filter((word) => !titles.test(word) && !credentials.test(word));
  const [first] = usable;
  if (first === undefined || unnatural.test(first)) return null;
  const bare = first.replace(/^[.'’-]+|[.,;:!?]+$/gu, '');
  const letters = bare.replace(/[^\p{L}\p{M}]/gu, '');
  if (letters === '' || isInitial(bare, letters)) return null;
  // Where the family name comes first, which word is the given one is a guess.
  const isEastern = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(
    bare,
  );
  return { value: withCase(bare), isSure: usable.length <= 4 && first === bare && !isEastern };
}

// "J." and "JP" in Latin letters; one letter is a whole name in Chinese or Korean writing.
function isInitial(bare: string, letters: string): boolean {
  if (!/^\p{Script=Latin}+$|^\p{Script=Cyrillic}+$|^\p{Script=Greek}+$/u.test(letters))
    return false;
  if (letters.length === 1) return true;
  return /^(?:\p{Lu}\.)+\p{Lu}?$/u.test(bare) || /^[BCDFGHJKLMNPQRSTVWXZ]{2,3}$/u.test(letters);
}

function withCase(name: string): string {
  const isAllUpper = name === name.toUpperCase() && name !== name.toLowerCase();
  const isAllLower = name === name.toLowerCase() && name !== name.toUpperCase();
  if (!isAllUpper && !isAllLower) return name;
  if (name.length === 1) return name;
  return name
    .toLowerCase()
    .replace(
      /(^|[-'’])(\p{L})/gu,
      (_all, before: string, letter: string) => before + letter.toUpperCase(),
    );
}
