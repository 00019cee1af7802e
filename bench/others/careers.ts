// People at universities and employers that hand out addresses and hand them on: students who leave, job changers whose
// mailbox the next one gets, fathers and sons, twins under one roof.

import type { LabelledSet } from '../identity-file.ts';
import { randomFrom } from '../worlds/random.ts';
import type { Random } from '../worlds/random.ts';
import { setMaker } from './labelled.ts';
import type { SetWish, WrittenRow } from './labelled.ts';

interface Spell {
  place: string;
  domain: string;
  title: string;
  from: number;
  to: number | null;
  mailbox: string;
}

interface Alum {
  id: string;
  given: string;
  family: string;
  familiar: string;
  suffix: string;
  wedName: string | null;
  born: number;
  home: readonly [string, string];
  personal: string;
  landline: string;
  mobile: string;
  slug: string;
  spells: Spell[];
}

const people =
  `Alexander/Alex Benjamin/Ben Catherine/Cathy Christopher/Chris Daniel/Dan Deborah/Debbie Edward/Ed Elizabeth/Liz
  Frederick/Fred Gabriel/Gabe Harold/Harry Isabella/Bella Jacqueline/Jackie Jonathan/Jon Joseph/Joe Kathleen/Kathy
  Lawrence/Larry Margaret/Meg Matthew/Matt Nathaniel/Nate Nicholas/Nick Patricia/Trish Peter/Pete Rebecca/Becky
  Richard/Rick Robert/Bob Samuel/Sam Stephanie/Steph Theodore/Ted Thomas/Tom Timothy/Tim Valerie/Val Victoria/Vicki
  Vincent/Vince William/Bill Zachary/Zach Amara/Amara Imani/Imani Mateo/Mateo Santiago/Santi Noor/Noor Ravi/Ravi Mei/Mei`
    .trim()
    .split(/\s+/)
    .map((entry) => entry.split('/') as [string, string]);
const families =
  `Smith Johnson Miller Anderson Garcia Nguyen Kim Lee Patel Chen Carter Reed Foster Hayes Boyd Wagner Fields
  Stone Burke Walsh Doyle Frank Horton Sparks Vance Whitaker Yoder Zimmerman Abbott Beasley Crane Dawson Ellison Fry Goode
  Hobbs Ingram Jarvis Kemp Lowery Mathis Norwood Odom Pruitt Rutledge Sweeney Tuttle Underhill Vaughn Weeks`.split(
    /\s+/,
  );
const parts = [
  'Ash',
  'Beck',
  'Cald',
  'Dray',
  'Eller',
  'Finch',
  'Gris',
  'Holm',
  'Iver',
  'Jess',
  'Kell',
  'Lund',
  'Mor',
  'Nor',
  'Os',
  'Pren',
  'Quill',
  'Rid',
  'Sel',
  'Thal',
];
const tails = [
  'aker',
  'bach',
  'den',
  'ers',
  'feld',
  'gren',
  'holt',
  'ing',
  'kin',
  'land',
  'mark',
  'nell',
  'quist',
  'rud',
  'strom',
  'vold',
  'wick',
];
const universities = [
  'Northfield University',
  'Lakeshore College',
  'Redstone Institute of Technology',
  'University of Eastmoor',
  'St Alban College',
  'Harborview State University',
];
const companies = [
  'Brightwater',
  'Cloverleaf Systems',
  'Dunmore Analytics',
  'Elkhorn Software',
  'Foxglove Health',
  'Gatehouse Media',
  'Highbridge Capital',
  'Ironwood Labs',
  'Junction Retail',
  'Keystone Mutual',
  'Lantern Robotics',
  'Mariner Freight',
  'Nettle & Rye',
  'Oakmont Energy',
  'Palisade Security',
  'Quarterdeck',
  'Rookery Games',
  'Saltmarsh Bio',
  'Tidewater Legal',
  'Umbra Optics',
];
const kindsOf = [
  '',
  ' Group',
  ' West',
  ' Europe',
  ' Digital',
  ' Partners',
  ' Studios',
  ' Insurance',
];
const homes: readonly (readonly [string, string])[] = [
  ['Minneapolis', 'MN'],
  ['Madison', 'WI'],
  ['Portland', 'OR'],
  ['Raleigh', 'NC'],
  ['Pittsburgh', 'PA'],
  ['Denver', 'CO'],
  ['Boston', 'MA'],
  ['Austin', 'TX'],
];
const jobs = [
  'Research Assistant',
  'Software Engineer',
  'Data Analyst',
  'Product Manager',
  'Account Executive',
  'Mechanical Engineer',
  'Attorney',
  'Resident Physician',
  'Lecturer',
  'Consultant',
];

