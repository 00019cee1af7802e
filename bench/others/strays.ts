// Scraps: a page of a network, a list of speakers, a login, a name beside an employer. Few rows hold an address, many
// hold nothing but a name and one thing more.

import type { LabelledSet } from '../identity-file.ts';
import { cultures } from '../worlds/cultures.ts';
import type { Culture, CultureName, WrittenName } from '../worlds/cultures.ts';
import { plainLetters, withoutMarks } from '../worlds/human.ts';
import { randomFrom } from '../worlds/random.ts';
import type { Random } from '../worlds/random.ts';
import { setMaker } from './labelled.ts';
import type { SetWish, WrittenRow } from './labelled.ts';

interface Stray {
  id: string;
  name: WrittenName;
  place: Culture['places'][number];
  employer: string;
  earlier: string;
  title: string;
  slug: string;
  login: string;
  email: string;
  phone: string;
}

const cultureNames = Object.keys(cultures) as CultureName[];
const firms =
  'Acorn Audit|Bluefin Biotech|Cinder Studios|Dockside Shipping|Emberly|Flint & Fable|Glasshouse Software|Hearthstone Insurance|Inkwell Publishing|Jetty Travel|Kiln Ceramics|Loom Textiles|Moonraker Space|Nimble Payroll|Orbital Dynamics|Paperboat Games|Quiver Analytics|Riverbed Networks|Sparrow Mobility|Thistle Pharma|Undertow Energy|Vellum Legal|Wayfarer Maps|Yonder Telecom'.split(
    '|',
  );
const branches = [
  '',
  'Asia',
  'Research',
  'Cloud',
  'Services',
  'Ventures',
  'Nordic',
  'Manufacturing',
  'Retail',
  'Foundation',
];
const titles =
  'Engineer|Senior Engineer|Head of Design|Analyst|Scientist|Account Manager|Buyer|Editor|Planner|Technician|Director|Intern'.split(
    '|',
  );

export function strays(wish: SetWish): LabelledSet {
  const random = randomFrom(wish.seed * 5_701 + 41);
  const maker = setMaker(wish);
  const firmCount = Math.max(60, Math.floor(wish.profiles / 10));
  const taken = new Set<string>();
  for (let number = 1; !maker.isFull(); number += 1) {
    const stray = aStray(random, { number, firmCount, taken });
    const hits = 1 + Math.floor(random.next() ** 1.5 * 5);
    for (let hit = 0; hit < hits; hit += 1) maker.add(stray.id, aRow(random, stray));
  }
  return maker.set;
}

function aStray(
  random: Random,
  given: { number: number; firmCount: number; taken: Set<string> },
): Stray {
  const { number, taken } = given;
  const culture = cultures[random.pick(cultureNames)];
  const name = culture.nameOf(random);
  const place = random.pick(culture.places);
  const firm = (): string => {
    const at = Math.floor(random.next() ** 1.6 * given.firmCount);
    const round = Math.floor(at / firms.length);
    const branch = branches[round % branches.length] ?? '';
    return `${firms[at % firms.length]} ${branch}${round >= branches.length ? ` ${round}` : ''}`.trim();
  };
  const [g, f] = [plainLetters(name.given), plainLetters(name.family)];
  const free = (text: string): string => {
    let found = text;
    for (let next = 2; taken.has(found); next += 1) found = `${text}${next}`;
    taken.add(found);
    return found;
  };
  return {
    id: `X${number}`,
    name,
    place,
    employer: firm(),
    earlier: firm(),
    title: random.pick(titles),
    slug: free(
      random.pick([`${g}-${f}`, `${g}${f}`, `${g}-${f}-${number.toString(16).padStart(6, '0')}a1`]),
    ),
    login: free(random.pick([`${g}${f}`, `${g}-${f}`, `${f}${number % 97}`, `pixel${number}`])),
    email: `${free(random.pick([`${g}.${f}`, `${f}.${g}`, `${g}${number}`]))}@${random.pick(['gmail.com', 'proton.me', 'outlook.com'])}`,
    phone: `${place[3]}${2 + random.below(8)}${Array.from({ length: place[4] - 1 }, () => random.below(10)).join('')}`,
  };
}

const shapes: readonly (readonly [string, number])[] = [
  ['name employer', 4],
  ['name employer title', 3],
  ['name employer place', 3],
  ['name place title', 2],
  ['url', 3],
  ['url employer title place', 5],
  ['url place', 2],
  ['login', 2],
  ['login mail place', 1.5],
  ['mail', 2],
  ['mail employer', 2],
  ['mail phone place', 1.5],
  ['phone employer', 1],
];
const shapesTotal = shapes.reduce((sum, [, share]) => sum + share, 0);

function aRow(random: Random, stray: Stray): WrittenRow {
  let roll = random.next() * shapesTotal;
  const found = shapes.find(([, share]) => (roll -= share) <= 0) ?? shapes[0];
  const shape = new Set(found?.[0].split(' '));
  const { name } = stray;
  const given =
    random.chance(0.12) && name.givenAlso.length > 0 ? random.pick(name.givenAlso) : name.given;
  const family =
    random.chance(0.1) && name.familyAlso.length > 0 ? random.pick(name.familyAlso) : name.family;
  let text = random.chance(0.07) && name.native !== null ? name.native : `${given} ${family}`;
  if (random.chance(0.06)) text = `${family} ${given}`;
  if (random.chance(0.1)) text = withoutMarks(text);
  if (random.chance(0.03)) text = `${given} ${family.charAt(0)}.`;
  if (random.chance(0.03) && text.length > 5) text = text.slice(0, 3) + text.slice(4);
  if (shape.has('login') && random.chance(0.3)) text = stray.login;
  const employer = random.chance(0.12) ? stray.earlier : stray.employer;
  return {
    source: `list_${random.below(5)}`,
    day: `20${21 + random.below(6)}-0${1 + random.below(9)}-0${1 + random.below(9)}`,
    name: text,
    email: shape.has('mail') ? stray.email : undefined,
    phone: shape.has('phone') ? stray.phone : undefined,
    url: shape.has('url') ? `https://www.linkedin.com/in/${stray.slug}` : undefined,
    github: shape.has('login') ? `https://github.com/${stray.login}` : undefined,
    title: shape.has('title') ? stray.title : undefined,
    employer: shape.has('employer') ? employer : undefined,
    location: shape.has('place') ? `${stray.place[0]}, ${stray.place[1]}` : undefined,
  };
}
