// One synthetic human: name, career, addresses and accounts, some of them made to look like somebody before.

import { employerName, titles } from '../synthetic-names.ts';
import { cultures } from './cultures.ts';
import type { CultureName, WrittenName } from './cultures.ts';
import type { Random } from './random.ts';

export const likenesses = [
  'same_name_same_city',
  'same_name_same_employer',
  'twins',
  'father_son',
  'spouses',
  'recycled_phone',
  'email_one_apart',
  'same_initial_employer_city',
] as const;
export type Likeness = (typeof likenesses)[number];

export interface Spell {
  employer: string;
  title: string;
  from: number;
  /** Null: still there. */
  to: number | null;
}

export interface Human {
  id: string;
  culture: CultureName;
  name: WrittenName;
  middle: string;
  suffix: string;
  /** The family name from some year on, where it changed. */
  laterFamily: string | null;
  born: number;
  place: readonly [string, string, string, string, number];
  /** Where somebody lives who moved. */
  laterPlace: readonly [string, string, string, string, number] | null;
  career: Spell[];
  emails: string[];
  /** Address by employer. */
  workMail: Map<string, string>;
  phones: string[];
  slug: string;
  /** The slug before the human chose another one. */
  earlierSlug: string | null;
  opaqueId: string;
  github: string | null;
}

export interface HumanWish {
  number: number;
  culture: CultureName;
  employers: number;
  /** Mailboxes, slugs and logins that are taken: sites hand out each once. */
  taken: Set<string>;
  like: { human: Human; how: Likeness } | null;
}

const providers = [
  'gmail.com',
  'gmail.com',
  'gmail.com',
  'outlook.com',
  'yahoo.com',
  'icloud.com',
  'hotmail.com',
  'proton.me',
];

export function aHuman(random: Random, wish: HumanWish): Human {
  const culture = cultures[wish.culture];
  const name = culture.nameOf(random);
  const born = 1958 + random.below(45);
  const place = random.pick(culture.places) as Human['place'];
  const human: Human = {
    id: `H${wish.number}`,
    culture: wish.culture,
    name,
    middle: random.pick('ABCDEFGHJKLMNPRSTW'.split('')),
    suffix: '',
    laterFamily: random.chance(0.03) ? culture.nameOf(random).family : null,
    born,
    place,
    laterPlace: random.chance(0.12) ? random.pick(culture.places) : null,
    career: aCareer(random, born, wish.employers),
    emails: [],
    workMail: new Map(),
    phones: [aPhone(random, place)],
    slug: '',
    earlierSlug: null,
    opaqueId: `ACoAA${letters(random, 30)}`,
    github: null,
  };
  if (wish.like !== null) makeAlike(random, human, wish.like);
  if (random.chance(0.15)) human.phones.push(aPhone(random, place));
  addAccounts(random, human, wish.taken);
  if (wish.like?.how === 'email_one_apart')
    human.emails = oneApart(wish.like.human.emails, wish.taken);
  return human;
}

function makeAlike(random: Random, human: Human, like: NonNullable<HumanWish['like']>): void {
  const { human: other, how } = like;
  const [first] = other.career;
  const mine = human.career[0];
  human.culture = other.culture;
  if (how !== 'recycled_phone') human.laterFamily = null;
  if (how.startsWith('same_name') || how === 'father_son' || how === 'email_one_apart') {
    human.name = other.name;
  }
  if (how === 'same_name_same_employer' || how === 'same_initial_employer_city') {
    if (first !== undefined && mine !== undefined) mine.employer = first.employer;
  }
  if (how === 'same_name_same_city' || how === 'same_initial_employer_city') {
    human.place = other.place;
    human.phones = [aPhone(random, other.place)];
  }
  if (how === 'same_initial_employer_city') {
    human.name = { ...human.name, family: other.name.family, familyAlso: other.name.familyAlso };
    human.name.native = null;
  }
  if (how === 'twins' || how === 'spouses') {
    const { family, familyAlso } = other.name;
    const given = how === 'twins' ? swapped(random, other.name.given) : human.name.given;
    human.name = { ...human.name, given, family, familyAlso, native: null };
    human.place = other.place;
    human.born = how === 'twins' ? other.born : human.born;
    human.phones = [...other.phones];
  }
  if (how === 'father_son') {
    human.place = other.place;
    human.born = other.born + 24 + random.below(10);
    human.suffix = 'Jr.';
    other.suffix = 'Sr.';
    if (random.chance(0.5)) human.phones = [...other.phones];
  }
  if (how === 'recycled_phone') human.phones = [...other.phones];
}

