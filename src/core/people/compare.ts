// Compares two sets of traits field by field: what agrees, what contradicts, what cannot be said.

import { handlesOf } from './blocking.ts';
import { compareNames } from './compare-names.ts';
import type { NameLevel } from './compare-names.ts';
import { isOneEditApart } from './name.ts';
import type { Position, Traits } from './traits.ts';

export const fields = [
  'name',
  'suffix',
  'middle',
  'birth',
  'email',
  'phone',
  'linkedin',
  'github',
  'account',
  'handle',
  'employer',
  'history',
  'place',
  'title',
] as const;
export type Field = (typeof fields)[number];

/** The level found per field; a field about which nothing can be said is absent and counts nothing. */
export interface Comparison {
  name: NameLevel;
  suffix?: 'conflict';
  middle?: 'same' | 'different';
  /** Of verified years only. */
  birth?: 'same' | 'different';
  email?: 'same_personal' | 'same_work' | 'one_apart' | 'same_domain_other' | 'different';
  phone?: 'same' | 'different';
  linkedin?: 'same' | 'different';
  github?: 'same' | 'different';
  account?: 'same';
  /** `same_as_name`: what anybody of that name would choose. */
  handle?: 'same' | 'same_as_name' | 'same_numbered';
  employer?: 'same' | 'core' | 'different_now' | 'different';
  history?: 'same_spells' | 'one_spell' | 'several';
  place?: 'same_city' | 'same_country' | 'other_country';
  title?: 'same' | 'different';
  /** The values behind agreements whose worth depends on how rare they are. */
  sharedWords: string[];
  sharedEmployer: string | null;
  sharedCity: string | null;
  sharedTitle: string | null;
  /** Keys both sides have, with kind, for the count of their holders. */
  sharedKeys: string[];
}

export function compareTraits(one: Traits, other: Traits): Comparison {
  const name = compareNames(one.names, other.names);
  const found: Comparison = {
    name: name.level,
    sharedWords: name.shared,
    sharedEmployer: null,
    sharedCity: null,
    sharedTitle: null,
    sharedKeys: [],
  };
  if (name.hasSuffixConflict) found.suffix = 'conflict';
  if (name.level === 'exact' || name.level === 'variant') {
    const middle = setLevel(middlesOf(one), middlesOf(other));
    if (middle !== null) found.middle = middle;
  }
  const birth = setLevel(one.birthYears ?? [], other.birthYears ?? []);
  if (birth !== null) found.birth = birth;
  compareEmails(one, other, found);
  compareKeys(one, other, found);
  compareEmployers(one.employers, other.employers, found);
  comparePlaces(one, other, found);
  const [title] = common(one.titles, other.titles);
  if (title !== undefined) {
    found.title = 'same';
    found.sharedTitle = title;
  } else if (one.titles.length > 0 && other.titles.length > 0) found.title = 'different';
  return found;
}

// The middle initials of names written in full: "Esta J. Smith".
function middlesOf(traits: Traits): string[] {
  return traits.names.flatMap((name) => (name.words.length >= 2 ? name.initials : []));
}

function compareEmails(one: Traits, other: Traits, found: Comparison): void {
  const personal = common(one.personalEmails, other.personalEmails);
  const work = common(one.workEmails, other.workEmails);
  found.sharedKeys.push(
    ...personal.map((email) => `e:${email}`),
    ...work.map((email) => `e:${email}`),
  );
  if (personal.length > 0) found.email = 'same_personal';
  else if (work.length > 0) found.email = 'same_work';
  else if (hasOtherMailboxAtSameDomain(one.workEmails, other.workEmails))
    found.email = 'same_domain_other';
  else if (haveOneApart(one.personalEmails, other.personalEmails)) found.email = 'one_apart';
  else if (one.personalEmails.length > 0 && other.personalEmails.length > 0)
    found.email = 'different';
  if (personal.length === 0) compareHandles(one, other, found);
}

// The same account name at several places; one with a number in it was hardly chosen twice, one that only spells the
// name was.
function compareHandles(one: Traits, other: Traits, found: Comparison): void {
  const handles = handlesOf(other);
  for (const handle of handlesOf(one)) {
    if (!handles.has(handle)) continue;
    if (/\d/.test(handle)) {
      found.handle = 'same_numbered';
      return;
    }
    if (found.handle === 'same') continue;
    found.handle = [...one.names, ...other.names].some((name) => spells(handle, name.words))
      ? 'same_as_name'
      : 'same';
  }
}

