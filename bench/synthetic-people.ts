// Makes labelled sets of any size: humans, some of them alike, each found several times by sources that know
// different things and make different mistakes. The same seed makes the same set.

import type { ReceivedProfile } from '../src/core/people/received.ts';
import type { LabelledSet } from './identity-file.ts';
import { randomFrom } from './worlds/random.ts';
import type { Random } from './worlds/random.ts';
import { employerName, families, givens, places, rareFamily, titles } from './synthetic-names.ts';

export interface SyntheticOptions {
  profiles: number;
  seed: number;
  /** Share of humans made to look like another one. */
  lookAlikes?: number;
  /** Of the whole that this is a part of; as many as `profiles` where it is the whole. */
  population?: number;
  /** Numbers of humans and records begin behind this one. */
  startAt?: number;
}

interface Human {
  id: string;
  given: string;
  family: string;
  middle: string;
  born: number;
  place: readonly [string, string, string];
  history: { employer: string; title: string; from: number; to: number | null }[];
  personalEmails: string[];
  phone: string;
  slug: string;
  github: string | null;
  /** Behind the name in work addresses: colleagues of one name never share a mailbox. */
  mailNumber: string;
}

export function syntheticPeople(options: SyntheticOptions): LabelledSet {
  const random = randomFrom(options.seed);
  const set: LabelledSet = { recordIds: [], profiles: [], personIds: [], lookAlikes: [] };
  const employers = Math.max(
    120,
    Math.min(14_000, Math.floor((options.population ?? options.profiles) / 30)),
  );
  let before: Human | undefined;
  const startAt = options.startAt ?? 0;
  let count = startAt;
  while (set.profiles.length < options.profiles) {
    count += 1;
    const alike = random.chance(options.lookAlikes ?? 0.05) ? before : undefined;
    const human = aHuman(random, { number: count, employers, alike });
    if (alike !== undefined)
      set.lookAlikes?.push({ one: alike.id, other: human.id, how: 'same_name' });
    before = human;
    const hits = 1 + Math.floor(random.next() ** 1.3 * 6);
    for (let hit = 0; hit < hits && set.profiles.length < options.profiles; hit += 1) {
      const record = `S${startAt + set.profiles.length + 1}`;
      set.recordIds.push(record);
      set.personIds.push(human.id);
      set.profiles.push(aHit(random, human, record));
    }
  }
  return set;
}

function aHuman(
  random: Random,
  given: { number: number; employers: number; alike: Human | undefined },
): Human {
  const { alike } = given;
  const born = 1960 + random.below(42);
  const name = alike?.given ?? random.pick(givens);
  const family =
    alike?.family ??
    (random.chance(0.35)
      ? random.pick(families)
      : rareFamily(Math.floor(random.next() ** 2 * 60_000)));
  const place = alike !== undefined && random.chance(0.6) ? alike.place : random.pick(places);
  const history = aHistory(random, born, given.employers);
  const shared = alike !== undefined && random.chance(0.3) ? alike.history[0] : undefined;
  if (shared !== undefined && history[0] !== undefined) history[0].employer = shared.employer;
  const plain = `${ascii(name)}${ascii(family)}`;
  const number = given.number.toString(36);
  const provider = random.pick([
    'gmail.com',
    'gmail.com',
    'outlook.com',
    'yahoo.com',
    'icloud.com',
  ]);
  const local = random.pick([
    `${ascii(name)}.${ascii(family)}`,
    plain,
    `${ascii(name).charAt(0)}${ascii(family)}${born % 100}`,
    `${plain}${born % 100}`,
    `${ascii(family)}${ascii(name)}${given.number % 997}`,
  ]);
  // Whoever comes second finds the plain name taken.
  const taken = alike !== undefined || random.chance(0.5) ? `${given.number}` : '';
  return {
    id: `H${given.number}`,
    given: name,
    family,
    middle: random.pick('ABCDEFGHJKLMNPRSTW'.split('')),
    born,
    place,
    history,
    personalEmails: [`${local}${taken}@${provider}`],
    phone: phoneOf(random, place[2]),
    slug: random.chance(0.6)
      ? `${ascii(name)}-${ascii(family)}-${hex(random, 8)}`
      : `${plain}${number}`,
    mailNumber: alike !== undefined || random.chance(0.3) ? String(given.number) : '',
    github: random.chance(0.25) ? `${plain}${number}` : null,
  };
}