export function careers(wish: SetWish): LabelledSet {
  const random = randomFrom(wish.seed * 7_451 + 29);
  const maker = setMaker(wish);
  const mailboxes = new Map<string, number>();
  const count = Math.max(20, Math.floor(wish.profiles / 30));
  let before: Alum | undefined;
  for (let number = 1; !maker.isFull(); number += 1) {
    const alum = anAlum(random, { number, mailboxes, companies: count });
    if (before !== undefined && random.chance(0.07)) {
      const how = random.pick(['father_son', 'twins', 'namesake_classmate', 'handed_on_mailbox']);
      makeAlike(random, { alum, before, how });
      maker.alike(before.id, alum.id, how);
    }
    before = alum;
    const hits = 1 + Math.floor(random.next() ** 1.3 * 6);
    for (let hit = 0; hit < hits; hit += 1) maker.add(alum.id, aRow(random, alum));
  }
  return maker.set;
}

function makeAlike(random: Random, given: { alum: Alum; before: Alum; how: string }): void {
  const { alum, before, how } = given;
  if (how === 'handed_on_mailbox') {
    const [spell] = before.spells;
    const [own] = alum.spells;
    // The next one in the same job, years later, under the same address.
    if (spell !== undefined && own !== undefined)
      Object.assign(own, {
        place: spell.place,
        domain: spell.domain,
        mailbox: spell.mailbox,
        title: spell.title,
      });
    return;
  }
  alum.family = before.family;
  alum.home = before.home;
  if (how === 'twins') {
    alum.born = before.born;
    alum.landline = before.landline;
    return;
  }
  alum.given = before.given;
  alum.familiar = before.familiar;
  if (how === 'father_son') {
    alum.born = before.born + 27;
    alum.landline = before.landline;
    alum.suffix = random.chance(0.6) ? 'Jr.' : '';
    before.suffix = random.chance(0.4) ? 'Sr.' : '';
    return;
  }
  const [spell] = alum.spells.toReversed();
  const theirs = before.spells.at(-1);
  if (spell !== undefined && theirs !== undefined) {
    spell.place = theirs.place;
    spell.domain = theirs.domain;
    spell.mailbox = `${spell.mailbox.replace(/\d+$/, '')}${random.below(90) + 10}`;
  }
}

