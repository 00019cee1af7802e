// What a source knows of a synthetic human, and how it writes it: every source knows other things and makes other
// mistakes.

import type { ReceivedContact, ReceivedProfile } from '../../src/core/people/received.ts';
import { plainLetters, withoutMarks } from './human.ts';
import type { Human } from './human.ts';
import type { Random } from './random.ts';

/** Shares of hits that carry the mistake. */
export interface Mistakes {
  slip: number;
  cutName: number;
  familiar: number;
  otherScript: number;
  withoutMarks: number;
  reordered: number;
  capitals: number;
  singleName: number;
  decorated: number;
  /** A mailbox of an agency or an office, or a placeholder, where one of a human should be. */
  foreignMail: number;
  /** The number of an office or agency. */
  foreignPhone: number;
  oldJob: number;
  /** A number or address of somebody else that a source attached by mistake. */
  mixedUp: number;
  /** Of values a source would know. */
  missing: number;
}

const knows: Readonly<Record<string, readonly string[]>> = {
  people_search: ['linkedin', 'title', 'employer', 'place', 'history'],
  code_search: ['github', 'mail', 'place'],
  enrichment_a: ['linkedin', 'title', 'employer', 'place', 'work', 'mail', 'phone', 'history'],
  enrichment_b: ['linkedin', 'title', 'employer', 'work', 'place'],
  resume: ['mail', 'phone', 'linkedin', 'title', 'employer', 'place', 'history'],
  job_board: ['mail', 'phone', 'title', 'employer', 'place'],
  referral: ['mail', 'phone', 'employer'],
  ats: ['mail', 'phone', 'linkedin', 'title', 'employer', 'place'],
};
const sources = Object.keys(knows);

export function aHit(
  random: Random,
  given: { human: Human; other: Human; record: string; mistakes: Mistakes },
): ReceivedProfile {
  const { human, record, mistakes } = given;
  const mixed = (): Human => (random.chance(mistakes.mixedUp) ? given.other : human);
  const source = human.github === null || random.chance(0.7) ? random.pick(sources) : 'code_search';
  const year = 2017 + Math.floor(Math.sqrt(random.next()) * 10);
  const has = (what: string): boolean =>
    knows[source]?.includes(what) === true && !random.chance(mistakes.missing);
  const spell = spellAt(random, human, { year, oldJob: mistakes.oldJob });
  const place = human.laterPlace !== null && year > 2022 ? human.laterPlace : human.place;
  return {
    source,
    sourceEventId: record,
    foundAt: `${year}-${two(1 + random.below(12))}-${two(1 + random.below(28))}T00:00:00.000Z`,
    externalId: `${source}-${record}`,
    name: nameOf(random, { human, year, mistakes, source }),
    ...(has('title') ? { title: titleOf(random, spell.title) } : {}),
    ...(has('employer') ? { employer: employerOf(random, spell.employer) } : {}),
    ...(has('place') ? { location: placeOf(random, place) } : {}),
    emails: [
      ...(has('mail') ? [personalMail(random, mixed(), mistakes)] : []),
      ...(has('work') ? [workMail(random, human, { employer: spell.employer, mistakes })] : []),
    ],
    phones: has('phone')
      ? [{ value: phoneOf(random, mixed(), mistakes), status: 'unverified' }]
      : [],
    profileUrls: [
      ...(has('linkedin') ? [linkedinOf(random, human, year)] : []),
      ...(has('github') && human.github !== null ? [githubOf(random, human.github)] : []),
    ],
    skills: [],
    tags: [],
    workHistory: has('history') && random.chance(0.7) ? historyOf(human, year) : [],
  };
}

function spellAt(
  random: Random,
  human: Human,
  at: { year: number; oldJob: number },
): Human['career'][number] {
  const index = human.career.findIndex((spell) => spell.from <= at.year);
  const shift = random.chance(at.oldJob) ? 1 : 0;
  const found = human.career[Math.min(human.career.length - 1, Math.max(0, index) + shift)];
  return found ?? { employer: 'Unknown', title: '', from: 2020, to: null };
}

function historyOf(human: Human, year: number): ReceivedProfile['workHistory'] {
  return human.career
    .filter((spell) => spell.from <= year)
    .map(({ employer, title, from, to }) => ({
      employer,
      title,
      startedOn: String(from),
      ...(to === null || to > year ? {} : { endedOn: String(to) }),
    }));
}

function nameOf(
  random: Random,
  given: { human: Human; year: number; mistakes: Mistakes; source: string },
): string {
  const { human, year, mistakes, source } = given;
  const { name } = human;
  if (source === 'code_search' && human.github !== null && random.chance(0.15)) return human.github;
  if (name.native !== null && random.chance(mistakes.otherScript)) return name.native;
  let givenName =
    random.chance(mistakes.familiar) && name.givenAlso.length > 0
      ? random.pick(name.givenAlso)
      : name.given;
  const changed = human.laterFamily !== null && year > 2021;
  let family = changed ? (human.laterFamily ?? name.family) : name.family;
  if (!changed && name.familyAlso.length > 0 && random.chance(mistakes.familiar))
    family = random.pick(name.familyAlso);
  if (random.chance(mistakes.singleName)) return givenName;
  if (random.chance(mistakes.cutName)) givenName = `${givenName.charAt(0)}.`;
  if (random.chance(0.1)) givenName = `${givenName} ${human.middle}.`;
  const suffix = human.suffix !== '' && random.chance(0.6) ? ` ${human.suffix}` : '';
  let text = random.chance(mistakes.reordered)
    ? random.pick([`${family}, ${givenName}`, `${family} ${givenName}`])
    : `${givenName} ${family}${suffix}`;
  if (random.chance(mistakes.slip)) text = slipOf(random, text);
  if (random.chance(mistakes.withoutMarks)) text = withoutMarks(text);
  if (random.chance(mistakes.capitals))
    text = random.chance(0.6) ? text.toUpperCase() : text.toLowerCase();
  if (random.chance(mistakes.decorated))
    text += random.pick([', MBA', ', PhD', ' (she/her)', ' ✨', ' - Hiring!']);
  return text;
}

