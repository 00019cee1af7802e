// Reads a human name as written into comparable parts, in any script: what the name says, not how it looks.

import anyAscii from 'any-ascii';
import { areNicknames } from './nicknames.ts';

export interface ParsedName {
  /** Folded words of the main name in the order written, particles and initials included. */
  tokens: string[];
  /** Words in brackets or quotes: a nickname, a maiden or western name. */
  asides: string[];
  /** "jr", "sr", "2", "3" …: tells father from son. */
  suffix: string | null;
  /** Where the writing says it: the family name ("Last, First", or given in fields of their own). */
  family: string | null;
  given: string | null;
}

const particles = new Set(
  `de del della di da das do dos du la le les van von der den ter ten zu zum bin ibn bint al el ben
  abu st saint san santa y e af av`.split(/\s+/),
);
const suffixes = new Map([
  ['jr', 'jr'],
  ['junior', 'jr'],
  ['sr', 'sr'],
  ['senior', 'sr'],
  ['ii', '2'],
  ['iii', '3'],
  ['iv', '4'],
  ['2nd', '2'],
  ['3rd', '3'],
]);
const titles = new Set(
  'mr mrs ms miss mx dr prof professor sir dame rev hon ing dipl herr frau'.split(' '),
);
const credentials = new Set(
  `mba phd md pe pmp cpa cfa cfp msc ma bsc ba bs ms meng beng mph mpa jd llm llb esq rn bsn msn
  np dds dmd pharmd edd dba dphil frm shrmcp shrmscp phr sphr gphr cissp cisa cism ccna ccnp csm cspo psm itil
  aws gcp leed ap pgdm ca cs acca fcca cipd mcipd prince2 sixsigma lssbb csp cem pt dpt lcsw lmft mft rdn rd cpc
  cir cdr acir aicp aia ra se eit fe cwi csp hons`.split(/\s+/),
);
const pronouns =
  /^(?:he|she|they|him|her|them|his|hers|theirs|any|ze|hir|xe)(?:[/\s,]+(?:him|her|them|his|hers|theirs|he|she|they|any|all|hir|zir))*$/i;

/** Folds letters of any script to lower-case ASCII letters and digits. */
export function fold(text: string): string {
  const isAscii = /^[ -~]*$/.test(text);
  const latin = isAscii ? text : anyAscii(withGreekPairs(text.normalize('NFC')));
  return latin.toLowerCase().replace(/[^a-z0-9]+/g, '');
}

// Two Greek letters that are one sound, before each is read by itself.
function withGreekPairs(text: string): string {
  if (!/\p{Script=Greek}/u.test(text)) return text;
  return text
    .replace(/[οΟ][υύΥΎ]/gu, 'ou')
    .replace(/[γΓ][γκ]/gu, 'g')
    .replace(/[μΜ]π/gu, 'b')
    .replace(/[υύΥΎ]/gu, 'y')
    .replace(/[ηήΗΉ]/gu, 'i')
    .replace(/[χΧ]/gu, 'ch');
}

/** Reads a whole name, or a given and a family name received apart. Null where nothing of a name is left. */
export function parseName(full: string, given?: string, family?: string): ParsedName | null {
  const hasParts = (given ?? '').trim() !== '' && (family ?? '').trim() !== '';
  const text = full.trim() === '' ? `${given ?? ''} ${family ?? ''}` : full;
  const parsed = parseWhole(text.normalize('NFKC').slice(0, 300));
  if (parsed === null || !hasParts) return parsed;
  const givenFolded = fold(given ?? '');
  const familyFolded = fold(family ?? '');
  if (givenFolded !== '' && familyFolded !== '') {
    parsed.given = givenFolded;
    parsed.family = familyFolded;
  }
  return parsed;
}

