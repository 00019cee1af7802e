// The values a text may use, taken from what is known of the person, the job and the sender.

import type { CanonicalPerson } from '../people/person.ts';
import { parseName } from '../people/name.ts';
import { greetingName } from './greeting-name.ts';

export const knownVariables = [
  'first_name',
  'name',
  'company',
  'title',
  'headline',
  'location',
  'skill',
  'skills',
  'role',
  'posting',
  'sourcer',
  'sender_name',
  'sender_first_name',
  'sender_email',
] as const;

export interface ValueFacts {
  person: CanonicalPerson;
  /** The job somebody is considered for, and its posting in Lever. */
  jobName: string | null;
  postingName: string | null;
  senderName: string;
  senderEmail: string;
}

/** Pure. What is not known is left out, so that the gate sees the hole. */
export function templateValues(facts: ValueFacts): Record<string, unknown> {
  const { person } = facts;
  const given = person.name === null ? null : givenOf(person.name.value);
  const custom = Object.fromEntries(
    Object.entries(person.custom).map(([field, value]) => [
      field
        .trim()
        .toLowerCase()
        .replace(/[^a-z0-9_]+/gu, '_'),
      typeof value === 'boolean' ? (value ? 'yes' : null) : value,
    ]),
  );
  return {
    first_name: given,
    name: person.name?.value ?? null,
    company: person.employer?.value ?? null,
    title: person.title?.value ?? null,
    headline: person.headline?.value ?? null,
    location: person.location?.value ?? null,
    skill: person.skills[0] ?? null,
    skills: person.skills.slice(0, 3),
    role: facts.jobName,
    posting: facts.postingName ?? facts.jobName,
    sourcer: person.sourcers[0] ?? null,
    sender_name: facts.senderName,
    sender_first_name: greetingName(facts.senderName)?.value ?? null,
    sender_email: facts.senderEmail,
    custom,
  };
}

// A name we are not sure of is no name: the text falls back or is blocked.
function givenOf(written: string): string | null {
  const [before = '', ...after] = written.split(',');
  const isTurned = parseName(written)?.given !== null && after.length > 0;
  const found = greetingName(isTurned ? `${after.join(' ').trim()} ${before}` : written);
  return found !== null && found.isSure ? found.value : null;
}
