// Sheets that staffing agencies send: typed by hand, a candidate in several of them and sometimes twice in one, the
// agency's own number and mailbox where a candidate's should be, columns that an agency never fills.

import type { LabelledSet } from '../identity-file.ts';
import { withoutMarks } from '../worlds/human.ts';
import { randomFrom } from '../worlds/random.ts';
import type { Random } from '../worlds/random.ts';
import { setMaker } from './labelled.ts';
import type { SetWish, WrittenRow } from './labelled.ts';

interface Candidate {
  id: string;
  given: string;
  family: string;
  email: string;
  phone: string;
  slug: string;
  town: readonly [string, string];
  jobs: { employer: string; title: string; from: number; to: number | null }[];
}

interface Agency {
  name: string;
  order: 'given' | 'family' | 'comma';
  isInCapitals: boolean;
  switchboard: string;
  recruiter: string;
  /** Chance that a column is filled; 0: the sheet does not have it. */
  fills: Readonly<Record<'email' | 'phone' | 'url' | 'employer' | 'title' | 'town', number>>;
  /** Chance that the agency puts its own contact there. */
  own: number;
  slips: number;
}

const givens =
  `Mary James Patricia Robert Linda Michael Susan David Karen Thomas Nancy Mark Sandra Paul Ashley
  Steven Donna Andrew Carol Kevin Ruth Brian Sharon George Laura Edward Amy Jason Angela Ryan Heather Eric Nicole Stephen
  Maria Juan Rosa Carlos Ana Luis Priya Amit Sunita Raj Wei Li Mei Chen Thanh Hoa Fatima Omar Aisha Ali Kwame Ama Chidi
  Ngozi Siobhan Declan Aoife Niamh Rhys Carys Ewan Isla Bronwyn Gethin Tamsin Piotr Ewa Jakub Zofia`.split(
    /\s+/,
  );
const commonFamilies =
  `Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker White Thompson Khan
  Lewis Evans Thomas Roberts Hughes Edwards Green Hall Wood Harris Clarke Jackson Murphy Kelly Byrne Nguyen Garcia Ali
  Kowalski Okafor Mensah Singh`.split(/\s+/);
const beginnings =
  'Ack Bar Black Bran Carl Cross Den Dun Elm Fair Farn Gold Hart Hazel Holl Kings Lang Long Marsh Mill North Oak Pem Ran Red Rush Sand Shep Stan Thorn Wake West Whit Win'.split(
    ' ',
  );
const ends =
  'bourne bury by cliffe combe don field ford gate ham hurst ley low more shaw stead stock ton well wick worth'.split(
    ' ',
  );
const towns: readonly (readonly [string, string])[] = [
  ['Leeds', 'UK'],
  ['Bristol', 'United Kingdom'],
  ['Cardiff', 'Wales'],
  ['Glasgow', 'Scotland'],
  ['Birmingham', 'England'],
  ['Dublin', 'Ireland'],
  ['Cork', 'Ireland'],
  ['Houston', 'TX'],
  ['Phoenix', 'AZ'],
  ['Columbus', 'OH'],
  ['Charlotte', 'NC'],
  ['Tampa', 'FL'],
];
const trades =
  'Warehouse Operative|Forklift Driver|Staff Nurse|Care Assistant|Electrician|Welder|Payroll Clerk|Bookkeeper|HGV Driver|Receptionist|Site Manager|Quantity Surveyor|Chef de Partie|Java Developer|Test Analyst|Service Desk Analyst|Credit Controller|Teaching Assistant'.split(
    '|',
  );
const employersOf =
  'Northgate|Bellway|Croft & Sons|Harrier Foods|Marlow Care|Penhale|Ridgeway NHS Trust|Saltire Freight|Tarn Valley|Upton Engineering|Vale Logistics|Weston Bakeries|Ashdown Homes|Brackley Motors|Calder Steel|Drayton Partners|Eastfield Academy|Fenwick Stores|Garrick Hotels|Hallam University Hospital'.split(
    '|',
  );

