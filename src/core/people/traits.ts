// What matching knows of a profile or a person: sets of comparable values. Two sets unite into one, in any order,
// so a person's traits are the union of its members' and never need the members again.

import { compareNames } from './compare-names.ts';
import { normaliseEmail } from './email.ts';
import { employerKey, employerOfDomain } from './employer.ts';
import type { ProfileKeys } from './identifiers.ts';
import { fold, parseName, tellingTokens } from './name.ts';
import { placeKey } from './place.ts';
import { isOpaqueLinkedinId } from './profile-url.ts';
import type { ReceivedProfile } from './received.ts';
import { readJapanese } from './romanise.ts';
import { titleKey } from './title.ts';

/** A name in comparable form. Words are folded; `initials` are the single letters. */
export interface NameForm {
  /** Sorted: order is no evidence. */
  words: string[];
  inOrder: string[];
  initials: string[];
  asides: string[];
  suffix: string | null;
  /** Written in a script whose Latin reading is uncertain: disagreement means nothing. */
  isUncertain: boolean;
  /** Read out of an address or account name, which says less than a name that was written as one. */
  isDerived: boolean;
}

/** A position: employer (full and core key) and the years known of it. */
export interface Position {
  employer: string;
  core: string;
  from: number | null;
  to: number | null;
}

export interface Traits {
  names: NameForm[];
  /** Normalised, without shared mailboxes. */
  personalEmails: string[];
  workEmails: string[];
  phones: string[];
  /** Readable LinkedIn slugs; opaque member ids stand under `linkedinIds`. */
  linkedins: string[];
  linkedinIds: string[];
  githubs: string[];
  /** Other keys: accounts at other sites, external ids. */
  accounts: string[];
  employers: Position[];
  cities: string[];
  countries: string[];
  titles: string[];
  /** Verified ones, as text; absent in traits stored before they were known. */
  birthYears?: string[];
}

export const emptyTraits = (): Traits => ({
  names: [],
  personalEmails: [],
  workEmails: [],
  phones: [],
  linkedins: [],
  linkedinIds: [],
  githubs: [],
  accounts: [],
  employers: [],
  cities: [],
  countries: [],
  titles: [],
  birthYears: [],
});

/** More values of one kind than any human has: the rest adds cost and nothing else. */
const valuesMax = 40;

export function traitsOfProfile(profile: ReceivedProfile, keys: ProfileKeys): Traits {
  const traits = emptyTraits();
  traits.names = namesOf(profile);
  for (const { kind, value } of keys.identifiers) {
    if (kind === 'email') addEmail(traits, value);
    else if (kind === 'phone') traits.phones.push(value);
    else if (kind === 'external_id') traits.accounts.push(value);
    else addAccount(traits, value);
  }
  traits.names.push(...derivedNames(traits, traits.names));
  traits.employers = positionsOf(profile, traits.workEmails);
  const place = placeKey(profile.location ?? '');
  if (typeof place?.city === 'string') traits.cities.push(place.city);
  if (typeof place?.country === 'string') traits.countries.push(place.country);
  const title = titleKey(profile.title ?? '');
  if (title !== null) traits.titles.push(title.core);
  const { birthYear } = profile;
  if (birthYear?.status === 'verified') traits.birthYears = [String(birthYear.year)];
  return traits;
}

/** Sorted and without repeats, so that equal sets are equal texts whatever the order of uniting. */
export function uniteTraits(all: readonly Traits[]): Traits {
  const [only] = all;
  if (all.length === 1 && only !== undefined) return only;
  const united = emptyTraits();
  united.names = unique(
    all.flatMap((traits) => traits.names),
    nameKey,
  );
  united.employers = unique(
    all.flatMap((traits) => traits.employers),
    positionKey,
  );
  for (const field of textFields) {
    united[field] = [...new Set(all.flatMap((traits) => traits[field] ?? []))]
      .toSorted()
      .slice(0, valuesMax);
  }
  return united;
}

const textFields = [
  'personalEmails',
  'workEmails',
  'phones',
  'linkedins',
  'linkedinIds',
  'githubs',
  'accounts',
  'cities',
  'countries',
  'titles',
  'birthYears',
] as const;

function unique<Value>(values: readonly Value[], keyOf: (value: Value) => string): Value[] {
  const found = new Map(values.map((value) => [keyOf(value), value]));
  return [...found.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, value]) => value)
    .slice(0, valuesMax);
}

function nameKey(name: NameForm): string {
  const { words, initials, asides, suffix, isUncertain, isDerived } = name;
  return [
    words.join(' '),
    initials.join(' '),
    asides.join(' '),
    suffix ?? '',
    isUncertain,
    isDerived,
  ].join('|');
}

function positionKey(position: Position): string {
  return `${position.employer}|${position.from ?? ''}|${position.to ?? ''}`;
}

function addEmail(traits: Traits, value: string): void {
  const email = normaliseEmail(value);
  if (email === null) return;
  if (email.isPersonal) traits.personalEmails.push(value);
  else traits.workEmails.push(value);
}

function addAccount(traits: Traits, value: string): void {
  const slug = value.slice(value.lastIndexOf('/') + 1);
  if (value.startsWith('linkedin.com/in/')) {
    if (isOpaqueLinkedinId(slug)) traits.linkedinIds.push(slug);
    else traits.linkedins.push(slug);
  } else if (value.startsWith('github.com/')) traits.githubs.push(slug);
  else traits.accounts.push(value);
}

