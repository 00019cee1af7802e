// The canonical person as a pure function of the member profiles: whatever the order they came in, or were
// merged and split in, the same members give the same person.

import { keysOfProfile } from './identifiers.ts';
import type { ContactPoint } from './identifiers.ts';
import type { CanonicalContact, CanonicalPerson, Sourced } from './person.ts';
import type { ReceivedPosition, ReceivedProfile } from './received.ts';

export interface MemberProfile {
  id: string;
  profile: ReceivedProfile;
  /** The keys where the caller has them already; computed here where not. */
  contacts?: readonly ContactPoint[];
}

/** Sources whose profiles were written by a human on purpose; their values beat a machine's. */
const humanSources = new Set(['manual', 'hand', 'recruiter']);

/** At least one member. `defaultRegion` is the workspace's country for bare numbers. */
export function canonicalPerson(
  members: readonly MemberProfile[],
  defaultRegion: string,
): CanonicalPerson {
  const byAge = members.toSorted(olderFirst);
  const best = byAge.toSorted(betterFirst);
  const contacts = byAge.map((member) => ({
    member,
    contacts: member.contacts ?? keysOfProfile(member.profile, defaultRegion).contacts,
  }));
  return {
    name: bestName(best),
    headline: firstOf(best, (profile) => profile.headline),
    title: firstOf(best, (profile) => profile.title ?? currentPosition(profile)?.title),
    employer: firstOf(best, (profile) => profile.employer ?? currentPosition(profile)?.employer),
    location: firstOf(best, (profile) => profile.location),
    emails: canonicalContacts(contacts, 'email'),
    phones: canonicalContacts(contacts, 'phone'),
    profileUrls: profileUrls(contacts),
    skills: union(byAge, (profile) => profile.skills),
    tags: union(byAge, (profile) => profile.tags),
    score: firstOf(best, (profile) => profile.score),
    sources: union(byAge, (profile) => [profile.source]),
    sourcers: union(byAge, (profile) =>
      profile.sourcer === undefined ? [] : [profile.sourcer.email.trim().toLowerCase()],
    ),
    foundAt: instant(byAge[0]?.profile.foundAt ?? ''),
    workHistory: workHistory(best),
    resume: firstOf(best, (profile) => profile.resume),
    hasOptedOut: byAge.some((member) => member.profile.hasOptedOut === true),
    custom: custom(best),
  };
}

function olderFirst(one: MemberProfile, other: MemberProfile): number {
  return (
    timeOf(one.profile.foundAt) - timeOf(other.profile.foundAt) || (one.id < other.id ? -1 : 1)
  );
}

function betterFirst(one: MemberProfile, other: MemberProfile): number {
  const human = Number(isHuman(other)) - Number(isHuman(one));
  return human === 0 ? olderFirst(other, one) : human;
}

function isHuman(member: MemberProfile): boolean {
  return humanSources.has(member.profile.source.toLowerCase());
}

function firstOf<Value>(
  best: readonly MemberProfile[],
  read: (profile: ReceivedProfile) => Value | undefined,
): Sourced<Value> | null {
  for (const member of best) {
    const value = read(member.profile);
    if (value === undefined || (typeof value === 'string' && value.trim() === '')) continue;
    return { value: (typeof value === 'string' ? value.trim() : value) as Value, from: member.id };
  }
  return null;
}

// A whole name in ordinary spelling is worth more than a newer fragment or one in capitals.
function bestName(best: readonly MemberProfile[]): Sourced<string> | null {
  let chosen: Sourced<string> | null = null;
  let quality = -1;
  for (const member of best) {
    const { name, firstName, lastName } = member.profile;
    const whole = tidyName(name ?? '');
    const shown = whole === '' ? tidyName(`${firstName ?? ''} ${lastName ?? ''}`) : whole;
    if (shown === '') continue;
    const worth = (isHuman(member) ? 8 : 0) + nameQuality(shown);
    if (worth <= quality) continue;
    quality = worth;
    chosen = { value: shown, from: member.id };
  }
  return chosen;
}