// "adalovelace", "lovelacea", "alovelace" of Ada Lovelace.
function spells(handle: string, words: readonly string[]): boolean {
  return words.some((one) =>
    words.some((other) => {
      if (one === other || !handle.includes(other)) return false;
      const initial = one.charAt(0);
      return [one + other, other + one, initial + other, other + initial].includes(handle);
    }),
  );
}

function hasOtherMailboxAtSameDomain(one: readonly string[], other: readonly string[]): boolean {
  return one.some((email) => other.some((mailbox) => domainOf(email) === domainOf(mailbox)));
}

// jane.becker24@ and jane.becker25@: chosen because the other was taken.
function haveOneApart(one: readonly string[], other: readonly string[]): boolean {
  return one.some((email) =>
    other.some(
      (mailbox) => domainOf(email) === domainOf(mailbox) && isOneEditApart(email, mailbox),
    ),
  );
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@'));
}

function compareKeys(one: Traits, other: Traits, found: Comparison): void {
  const phone = setLevel(one.phones, other.phones);
  if (phone !== null) found.phone = phone;
  for (const value of common(one.phones, other.phones)) found.sharedKeys.push(`p:${value}`);
  const slugs = setLevel(one.linkedins, other.linkedins);
  if (setLevel(one.linkedinIds, other.linkedinIds) === 'same') found.linkedin = 'same';
  else if (slugs !== null) found.linkedin = slugs;
  for (const value of common(one.linkedins, other.linkedins)) found.sharedKeys.push(`l:${value}`);
  const github = setLevel(one.githubs, other.githubs);
  if (github !== null) found.github = github;
  for (const value of common(one.githubs, other.githubs)) found.sharedKeys.push(`g:${value}`);
  const accounts = common(one.accounts, other.accounts);
  if (accounts.length > 0) found.account = 'same';
  for (const value of accounts) found.sharedKeys.push(`a:${value}`);
}

function compareEmployers(
  one: readonly Position[],
  other: readonly Position[],
  found: Comparison,
): void {
  if (one.length === 0 || other.length === 0) return;
  const shared = new Set<string>();
  const cores = new Set<string>();
  let spells = 0;
  for (const ofOne of one) {
    for (const ofOther of other) {
      if (ofOne.core !== ofOther.core && !isPrefix(ofOne.employer, ofOther.employer)) continue;
      cores.add(ofOne.core);
      if (ofOne.employer !== ofOther.employer) continue;
      shared.add(ofOne.employer);
      if (ofOne.from !== null && ofOne.from === ofOther.from) spells += 1;
    }
  }
  const [employer] = shared;
  const [core] = cores;
  if (employer !== undefined) {
    found.employer = 'same';
    found.sharedEmployer = core ?? employer;
  } else if (core !== undefined) {
    found.employer = 'core';
    found.sharedEmployer = core;
  } else {
    found.employer = overlapInTime(one, other) ? 'different_now' : 'different';
  }
  if (spells >= 2) found.history = 'same_spells';
  else if (shared.size >= 2) found.history = 'several';
  else if (spells === 1) found.history = 'one_spell';
}

// "heliostone" of a domain or a short form against "heliostonehealth".
function isPrefix(one: string, other: string): boolean {
  if (one.length < 6 || other.length < 6) return false;
  return one.startsWith(other) || other.startsWith(one);
}

// Two employers in the same year contradict each other; in different years they are a career.
function overlapInTime(one: readonly Position[], other: readonly Position[]): boolean {
  return one.some((ofOne) =>
    other.some((ofOther) => {
      const [from, to] = spell(ofOne);
      const [otherFrom, otherTo] = spell(ofOther);
      if (from === null || to === null || otherFrom === null || otherTo === null) return false;
      return from < otherTo && otherFrom < to;
    }),
  );
}

function spell(position: Position): [number | null, number | null] {
  if (position.from === null) return [position.to, position.to === null ? null : position.to + 1];
  return [position.from, position.to ?? 9_999];
}

function comparePlaces(one: Traits, other: Traits, found: Comparison): void {
  const [city] = common(one.cities, other.cities);
  if (city !== undefined) {
    found.place = 'same_city';
    found.sharedCity = city;
    return;
  }
  const country = setLevel(one.countries, other.countries);
  if (country === 'different') found.place = 'other_country';
  else if (country === 'same' && one.cities.length > 0 && other.cities.length > 0) {
    found.place = 'same_country';
  }
}

function setLevel(one: readonly string[], other: readonly string[]): 'same' | 'different' | null {
  if (one.length === 0 || other.length === 0) return null;
  return one.some((value) => other.includes(value)) ? 'same' : 'different';
}

function common(one: readonly string[], other: readonly string[]): string[] {
  if (one.length === 0 || other.length === 0) return [];
  return one.filter((value) => other.includes(value));
}
