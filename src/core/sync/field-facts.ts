// The facts a field mapping may read: the canonical person flattened into named values of known types.

import type { CanonicalContact, CanonicalPerson } from '../people/person.ts';
import type { ContactStatus } from '../people/received.ts';

export const outreachStages = ['none', 'in_sequence', 'contacted', 'replied'] as const;
export type OutreachStage = (typeof outreachStages)[number];

/** What a value is, so that a mapping can be checked before it ever runs. `any`: only known at run time. */
export const factTypes = [
  'text',
  'number',
  'boolean',
  'instant',
  'list',
  'contacts',
  'any',
] as const;
export type FactType = (typeof factTypes)[number];

/** Every fact by name. `custom.<key>` comes on top: whatever else the source tells of a person. */
export const factTypeByName = {
  name: 'text',
  headline: 'text',
  title: 'text',
  employer: 'text',
  location: 'text',
  source: 'text',
  sources: 'list',
  sourcer: 'text',
  sourcers: 'list',
  jobName: 'text',
  ownerEmail: 'text',
  foundAt: 'instant',
  score: 'number',
  tags: 'list',
  skills: 'list',
  profileUrls: 'list',
  emails: 'contacts',
  phones: 'contacts',
  hasVerifiedEmail: 'boolean',
  outreachStage: 'text',
} as const satisfies Record<string, FactType>;
export type FactName = keyof typeof factTypeByName;
export const factNames = Object.keys(factTypeByName) as FactName[];

export interface FactContact {
  /** Normalised: equal values are the same address or number. */
  value: string;
  shownAs: string;
  label: string | null;
  status: ContactStatus;
}

export interface FieldFacts {
  name: string | null;
  headline: string | null;
  title: string | null;
  employer: string | null;
  location: string | null;
  /** The first source and sourcer that found the person. */
  source: string | null;
  sources: string[];
  sourcer: string | null;
  sourcers: string[];
  jobName: string | null;
  ownerEmail: string | null;
  /** ISO 8601 instant of the first hit. */
  foundAt: string;
  score: number | null;
  tags: string[];
  skills: string[];
  profileUrls: string[];
  /** Verified before unverified; invalid ones are left out. */
  emails: FactContact[];
  phones: FactContact[];
  hasVerifiedEmail: boolean;
  outreachStage: OutreachStage;
  custom: Record<string, string | number | boolean | null>;
}

/** What the person alone does not know. */
export interface FactContext {
  outreachStage: OutreachStage;
  jobName: string | null;
  ownerEmail: string | null;
}

/** The facts of one person for one job. */
export function factsOf(person: CanonicalPerson, context: FactContext): FieldFacts {
  const emails = usableContacts(person.emails);
  return {
    name: person.name?.value ?? null,
    headline: person.headline?.value ?? null,
    title: person.title?.value ?? null,
    employer: person.employer?.value ?? null,
    location: person.location?.value ?? null,
    source: person.sources[0] ?? null,
    sources: person.sources,
    sourcer: person.sourcers[0] ?? null,
    sourcers: person.sourcers,
    jobName: context.jobName,
    ownerEmail: context.ownerEmail,
    foundAt: person.foundAt,
    score: person.score?.value ?? null,
    tags: person.tags,
    skills: person.skills,
    profileUrls: person.profileUrls.map((url) => url.value),
    emails,
    phones: usableContacts(person.phones),
    hasVerifiedEmail: emails.some((email) => email.status === 'verified'),
    outreachStage: context.outreachStage,
    custom: person.custom,
  };
}

/** How far outreach has come; it only ever moves forward, so a late or repeated touch changes nothing. */
export function outreachStageOf(history: {
  isEnrolled: boolean;
  isContacted: boolean;
  hasReplied: boolean;
}): OutreachStage {
  if (history.hasReplied) return 'replied';
  if (history.isContacted) return 'contacted';
  return history.isEnrolled ? 'in_sequence' : 'none';
}

function usableContacts(contacts: readonly CanonicalContact[]): FactContact[] {
  const usable: FactContact[] = [];
  for (const isVerifiedTurn of [true, false]) {
    for (const contact of contacts) {
      if (contact.status === 'invalid') continue;
      if ((contact.status === 'verified') !== isVerifiedTurn) continue;
      const { value, shownAs, label, status } = contact;
      usable.push({ value, shownAs, label, status });
    }
  }
  return usable;
}
