// The canonical human: what we hold to be true of a person, each value with the profile that gave it.

import type { ContactStatus, ReceivedFile, ReceivedPosition } from './received.ts';

export const identifierKinds = ['email', 'phone', 'profile_url', 'external_id'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

export interface Identifier {
  kind: IdentifierKind;
  /** Normalised: equal values mean the same key. */
  value: string;
}

export interface CanonicalContact {
  /** Normalised key. */
  value: string;
  /** As shown and as written to Lever. */
  shownAs: string;
  label: string | null;
  status: ContactStatus;
  source: string;
  method: string | null;
  verifiedAt: string | null;
  from: string;
}

/** A value and the profile it came from. */
export interface Sourced<Value> {
  value: Value;
  from: string;
}

export interface CanonicalPerson {
  name: Sourced<string> | null;
  headline: Sourced<string> | null;
  title: Sourced<string> | null;
  employer: Sourced<string> | null;
  location: Sourced<string> | null;
  /** Best first: verified before unverified, newer before older. */
  emails: CanonicalContact[];
  phones: CanonicalContact[];
  /** Canonical public profile addresses. */
  profileUrls: Sourced<string>[];
  skills: string[];
  tags: string[];
  score: Sourced<number> | null;
  /** Sources and sourcers that found the person, first finder first. */
  sources: string[];
  sourcers: string[];
  /** ISO 8601 instant of the first hit. */
  foundAt: string;
  workHistory: ReceivedPosition[];
  resume: Sourced<ReceivedFile> | null;
  hasOptedOut: boolean;
  custom: Record<string, string | number | boolean | null>;
}