function slipOf(random: Random, text: string): string {
  const at = 1 + random.below(Math.max(1, text.length - 2));
  const kind = random.below(3);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 1)
    return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
  return `${text.slice(0, at)}${random.pick('aeinorst'.split(''))}${text.slice(at + 1)}`;
}

function titleOf(random: Random, title: string): string {
  const roll = random.next();
  if (roll < 0.6) return title;
  if (roll < 0.8)
    return title.replace('Senior', 'Sr.').replace('Engineer', 'Eng.').replace('Manager', 'Mgr');
  return `${random.pick(['Senior', 'Staff', 'Lead'])} ${title.replace('Senior ', '')}`;
}

function employerOf(random: Random, employer: string): string {
  const roll = random.next();
  const [core = employer] = employer.split(' ');
  if (roll < 0.6) return employer;
  if (roll < 0.75)
    return `${employer} ${random.pick(['Inc.', 'LLC', 'Ltd', 'GmbH', 'S.L.', 'Corporation', 'Pvt. Ltd.'])}`;
  if (roll < 0.85) return random.chance(0.5) ? employer.toUpperCase() : employer.toLowerCase();
  return roll < 0.95 ? core : `${employer} | ${core}`;
}

function placeOf(random: Random, place: Human['place']): string {
  const roll = random.next();
  if (roll < 0.65) return `${place[0]}, ${place[1]}`;
  if (roll < 0.85) return place[0];
  return roll < 0.95 ? `Greater ${place[0]} Area` : place[1];
}

function personalMail(random: Random, human: Human, mistakes: Mistakes): ReceivedContact {
  if (random.chance(mistakes.foreignMail)) {
    const value = random.pick(['info@', 'candidates@', 'jobs@', 'anna.reyes@', 'hr@']);
    return {
      value: random.chance(0.3) ? 'na@na.com' : `${value}hirewell-${random.below(9)}.example`,
      label: 'personal',
      status: 'unverified',
    };
  }
  const [local = '', domain = ''] = random.pick(human.emails).split('@');
  const roll = random.next();
  let value = `${local}@${domain}`;
  if (roll < 0.1) value = value.toUpperCase();
  else if (roll < 0.15 && domain === 'gmail.com')
    value = `${local.slice(0, 3)}.${local.slice(3)}@${domain}`.replace('..', '.');
  else if (roll < 0.2 && domain !== 'yahoo.com') value = `${local}+jobs@${domain}`;
  return { value, label: 'personal', status: random.chance(0.3) ? 'verified' : 'unverified' };
}

function workMail(
  random: Random,
  human: Human,
  at: { employer: string; mistakes: Mistakes },
): ReceivedContact {
  const domain = `${plainLetters(at.employer)}.example`;
  if (random.chance(at.mistakes.foreignMail))
    return { value: `contact@${domain}`, label: 'work', status: 'unverified' };
  const own = human.workMail.get(at.employer) ?? '';
  // Some enrichment only guesses, and does not know that the plain form is somebody else's.
  const value = random.chance(0.02) ? own.replace(/\d+@/, '@') : own;
  return { value, label: 'work', status: random.chance(0.5) ? 'verified' : 'unverified' };
}

function phoneOf(random: Random, human: Human, mistakes: Mistakes): string {
  if (random.chance(mistakes.foreignPhone)) return `+1212700${1000 + random.below(25)}`;
  const number = random.pick(human.phones);
  const roll = random.next();
  if (roll < 0.5) return number;
  if (roll < 0.7) return number.replace('+', '00');
  const grouped = `${number.slice(0, 4)} ${number.slice(4, 7)} ${number.slice(7)}`;
  return roll < 0.9 ? grouped : grouped.replaceAll(' ', '-');
}

function linkedinOf(random: Random, human: Human, year: number): string {
  const slug = year < 2022 ? (human.earlierSlug ?? human.slug) : human.slug;
  const roll = random.next();
  if (roll < 0.5) return `https://www.linkedin.com/in/${slug}/`;
  if (roll < 0.65) return `linkedin.com/in/${slug}?trk=public_profile`;
  if (roll < 0.75) return `https://uk.linkedin.com/in/${slug}/en`;
  if (roll < 0.8) return `https://www.linkedin.com/in/${slug.toUpperCase()}`;
  const old = /^(.*)-([0-9a-f]{3})([0-9a-f]{3})([0-9a-f]{2})$/.exec(slug);
  if (roll < 0.87 && old !== null)
    return `http://www.linkedin.com/pub/${old[1]}/${old[4]}/${old[3]}/${old[2]}`;
  if (roll < 0.94) return `https://www.linkedin.com/in/${human.opaqueId}`;
  return random.pick([
    'https://www.linkedin.com/in/me',
    `https://www.linkedin.com/talent/profile/${human.opaqueId}`,
    'https://www.linkedin.com/feed/',
  ]);
}

function githubOf(random: Random, login: string): string {
  return random.pick([
    `https://github.com/${login}`,
    `github.com/${login}`,
    `http://www.github.com/${login}/`,
    `https://${login}.github.io`,
  ]);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