export function agencies(wish: SetWish): LabelledSet {
  const random = randomFrom(wish.seed * 6_151 + 17);
  const maker = setMaker(wish);
  const offices = Array.from({ length: 6 + Math.floor(wish.profiles / 400) }, (_none, at) =>
    anAgency(random, at),
  );
  const employers = employerNames(Math.max(60, Math.floor(wish.profiles / 12)));
  let before: Candidate | undefined;
  for (let number = 1; !maker.isFull(); number += 1) {
    const candidate = aCandidate(random, number, employers);
    if (before !== undefined && random.chance(0.05)) {
      maker.alike(before.id, candidate.id, likened(random, candidate, before));
    }
    before = candidate;
    const sheets = 1 + Math.floor(random.next() ** 1.4 * 6);
    for (let sheet = 0; sheet < sheets; sheet += 1) {
      maker.add(candidate.id, aRow(random, candidate, random.pick(offices)));
    }
  }
  return maker.set;
}

function likened(random: Random, candidate: Candidate, before: Candidate): string {
  const how = random.pick(['namesake', 'household', 'successor']);
  if (how === 'household') {
    candidate.family = before.family;
    candidate.phone = before.phone;
    candidate.town = before.town;
  } else if (how === 'namesake') {
    candidate.given = before.given;
    candidate.family = before.family;
    candidate.town = before.town;
  } else {
    candidate.phone = before.phone;
  }
  return how;
}

function anAgency(random: Random, at: number): Agency {
  const share = (none: number, from: number): number =>
    random.chance(none) ? 0 : from + random.next() * (1 - from);
  return {
    name: `agency_${at}`,
    order: random.pick(['given', 'given', 'family', 'comma']),
    isInCapitals: random.chance(0.25),
    switchboard: `+44 20 7946 0${String(100 + at)}`,
    recruiter: `${random.pick(givens).toLowerCase()}@talent-${at}.example`,
    fills: {
      email: share(0.15, 0.6),
      phone: share(0.2, 0.5),
      url: share(0.6, 0.3),
      employer: share(0.15, 0.6),
      title: share(0.1, 0.6),
      town: share(0.15, 0.6),
    },
    own: random.chance(0.5) ? 0 : 0.05 + random.next() * 0.25,
    slips: 0.02 + random.next() * 0.1,
  };
}

function employerNames(count: number): string[] {
  return Array.from({ length: count }, (_none, at) => {
    const base = employersOf[at % employersOf.length] ?? '';
    const round = Math.floor(at / employersOf.length);
    return round === 0
      ? base
      : `${beginnings[(at * 7) % beginnings.length]}${ends[(at * 3) % ends.length]} ${base.split(' ').at(-1)}`;
  });
}

function aCandidate(random: Random, number: number, employers: readonly string[]): Candidate {
  const given = random.pickEarly(givens);
  const family = random.chance(0.4)
    ? random.pickEarly(commonFamilies)
    : random.pick(beginnings) + random.pick(ends);
  const [g, f] = [given.toLowerCase(), family.toLowerCase()];
  const tail = random.chance(0.6) ? String(number % 1_000) : `${number}x`;
  const local = random.pick([
    `${g}.${f}${tail}`,
    `${g}${f}${tail}`,
    `${g.charAt(0)}${f}${tail}`,
    `${f}.${g}.${tail}`,
    `the${f}s${number}`,
    `${random.pick(['sunny', 'blue', 'rover', 'kitkat', 'moto'])}${number}`,
  ]);
  const title = random.pick(trades);
  const jobs: Candidate['jobs'] = [];
  let end = 2026;
  for (let job = 0; job < 1 + random.below(3); job += 1) {
    const from = end - 1 - random.below(4);
    jobs.push({ employer: random.pickEarly(employers), title, from, to: job === 0 ? null : end });
    end = from;
  }
  const isBritish = random.chance(0.6);
  const town = random.pick(isBritish ? towns.slice(0, 7) : towns.slice(7));
  const digits = (count: number): string =>
    Array.from({ length: count }, () => random.below(10)).join('');
  return {
    id: `C${number}`,
    given,
    family,
    email: `${local}@${random.pick(['gmail.com', 'hotmail.co.uk', 'yahoo.co.uk', 'outlook.com', 'btinternet.com', 'icloud.com'])}`,
    phone: isBritish
      ? `07${digits(9)}`
      : `(${2 + random.below(7)}${digits(2)}) ${2 + random.below(7)}${digits(2)}-${digits(4)}`,
    slug: `${g}-${f}-${digits(3)}${random.pick('abcdef'.split(''))}${digits(4)}`,
    town,
    jobs,
  };
}

