// Makes synthetic humans and their sourcing hits from a seed: the same seed gives the same people, for ever.

import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { describeHit } from './describe-hit.ts';
import { nameRegions } from './names.ts';
import type { NameRegion } from './names.ts';
import { soughtJobs } from './people.ts';
import type { HeldPosition, Hit, Human, Population } from './people.ts';
import { employers, mailDomains, phoneBook, placesByRegion } from './places.ts';

export interface PopulationWish {
  seed: string;
  /** How many hits in all; the humans are fewer. */
  hitCount: number;
}

const hitsMax = 2_000_000;
const titles = [
  'Staff Engineer',
  'Site Reliability Engineer',
  'Data Engineer, Payments',
  'Senior Backend Developer',
  'Engineering Manager',
  'Machine Learning Scientist',
  'Ingénieure logiciel',
  'ソフトウェアエンジニア',
  'Principal Product Designer',
];
const skillPool = [
  'Go',
  'TypeScript',
  'PostgreSQL',
  'Kubernetes',
  'C++',
  'Rust',
  'Kafka',
  'PyTorch',
  'Observability',
  'Distributed systems',
  'Accessibility',
  'Français',
];

/** Humans and hits; every hit after a human's first shares an exact identifier with an earlier one. */
export function generatePeople({ seed, hitCount }: PopulationWish): Population {
  if (!Number.isInteger(hitCount) || hitCount < 1 || hitCount > hitsMax) {
    throw new Error(`hitCount must be a whole number from 1 to ${hitsMax}`);
  }
  const random = createRandom(`people ${seed}`);
  const phones = phoneBook();
  const humans: Human[] = [];
  const hits: Hit[] = [];
  while (hits.length < hitCount) {
    const human = someHuman(random, humans.length, phones);
    humans.push(human);
    const wanted = Math.min(howManyHits(random), hitCount - hits.length);
    const own: Hit[] = [];
    for (let index = 0; index < wanted; index += 1) {
      own.push(describeHit({ human, earlier: own, serial: hits.length + index }, random));
    }
    hits.push(...own);
  }
  return { humans, hits: shuffled(hits, random) };
}

function howManyHits(random: Random): number {
  const draw = random.next();
  if (draw < 0.58) return 1;
  if (draw < 0.84) return 2;
  return draw < 0.96 ? 3 : 4;
}

function someHuman(random: Random, serial: number, phones: ReturnType<typeof phoneBook>): Human {
  const region = random.pick(nameRegions);
  const given = random.pick(region.given);
  const family = random.pick(region.family);
  const employer = random.pick(employers);
  // The serial keeps two namesakes apart: same name, two humans.
  const local = `${latin(given.plain)}.${latin(family.plain)}`;
  return {
    key: `human-${String(serial + 1).padStart(6, '0')}`,
    region: region.region,
    given,
    family,
    isFamilyFirst: region.isFamilyFirst,
    personalEmail: `${local}.${serial + 1}@${random.pick(mailDomains)}`,
    workEmail: `${local.replace('.', random.next() < 0.5 ? '_' : '-')}${serial + 1}@${employer.domain}`,
    phone: random.next() < 0.7 ? phones.take(region.region) : undefined,
    slug: slugOf({ region, given, family }, random),
    title: random.pick(titles),
    employer: employer.name,
    location: random.pick(placesByRegion[region.region]),
    skills: someSkills(random),
    workHistory: someWorkHistory(random, employer.name),
    job: random.pick(soughtJobs),
  };
}

/** Half of the people with another script carry it in the address of their profile. */
function slugOf(
  name: {
    region: NameRegion;
    given: { own: string; plain: string };
    family: { own: string; plain: string };
  },
  random: Random,
): string {
  const mark = `fx${random.hex(9)}`;
  if (random.next() < 0.3) {
    const own = `${name.given.own}-${name.family.own}`
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}]+/gu, '-');
    return `${own.normalize('NFC')}-${mark}`;
  }
  return `${latin(name.given.plain)}-${latin(name.family.plain)}-${mark}`;
}

function latin(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]+/g, '');
}

function someSkills(random: Random): string[] {
  const count = 2 + random.int(4);
  return shuffled(skillPool, random).slice(0, count);
}

function someWorkHistory(random: Random, employer: string): HeldPosition[] {
  const started = 2019 + random.int(6);
  const history: HeldPosition[] = [
    { employer, title: random.pick(titles), startedOn: `${started}-0${1 + random.int(9)}` },
  ];
  if (random.next() < 0.6) {
    history.push({
      employer: random.pick(employers).name,
      title: random.pick(titles),
      startedOn: `${started - 3}-1${random.int(3)}`,
      endedOn: `${started - 1}-12`,
    });
  }
  return history;
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const copy = [...items];
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = random.int(index + 1);
    const kept = copy[index] as Item;
    copy[index] = copy[other] as Item;
    copy[other] = kept;
  }
  return copy;
}