function aHistory(random: Random, born: number, employers: number): Human['history'] {
  const history: Human['history'] = [];
  let to: number | null = null;
  let end = 2026;
  const title = random.pick(titles);
  for (let spell = 0; spell < 1 + random.below(4); spell += 1) {
    const from = end - 1 - random.below(5);
    if (from < born + 18) break;
    const employer = employerName(Math.floor(random.next() ** 1.5 * employers));
    history.push({
      employer,
      title: spell === 0 || random.chance(0.5) ? title : random.pick(titles),
      from,
      to,
    });
    to = from;
    end = from;
  }
  return history;
}

// What one source knows of the human, and how it writes it.
function aHit(random: Random, human: Human, record: string): ReceivedProfile {
  const { place } = human;
  const source = random.pick([
    'people_search',
    'enrichment_a',
    'enrichment_b',
    'resume',
    'ats',
    'job_board',
    'code_search',
  ]);
  const spell =
    human.history[random.chance(0.8) ? 0 : random.below(human.history.length)] ?? human.history[0];
  const emails: ReceivedProfile['emails'] = [];
  const knowsPersonal = random.chance(source === 'people_search' ? 0.05 : 0.5);
  if (knowsPersonal)
    emails.push({
      value: random.pick(human.personalEmails),
      label: 'personal',
      status: 'unverified',
    });
  if (spell !== undefined && random.chance(0.25)) {
    emails.push({
      value: workEmail(human, spell.employer),
      label: 'work',
      status: random.chance(0.5) ? 'verified' : 'unverified',
    });
  }
  return {
    source,
    sourceEventId: record,
    foundAt: `20${20 + random.below(7)}-${pad(1 + random.below(12))}-${pad(1 + random.below(28))}T00:00:00.000Z`,
    externalId: `${source}-${record}`,
    name: writtenName(random, human),
    ...(random.chance(0.8) && spell !== undefined ? { title: spell.title } : {}),
    ...(random.chance(0.7) && spell !== undefined
      ? { employer: writtenEmployer(random, spell.employer) }
      : {}),
    ...(random.chance(0.7)
      ? { location: random.chance(0.8) ? `${place[0]}, ${place[1]}` : place[0] }
      : {}),
    emails,
    phones: random.chance(0.3) ? [{ value: human.phone, status: 'unverified' }] : [],
    profileUrls: [
      ...(random.chance(0.5) ? [`https://www.linkedin.com/in/${human.slug}/`] : []),
      ...(human.github !== null && random.chance(0.3)
        ? [`https://github.com/${human.github}`]
        : []),
    ],
    skills: [],
    tags: [],
    workHistory: random.chance(0.4)
      ? human.history.map((one) => ({
          employer: one.employer,
          title: one.title,
          startedOn: String(one.from),
          ...(one.to === null ? {} : { endedOn: String(one.to) }),
        }))
      : [],
  };
}

function writtenName(random: Random, human: Human): string {
  const { given, family, middle } = human;
  const roll = random.next();
  if (roll < 0.62) return `${given} ${family}`;
  if (roll < 0.7) return `${family}, ${given}`;
  if (roll < 0.78) return `${given} ${middle}. ${family}`;
  if (roll < 0.84) return `${given} ${family}`.toUpperCase();
  if (roll < 0.9) return ascii(`${given} ${family}`, true);
  if (roll < 0.94) return `${given.charAt(0)}. ${family}`;
  if (roll < 0.98) return misspelt(random, `${given} ${family}`);
  return given;
}

function misspelt(random: Random, name: string): string {
  const at = 1 + random.below(name.length - 2);
  return random.chance(0.5)
    ? name.slice(0, at) + name.slice(at + 1)
    : name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2);
}

function writtenEmployer(random: Random, employer: string): string {
  const roll = random.next();
  if (roll < 0.6) return employer;
  if (roll < 0.75)
    return `${employer} ${random.pick(['Inc.', 'LLC', 'Ltd', 'GmbH', 'Corporation'])}`;
  if (roll < 0.9) return employer.toUpperCase();
  return employer.split(' ')[0] ?? employer;
}

function workEmail(human: Human, employer: string): string {
  const domain = `${ascii(employer)}.example`;
  return `${ascii(human.given)}.${ascii(human.family)}${human.mailNumber}@${domain}`;
}

function phoneOf(random: Random, country: string): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => random.below(10)).join('');
  if (country === 'US' || country === 'CA')
    return `+1 ${2 + random.below(8)}${digits(2)} ${2 + random.below(8)}${digits(2)} ${digits(4)}`;
  return `+44 7${digits(9)}`;
}

function ascii(text: string, keepsSpaces = false): string {
  const plain = text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .replaceAll('ø', 'o');
  return keepsSpaces ? plain : plain.toLowerCase().replaceAll(/[^a-z]/g, '');
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.below(16).toString(16)).join('');
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