function parseWhole(text: string): ParsedName | null {
  const asides: string[] = [];
  const main = text
    .replace(/\p{Extended_Pictographic}|\u{200d}|\u{fe0f}/gu, ' ')
    .replace(
      /[([{（【]([^)\]}）】]*)[)\]}）】]|["“”«»„]([^"“”«»„]*)["“”«»„]/gu,
      (_all, one, two) => {
        const aside = String(one ?? two ?? '').trim();
        if (aside !== '' && !pronouns.test(aside)) asides.push(...words(aside));
        return ' ';
      },
    )
    .replace(/\b(?:he\/him|she\/her|they\/them)(?:\/\w+)?\b/gi, ' ');
  const parts = main.split(/[,，|]/).map((part) => part.trim());
  const found: ParsedName = {
    tokens: [],
    asides: asides.map(fold).filter((word) => /[a-z]/.test(word)),
    suffix: null,
    family: null,
    given: null,
  };
  const named = parts
    .map((part, index) => nameWords(part, index > 0, found))
    .filter((list) => list.length > 0);
  const [before, after] = named;
  if (before === undefined)
    return found.asides.length > 0 ? { ...found, tokens: found.asides, asides: [] } : null;
  if (after !== undefined) {
    found.family = before.join('');
    found.given = after[0] ?? null;
    found.tokens = [...after, ...before];
  } else {
    found.tokens = before;
  }
  return found;
}

// The words of one comma-separated part that belong to the name; takes suffix and degrees out.
function nameWords(part: string, isBehindComma: boolean, found: ParsedName): string[] {
  const kept: string[] = [];
  const all = words(part);
  for (const [index, word] of all.entries()) {
    const folded = fold(word);
    if (folded === '') continue;
    const suffix = suffixes.get(folded);
    if (suffix !== undefined && (index > 0 || isBehindComma)) {
      found.suffix = suffix;
      continue;
    }
    if (titles.has(folded) && index === 0 && all.length > 1 && !isBehindComma) continue;
    if (isCredential(word, folded, isBehindComma, index)) continue;
    const plain = all.length > 1 || isBehindComma ? withoutNumber(folded) : folded;
    if (/[a-z]/.test(plain)) kept.push(plain);
  }
  return kept;
}

// "Ana Souza 2", "Ana Souza2": somebody's count of hits. It is no initial and no letter of the name.
function withoutNumber(word: string): string {
  return word.replace(/^\d+|\d+$/g, '');
}

function isCredential(
  word: string,
  folded: string,
  isBehindComma: boolean,
  index: number,
): boolean {
  if (!credentials.has(folded)) return false;
  if (isBehindComma) return true;
  // Without a comma only capitals count: "Jordan Ma" is a name, "Jordan Smith MBA" carries a degree.
  return index > 1 && word === word.toUpperCase() && folded.length > 2;
}

function words(text: string): string[] {
  const found = text.split(/[\s\u3000·・_/]+/u).filter((word) => word !== '');
  const [only] = found;
  const written = found.length === 1 && only !== undefined ? familyAndGiven(only) : found;
  return written.map((word) => vowelFamilies.get(word) ?? word).filter((word) => word !== '');
}

// 孙建 is family name, then given name, written as one word; with a space each word is whole already.
const compoundFamilies =
  /^(?:欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|公孙|慕容|司徒|남궁|황보|제갈|선우|독고)/;
// Their letter-by-letter reading is a single letter, which would be taken for an initial.
const vowelFamilies = new Map([
  ['이', 'lee'],
  ['오', 'oh'],
  ['우', 'woo'],
]);
function familyAndGiven(word: string): string[] {
  if (!/^[\p{Script=Han}]{2,4}$/u.test(word) && !/^[\p{Script=Hangul}]{2,4}$/u.test(word)) {
    return [word];
  }
  const length = word.length > 2 && compoundFamilies.test(word) ? 2 : 1;
  return [word.slice(0, length), word.slice(length)];
}

/**
 * The words that tell people apart: no particles within ("van", "de la"), no single letters, unless nothing else is
 * left. A particle at either end is a name ("Da Eun", "Linh Le").
 */
export function tellingTokens(name: ParsedName): string[] {
  const telling = name.tokens.filter(
    (token, index, all) =>
      token.length > 1 && (index === 0 || index === all.length - 1 || !particles.has(token)),
  );
  return telling.length > 0 ? telling : name.tokens;
}