function namesOf(profile: ReceivedProfile): NameForm[] {
  const written = (profile.name ?? '').trim();
  const text = written === '' ? `${profile.firstName ?? ''} ${profile.lastName ?? ''}` : written;
  const forms = [formOf(text)];
  // "Ryan-Turcotte" is two family names, "Hyun-woo" one given name: both readings are kept.
  if (/\p{L}-\p{L}/u.test(text)) forms.push(formOf(text.replaceAll('-', ' ')));
  const found = forms.filter((form) => form !== null);
  return unique([...found, ...found.flatMap(withJoinedSyllables)], nameKey);
}

// "Da Eun Rhee" is also "Daeun Rhee"; which two of the three go together is not written.
function withJoinedSyllables(form: NameForm): NameForm[] {
  const [one, two, three] = form.words;
  if (one === undefined || two === undefined || three === undefined || form.words.length > 3)
    return [];
  if (form.words.some((word) => word.length > 5)) return [];
  const { inOrder } = form;
  const [a = '', b = '', c = ''] = inOrder;
  const pairs = [
    [a + b, c],
    [a, b + c],
  ];
  return pairs.map((words) => ({ ...form, words: words.toSorted(), inOrder: words }));
}

// Names that accounts and addresses spell out: linkedin.com/in/ada-lovelace-1a2b3c, ada.lovelace@… A slug is chosen by
// its human, who may go by another given name there; an address may be a recruiter's or a partner's, so it has to agree.
function derivedNames(traits: Traits, written: readonly NameForm[]): NameForm[] {
  const slugs = traits.linkedins.map((slug) => slug.replace(/-[0-9a-f]*\d[0-9a-f]*$/, ''));
  const locals = [...traits.workEmails, ...traits.personalEmails].map((email) =>
    email.slice(0, email.lastIndexOf('@')).replace(/\d+$/, ''),
  );
  const agrees = (form: NameForm, isFree: boolean): boolean => {
    if (written.length === 0) return true;
    const { level } = compareNames([form], written);
    return level !== 'different' && (isFree || level !== 'partly');
  };
  return unique(
    [
      ...slugs.flatMap(derivedName).filter((form) => agrees(form, true)),
      ...locals.flatMap(derivedName).filter((form) => agrees(form, false)),
    ],
    nameKey,
  );
}

function derivedName(text: string): NameForm[] {
  const parts = text.split(/[._-]+/).map(fold);
  if (parts.length < 2 || parts.length > 4) return [];
  if (parts.some((part) => !/^[a-z]+$/.test(part))) return [];
  const words = parts.filter((part) => part.length > 1);
  if (words.length === 0) return [];
  const form: NameForm = {
    words: words.toSorted(),
    inOrder: words,
    initials: parts.filter((part) => part.length === 1),
    asides: [],
    suffix: null,
    isUncertain: false,
    isDerived: true,
  };
  return [form];
}

function formOf(text: string): NameForm | null {
  const isHan = /\p{Script=Han}/u.test(text);
  const japanese = isHan ? readJapanese(text) : null;
  const parsed = parseName(japanese === null ? text : japanese.join(' '));
  if (parsed === null) return null;
  const isKana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
  // Long vowels are written out in kana and seldom in Latin letters: さとう is Sato.
  const words = tellingTokens(parsed).map((word) =>
    isKana ? word.replace(/o[ou]/g, 'o').replaceAll('uu', 'u') : word,
  );
  return {
    words: words.toSorted(),
    inOrder: words,
    initials: parsed.tokens.filter((token) => token.length === 1).toSorted(),
    asides: parsed.asides.filter((aside) => aside.length > 1).toSorted(),
    suffix: parsed.suffix,
    isUncertain:
      (isHan && japanese === null) ||
      // An account's name that stands where a name should: it says who, but not how they are called.
      (words.length === 1 && /\d/.test(text)) ||
      /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}]/u.test(text),
    isDerived: false,
  };
}

function positionsOf(profile: ReceivedProfile, workEmails: readonly string[]): Position[] {
  const found: Position[] = [];
  const add = (employer: string | undefined, from: number | null, to: number | null): void => {
    const key = employerKey(employer ?? '');
    if (key !== null) found.push({ employer: key.full, core: key.core, from, to });
  };
  for (const position of profile.workHistory) {
    add(position.employer, yearOf(position.startedOn), yearOf(position.endedOn));
  }
  const seen = yearOf(profile.foundAt);
  const key = employerKey(profile.employer ?? '');
  if (key !== null && !found.some((position) => position.core === key.core)) {
    found.push({ employer: key.full, core: key.core, from: null, to: seen });
  }
  for (const email of workEmails) {
    const employer = employerOfDomain(email.slice(email.lastIndexOf('@') + 1));
    if (
      employer === '' ||
      found.some((one) => one.employer === employer || employer.startsWith(one.core))
    )
      continue;
    found.push({ employer, core: employer, from: null, to: null });
  }
  return unique(found, positionKey);
}

function yearOf(text: string | undefined): number | null {
  const year = Number(text?.slice(0, 4));
  return Number.isInteger(year) && year > 1900 ? year : null;
}