// "Cornelius" and "Corneliuo": alike enough to be taken for a slip.
function swapped(random: Random, given: string): string {
  const at = Math.max(1, given.length - 1 - random.below(2));
  return given.slice(0, at) + random.pick(['a', 'o', 'e', 'n']) + given.slice(at + 1);
}

function oneApart(emails: readonly string[], taken: Set<string>): string[] {
  return emails.slice(0, 1).map((email) => {
    const [local = '', domain = ''] = email.split('@');
    const last = /\d$/.test(local) ? (Number(local.at(-1)) + 1) % 10 : 2;
    const mailbox = `${/\d$/.test(local) ? local.slice(0, -1) : local}${last}`;
    return free(taken, mailbox, `@${domain}`);
  });
}

function addAccounts(random: Random, human: Human, taken: Set<string>): void {
  const given = plainLetters(human.name.given);
  const family = plainLetters(human.name.family);
  const number = (): string =>
    String(random.pick([human.born, human.born % 100, random.below(99)]));
  const mailbox = (): string => {
    const local = random.pick([
      `${given}.${family}`,
      `${given}${family}`,
      `${given}.${family}`,
      `${given.charAt(0)}${family}${number()}`,
      `${given}${family}${number()}`,
      `${given}.${family}${number()}`,
      `${family}${given}${number()}`,
      `${given}_${family}${number()}`,
    ]);
    return free(taken, local, `@${random.pick(providers)}`);
  };
  human.emails = random.chance(0.2) ? [mailbox(), mailbox()] : [mailbox()];
  for (const { employer } of human.career) {
    const local = employer.length % 2 === 0 ? `${given}.${family}` : given.charAt(0) + family;
    human.workMail.set(employer, free(taken, local, `@${plainLetters(employer)}.example`));
  }
  const hex = letters(random, 8, '0123456789abcdef');
  const slug = random.chance(0.65)
    ? `${given}-${family}-${hex}`
    : random.pick([`${given}-${family}`, `${given}${family}${random.below(990)}`]);
  human.slug = free(taken, slug, '');
  if (random.chance(0.04))
    human.earlierSlug = free(taken, `${given}-${family}-${hex.slice(2)}`, '');
  if (random.chance(0.22)) {
    const login = random.pick([
      `${given}${family}`,
      `${given}-${family}`,
      `${family}${random.below(400)}`,
      `${given}dev${random.below(900)}`,
    ]);
    human.github = free(taken, login, ' at github');
    human.github = human.github.split(' ')[0] ?? login;
  }
}

// Whoever comes later finds the plain name taken.
function free(taken: Set<string>, wanted: string, where: string): string {
  let found = `${wanted}${where}`;
  const key = (text: string): string => (where === '@gmail.com' ? text.replaceAll('.', '') : text);
  for (let number = 2; taken.has(key(found)); number += 1) found = `${wanted}${number}${where}`;
  taken.add(key(found));
  return found;
}

function aCareer(random: Random, born: number, employers: number): Spell[] {
  const career: Spell[] = [];
  let to: number | null = random.chance(0.75) ? null : 2025;
  let end = 2026;
  const own = random.pick(titles);
  for (let step = 0; step < 1 + random.below(4); step += 1) {
    const from = end - 1 - random.below(5);
    if (from < born + 18 && career.length > 0) break;
    const employer = employerName(Math.floor(random.next() ** 1.7 * employers));
    const title = random.chance(0.7) ? own : random.pick(titles);
    career.push({ employer, title, from, to });
    to = from;
    end = from;
  }
  return career;
}

function aPhone(random: Random, place: Human['place']): string {
  const [, , , prefix, digits] = place;
  return prefix + String(2 + random.below(8)) + letters(random, digits - 1, '0123456789');
}

function letters(
  random: Random,
  length: number,
  of = 'ABCDEFGHKLMNPRSTVWXYZabcdefgh0123456789_',
): string {
  return Array.from({ length }, () => of.charAt(random.below(of.length))).join('');
}

export function plainLetters(text: string): string {
  return withoutMarks(text)
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
}

export function withoutMarks(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .replaceAll('ø', 'o')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D');
}