function aRow(random: Random, candidate: Candidate, agency: Agency): WrittenRow {
  const { fills } = agency;
  const job = random.chance(0.8) ? candidate.jobs[0] : random.pick(candidate.jobs);
  const fill = (column: keyof Agency['fills'], text: string): string | undefined => {
    if (random.chance(fills[column])) return text;
    return random.chance(0.1) ? random.pick(['N/A', '-', 'n/a', 'TBC', 'unknown', '0']) : undefined;
  };
  const isOwn = random.chance(agency.own);
  const isSwitchboard = random.chance(agency.own);
  const place = random.chance(0.5) ? candidate.town.join(', ') : candidate.town[0];
  return {
    source: agency.name,
    day: `20${20 + random.below(7)}-0${1 + random.below(9)}-1${random.below(10)}`,
    name: writtenName(random, candidate, agency),
    email: fill(
      'email',
      isOwn ? agency.recruiter : slipped(random, candidate.email, agency.slips / 4),
    ),
    phone: fill('phone', isSwitchboard ? agency.switchboard : writtenPhone(random, candidate)),
    url: random.chance(fills.url) ? `www.linkedin.com/in/${candidate.slug}` : undefined,
    employer: fill(
      'employer',
      slipped(random, writtenEmployer(random, job?.employer ?? ''), agency.slips / 3),
    ),
    title: fill(
      'title',
      random.chance(0.2) ? (job?.title ?? '').toLowerCase() : (job?.title ?? ''),
    ),
    location: fill('town', random.chance(0.1) ? place.toUpperCase() : place),
  };
}

function writtenEmployer(random: Random, employer: string): string {
  if (random.chance(0.15)) return `${employer} ${random.pick(['Ltd', 'Limited', 'PLC', 'Inc'])}`;
  if (random.chance(0.1)) return employer.replace('&', 'and');
  return random.chance(0.08) ? (employer.split(' ')[0] ?? employer) : employer;
}

function writtenName(random: Random, candidate: Candidate, agency: Agency): string {
  const given = random.chance(0.04) ? `${candidate.given.charAt(0)}.` : candidate.given;
  let text = `${given} ${candidate.family}`;
  if (agency.order === 'family') text = `${candidate.family} ${given}`;
  if (agency.order === 'comma') text = `${candidate.family}, ${given}`;
  if (random.chance(0.03))
    text = `${random.pick(['Mr', 'Mrs', 'Ms'])} ${given} ${candidate.family}`;
  text = slipped(random, text, agency.slips);
  return withoutMarks(agency.isInCapitals ? text.toUpperCase() : text);
}

function writtenPhone(random: Random, candidate: Candidate): string {
  const { phone } = candidate;
  if (phone.startsWith('07')) {
    const roll = random.next();
    if (roll < 0.4) return `${phone.slice(0, 5)} ${phone.slice(5)}`;
    return roll < 0.7 ? `+44 (0)${phone.slice(1)}` : `0044${phone.slice(1)}`;
  }
  return random.chance(0.4) ? phone : phone.replaceAll(/\D/g, '.').replace(/^\./, '');
}

function slipped(random: Random, text: string, chance: number): string {
  if (!random.chance(chance) || text.length < 4) return text;
  const at = 1 + random.below(text.length - 2);
  const kind = random.below(4);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + text.charAt(at) + text.slice(at);
  if (kind === 2)
    return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
  return text.slice(0, at) + random.pick('aeinorstl'.split('')) + text.slice(at + 1);
}