/**
 * One spelling for the ways a sound is transliterated: Pakhomova and Pahomova, Müller and Mueller,
 * Gulyaev and Guliaev. Coarser than a spelling, finer than a phonetic code.
 */
export function skeleton(token: string): string {
  return token
    .replace(/(?:sch|sh|sz|zh)/g, 's')
    .replace(/(?:tch|ch|cz|tz|ts)/g, 'c')
    .replace(/ph/g, 'f')
    .replace(/kh/g, 'h')
    .replace(/gh/g, 'g')
    .replace(/(?:ck|q)/g, 'k')
    .replace(/th/g, 't')
    .replace(/(?:ue|oe|ae)(?=.)/g, (pair) => pair.charAt(0))
    .replace(/(?:iy|yi|ij|iu|yu|ju|ia|ya|ja|ie|ye|je)/g, (pair) => pair.replace(/[yj]/g, 'i'))
    .replace(/[yj]/g, 'i')
    .replace(/w/g, 'v')
    .replace(/x/g, 'ks')
    .replace(/h(?=[^aeiou]|$)/g, '')
    .replace(/(.)\1+/g, '$1');
}

export const nameAgreements = ['same', 'compatible', 'different', 'unknown'] as const;
export type NameAgreement = (typeof nameAgreements)[number];

/** Whether two names can be one human's: same words, or one a shorter, misspelt or familiar form of the other. */
export function namesAgree(one: ParsedName | null, other: ParsedName | null): NameAgreement {
  if (one === null || other === null) return 'unknown';
  if (one.suffix !== null && other.suffix !== null && one.suffix !== other.suffix)
    return 'different';
  const ofOne = tellingTokens(one);
  const ofOther = tellingTokens(other);
  if (ofOne.length === 0 || ofOther.length === 0) return 'unknown';
  if (ofOne.toSorted().join('') === ofOther.toSorted().join('')) return 'same';
  if (ofOne.join('') === ofOther.join('')) return 'same';
  if (ofOne.length < ofOther.length) return agreementOf(one, other);
  if (ofOne.length > ofOther.length) return agreementOf(other, one);
  // Neither is the shorter one: who is asked first must not matter.
  const both = [agreementOf(one, other), agreementOf(other, one)];
  return nameAgreements.findLast((agreement) => both.includes(agreement)) ?? 'unknown';
}

/** Whether every telling word of the shorter name has its like in the longer one. */
function agreementOf(short: ParsedName, long: ParsedName): NameAgreement {
  const pool = [...long.tokens, ...long.asides];
  const left = tellingTokens(short);
  const matched = left.filter((token) => pool.some((word) => wordsAgree(token, word)));
  if (matched.length === left.length) return left.length > 1 ? 'same' : 'compatible';
  const known = [...short.tokens, ...short.asides];
  const likely = left.filter((token) => pool.some((word) => wordsMayAgree(token, word)));
  if (likely.length === left.length && matched.length + 1 >= left.length) return 'compatible';
  const shared = known.filter((token) => token.length > 1 && pool.includes(token));
  return shared.length >= 2 ? 'compatible' : 'different';
}

function wordsAgree(one: string, other: string): boolean {
  return one === other || skeleton(one) === skeleton(other) || areNicknames(one, other);
}

function wordsMayAgree(one: string, other: string): boolean {
  if (wordsAgree(one, other)) return true;
  if (one.length === 1 || other.length === 1) return one.charAt(0) === other.charAt(0);
  if (one.length >= 3 && other.startsWith(one)) return true;
  if (other.length >= 3 && one.startsWith(other)) return true;
  return Math.min(one.length, other.length) >= 4 && isOneEditApart(one, other);
}

/** True where one insertion, deletion, substitution or swap of neighbours makes the words equal. */
export function isOneEditApart(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  if (short.length < long.length) return short.slice(start) === long.slice(start + 1);
  if (short.slice(start + 1) === long.slice(start + 1)) return true;
  return (
    short[start] === long[start + 1] &&
    short[start + 1] === long[start] &&
    short.slice(start + 2) === long.slice(start + 2)
  );
}