function tidyName(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function nameQuality(name: string): number {
  const isWhole = /\S\s+\S{2,}/.test(name) || /^[\p{Script=Han}\p{Script=Hangul}]{2,}/u.test(name);
  const isOneCase = name === name.toLowerCase() || name === name.toUpperCase();
  const hasCases = name.toLowerCase() !== name.toUpperCase();
  const isPlain = !/[,()"|@\d]/.test(name);
  return (isWhole ? 4 : 0) + (hasCases && isOneCase ? 0 : 2) + (isPlain ? 1 : 0);
}

interface MemberContacts {
  member: MemberProfile;
  contacts: readonly ContactPoint[];
}

interface Claim {
  point: ContactPoint;
  member: MemberProfile;
  /** When the status was true. */
  at: number;
}

function canonicalContacts(
  all: readonly MemberContacts[],
  kind: 'email' | 'phone',
): CanonicalContact[] {
  const winners = new Map<string, Claim & { seenAt: number }>();
  for (const { member, contacts } of all) {
    for (const point of contacts) {
      if (point.kind !== kind || point.isShared) continue;
      const seenAt = timeOf(member.profile.foundAt);
      const claim = {
        point,
        member,
        at: timeOf(point.verifiedAt ?? member.profile.foundAt),
        seenAt,
      };
      const known = winners.get(point.value);
      if (known === undefined) {
        winners.set(point.value, claim);
        continue;
      }
      const winner = isStronger(claim, known) ? claim : known;
      winners.set(point.value, { ...winner, seenAt: Math.max(seenAt, known.seenAt) });
    }
  }
  return [...winners.values()].toSorted(moreUsableFirst).map(({ point, member }) => ({
    value: point.value,
    shownAs: point.shownAs,
    label: point.label,
    status: point.status,
    source: point.source,
    method: point.method,
    verifiedAt: point.verifiedAt,
    from: member.id,
  }));
}

// A check (good or bad) beats no check; the newer of two checks holds; a human's word beats a machine's.
function isStronger(one: Claim, other: Claim): boolean {
  const human = Number(isHuman(one.member)) - Number(isHuman(other.member));
  if (human !== 0) return human > 0;
  const checked =
    Number(one.point.status !== 'unverified') - Number(other.point.status !== 'unverified');
  if (checked !== 0) return checked > 0;
  if (one.at !== other.at) return one.at > other.at;
  return one.member.id > other.member.id;
}

const usability = { verified: 0, unverified: 1, invalid: 2 } as const;

function moreUsableFirst(
  one: Claim & { seenAt: number },
  other: Claim & { seenAt: number },
): number {
  return (
    usability[one.point.status] - usability[other.point.status] ||
    other.seenAt - one.seenAt ||
    (one.point.value < other.point.value ? -1 : 1)
  );
}

function profileUrls(all: readonly MemberContacts[]): Sourced<string>[] {
  const found = new Map<string, Sourced<string>>();
  for (const { member, contacts } of all) {
    for (const point of contacts) {
      if (point.kind !== 'profile_url' || found.has(point.value)) continue;
      found.set(point.value, { value: point.shownAs, from: member.id });
    }
  }
  return [...found.values()];
}

function union(
  byAge: readonly MemberProfile[],
  read: (profile: ReceivedProfile) => readonly string[],
): string[] {
  const found = new Map<string, string>();
  for (const { profile } of byAge) {
    for (const value of read(profile)) {
      const shown = value.trim();
      const key = shown.toLowerCase();
      if (shown !== '' && !found.has(key)) found.set(key, shown);
    }
  }
  return [...found.values()];
}

function currentPosition(profile: ReceivedProfile): ReceivedPosition | undefined {
  return profile.workHistory.find((position) => position.endedOn === undefined);
}

// One line per employer, title and start; the better profile's wording wins. Current and newest first.
function workHistory(best: readonly MemberProfile[]): ReceivedPosition[] {
  const found = new Map<string, ReceivedPosition>();
  for (const { profile } of best) {
    for (const position of profile.workHistory) {
      const start = position.startedOn?.slice(0, 4) ?? '';
      const key = [position.employer, position.title ?? '', start]
        .map((part) => part.trim().toLowerCase())
        .join('\n');
      if (!found.has(key)) found.set(key, position);
    }
  }
  return [...found.entries()].toSorted(newerPositionFirst).map(([, position]) => position);
}

type PositionEntry = [string, ReceivedPosition];

function newerPositionFirst(
  [oneKey, one]: PositionEntry,
  [otherKey, other]: PositionEntry,
): number {
  const ends = (other.endedOn ?? '9999').localeCompare(one.endedOn ?? '9999');
  if (ends !== 0) return ends;
  const starts = (other.startedOn ?? '').localeCompare(one.startedOn ?? '');
  if (starts !== 0) return starts;
  return oneKey < otherKey ? -1 : 1;
}

function custom(best: readonly MemberProfile[]): CanonicalPerson['custom'] {
  const found: CanonicalPerson['custom'] = {};
  for (const { profile } of best) {
    for (const [key, value] of Object.entries(profile.custom ?? {})) {
      if (!Object.hasOwn(found, key)) found[key] = value;
    }
  }
  return Object.fromEntries(
    Object.entries(found).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  return Number.isNaN(time) ? 0 : time;
}

function instant(text: string): string {
  return new Date(timeOf(text)).toISOString();
}