function anAlum(
  random: Random,
  given: { number: number; mailboxes: Map<string, number>; companies: number },
): Alum {
  const { number, mailboxes } = given;
  const [first, familiar] = random.pick(people);
  const family = random.chance(0.45)
    ? random.pickEarly(families)
    : random.pick(parts) + random.pick(tails);
  const [g, f] = [first.toLowerCase(), family.toLowerCase()];
  const born = 1960 + random.below(43);
  const digits = (length: number): string =>
    Array.from({ length }, () => random.below(10)).join('');
  const mailboxAt = (domain: string, wish: string): string => {
    const address = `${wish}@${domain}`;
    const next = (mailboxes.get(address) ?? 0) + 1;
    mailboxes.set(address, next);
    return next === 1 ? wish : `${wish}${next}`;
  };
  const university = random.pick(universities);
  const [start] = [Math.max(2000, born + 18)];
  const uniDomain = `${university
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
    .slice(0, 12)}.example`;
  const spells: Spell[] = [
    {
      place: university,
      domain: uniDomain,
      title: 'Student',
      from: start,
      to: start + 4,
      mailbox: mailboxAt(uniDomain, `${g.charAt(0)}${f.slice(0, 6)}${start % 100}`),
    },
  ];
  let year = start + 4;
  const trade = random.pick(jobs);
  while (year < 2026 && spells.length < 5) {
    const years = 1 + random.below(5);
    const at = Math.floor(random.next() ** 1.4 * given.companies);
    const place = `${companies[at % companies.length]}${kindsOf[Math.floor(at / companies.length) % kindsOf.length]}`;
    const domain = `${place.toLowerCase().replaceAll(/[^a-z]/g, '')}.example`;
    const style = place.length % 3;
    const wish = style === 0 ? g : style === 1 ? `${g.charAt(0)}${f}` : `${g}.${f}`;
    spells.push({
      place,
      domain,
      title: random.chance(0.75) ? trade : random.pick(jobs),
      from: year,
      to: year + years >= 2026 ? null : year + years,
      mailbox: mailboxAt(domain, wish),
    });
    year += years;
  }
  return {
    id: `A${number}`,
    given: first,
    family,
    familiar,
    suffix: '',
    wedName: random.chance(0.06) ? random.pick(parts) + random.pick(tails) : null,
    born,
    home: random.pick(homes),
    personal: `${random.pick([`${g}.${f}${number}`, `${g}${f.charAt(0)}${born % 100}.${number}`, `${f}family${number}`, `${g.slice(0, 3)}${f.slice(0, 4)}${number}`])}@${random.pick(['gmail.com', 'gmail.com', 'yahoo.com', 'hotmail.com', 'icloud.com'])}`,
    landline: `+1 612 555 ${digits(4)}`.replace('555', `${2 + random.below(8)}${digits(2)}`),
    mobile: `+1 503 ${2 + random.below(8)}${digits(2)} ${digits(4)}`,
    slug: random.chance(0.5)
      ? `${g}-${f}-${digits(2)}${random.pick('abcdef'.split(''))}${digits(5)}`
      : `${g}${f}${number}`,
    spells: spells.toReversed(),
  };
}

const columns: Readonly<Record<string, string>> = {
  alumni_list: 'uni title home',
  registrar: 'uni phone',
  resume: 'mail phone title employer home history url',
  network_page: 'url title employer home',
  mail_finder: 'work title employer',
  conference: 'work employer',
  application: 'mail phone home',
  hr_export: 'work phone title employer',
};

function aRow(random: Random, alum: Alum): WrittenRow {
  const source = random.pick(Object.keys(columns));
  const knows = new Set(columns[source]?.split(' '));
  const has = (field: string): boolean => knows.has(field) && !random.chance(0.15);
  const year = 2012 + Math.floor(random.next() ** 0.6 * 15);
  const isSchool = knows.has('uni');
  const school = alum.spells.at(-1);
  const spell = isSchool
    ? school
    : (alum.spells.find(({ from }) => from <= year) ?? alum.spells[0]);
  const family = alum.wedName !== null && year > 2019 ? alum.wedName : alum.family;
  const given = random.chance(0.2) ? alum.familiar : alum.given;
  let name = `${given} ${family}`;
  if (random.chance(0.08)) name = `${family}, ${given}`;
  if (alum.suffix !== '' && random.chance(0.5)) name = `${name} ${alum.suffix}`;
  if (random.chance(0.03)) name = `${given.charAt(0)}. ${family}`;
  if (random.chance(0.04)) name = name.slice(0, -2) + name.slice(-1);
  return {
    source,
    day: `${Math.min(2026, year)}-0${1 + random.below(9)}-0${1 + random.below(9)}`,
    name,
    email: has('mail') ? alum.personal : undefined,
    workEmail:
      has('work') || (isSchool && random.chance(0.8))
        ? `${spell?.mailbox}@${spell?.domain}`
        : undefined,
    phone: has('phone') ? (random.chance(0.4) ? alum.landline : alum.mobile) : undefined,
    url: has('url') ? `https://linkedin.com/in/${alum.slug}/` : undefined,
    title: has('title') ? spell?.title : undefined,
    employer: has('employer') || isSchool ? spell?.place : undefined,
    location: has('home') ? alum.home.join(', ') : undefined,
    history: has('history')
      ? alum.spells
          .filter(({ from }) => from <= year)
          .map((one) => ({ employer: one.place, title: one.title, from: one.from, to: one.to }))
      : undefined,
  };
}
