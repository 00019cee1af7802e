// One hit of a human, the way tools tell it: another spelling, another profile address, a missing cell.

import type { Random } from '../random.ts';
import { nicknames } from './names.ts';
import { hitSources, soughtJobs } from './people.ts';
import type { HitSource, Hit, Human, SourcedEmail } from './people.ts';

export interface HitWish {
  human: Human;
  /** The hits of the same human so far. */
  earlier: readonly Hit[];
  /** Counts all hits: makes the id. */
  serial: number;
}

const sourcers = [
  { name: 'Robin Vale', email: 'robin.vale@sourcing.example' },
  { name: 'Mei Tanaka', email: 'mei.tanaka@sourcing.example' },
  { name: 'Óscar Ruiz', email: 'oscar.ruiz@sourcing.example' },
];
const tagPool = [
  'remote ok',
  'relocates',
  'ex-founder',
  'conference 2026',
  'referral?',
  'second try',
];
const verifiers = ['mailcheck.example', 'smtp probe'];
const firstFoundMs = Date.UTC(2026, 0, 5, 8);
const foundSpanMs = 60 * 24 * 3_600_000;

/** The next hit of that human; it shares an email, phone or profile address with an earlier one. */
export function describeHit({ human, earlier, serial }: HitWish, random: Random): Hit {
  const first = earlier[0];
  const link = first === undefined ? 'none' : chooseLink(first, random);
  const source = random.pick(hitSources);
  const name = writtenName(human, source, random);
  const foundAt = new Date(firstFoundMs + random.int(foundSpanMs / 1000) * 1000).toISOString();
  const emails = someEmails({ human, link, isFirst: first === undefined, foundAt }, random);
  const hasPhone = link === 'phone' || random.next() < 0.45;
  const hasProfile = link === 'profile' || random.next() < (first === undefined ? 0.85 : 0.35);
  // A first hit without any identifier would be nobody: it always keeps its profile address then.
  const mustHaveProfile = emails.length === 0 && !(hasPhone && human.phone !== undefined);
  return {
    humanKey: human.key,
    id: `hit-${String(serial + 1).padStart(6, '0')}`,
    externalId: `${source}-${human.key.slice('human-'.length)}`,
    source,
    job: first !== undefined && random.next() < 0.12 ? random.pick(soughtJobs) : human.job,
    firstName: name.first,
    lastName: name.last,
    headline: someHeadline(human, random),
    title: orEmpty(human.title, 0.85, random),
    employer: orEmpty(human.employer, 0.85, random),
    location: orEmpty(human.location, 0.75, random),
    emails,
    phones: hasPhone && human.phone !== undefined ? [random.pick(human.phone.writings)] : [],
    profileUrl: hasProfile || mustHaveProfile ? writtenProfileUrl(human.slug, random) : '',
    skills: random.next() < 0.6 ? human.skills : [],
    tags: random.next() < 0.4 ? [random.pick(tagPool)] : [],
    score: random.next() < 0.7 ? 40 + random.int(60) : undefined,
    workHistory: random.next() < 0.5 ? human.workHistory : [],
    sourcer: random.pick(sourcers),
    foundAt,
  };
}

/** Which key the new hit has in common with the first one: only keys the first one told. */
function chooseLink(first: Hit, random: Random): 'email' | 'phone' | 'profile' {
  const told: ('email' | 'phone' | 'profile')[] = [];
  if (first.emails.length > 0) told.push('email');
  if (first.phones.length > 0) told.push('phone');
  // Named twice: the profile address is what tools agree on most.
  if (first.profileUrl !== '') told.push('profile', 'profile');
  return random.pick(told);
}

function someEmails(
  hit: { human: Human; link: string; isFirst: boolean; foundAt: string },
  random: Random,
): SourcedEmail[] {
  const { human, foundAt } = hit;
  const emails: SourcedEmail[] = [];
  // A link by email needs every address the first hit may have told; both are written then.
  if (hit.link === 'email' || random.next() < 0.68) {
    emails.push(someEmail(human.personalEmail, foundAt, random));
  }
  if (hit.link === 'email' || random.next() < 0.25) {
    emails.push(someEmail(human.workEmail, foundAt, random));
  }
  return emails;
}

function someEmail(address: string, foundAt: string, random: Random): SourcedEmail {
  const shouts = random.next() < 0.12;
  const value = shouts ? address.replace(/^[a-z]+\.?[a-z]*/, (local) => capitals(local)) : address;
  if (random.next() < 0.4) return { value, isVerified: false };
  return { value, isVerified: true, verifiedBy: random.pick(verifiers), verifiedAt: foundAt };
}

function capitals(local: string): string {
  return local.replaceAll(/(^|\.)[a-z]/g, (letter) => letter.toUpperCase());
}

/** The extension reads the page as its owner wrote it; lists come in plain letters, some in capitals. */
function writtenName(
  human: Human,
  source: HitSource,
  random: Random,
): { first: string; last: string } {
  if (source === 'extension') return { first: human.given.own, last: human.family.own };
  const given = nicknames[human.given.own];
  const first = given !== undefined && random.next() < 0.4 ? given : human.given.plain;
  if (source === 'event-list' && random.next() < 0.3) {
    return { first: first.toUpperCase(), last: human.family.plain.toUpperCase() };
  }
  return { first, last: human.family.plain };
}

const profileHosts = [
  'https://www.linkedin.com',
  'http://www.linkedin.com',
  'https://linkedin.com',
  'https://de.linkedin.com',
  'https://m.linkedin.com',
  'www.linkedin.com',
  'linkedin.com',
];
const profileEnds = [
  '',
  '/',
  '?trk=public_profile',
  '/?originalSubdomain=fr',
  '/en',
  '#experience',
];

function writtenProfileUrl(slug: string, random: Random): string {
  const shown = random.next() < 0.5 ? encodeURIComponent(slug) : slug;
  const cased = random.next() < 0.1 ? shown.replace('fx', 'FX') : shown;
  return `${random.pick(profileHosts)}/in/${cased}${random.pick(profileEnds)}`;
}

function someHeadline(human: Human, random: Random): string {
  const draw = random.next();
  if (draw < 0.35) return '';
  if (draw < 0.6) return `${human.title} at ${human.employer}`;
  if (draw < 0.8) return `${human.title} | "builds calm systems", ${human.location}`;
  return `${human.title}\nopen to talk`;
}

function orEmpty(text: string, chance: number, random: Random): string {
  return random.next() < chance ? text : '';
}
