// The synthetic humans and the sourcing hits that describe them: the shapes the other files hand on.

export interface SourcedEmail {
  value: string;
  isVerified: boolean;
  /** Who verified it, and when. */
  verifiedBy?: string;
  verifiedAt?: string;
}

export interface HeldPosition {
  employer: string;
  title: string;
  startedOn: string;
  endedOn?: string;
}

/** A requisition people are sought for. */
export interface SoughtJob {
  externalId: string;
  name: string;
}

export const soughtJobs = [
  { externalId: 'REQ-101', name: 'Staff Platform Engineer' },
  { externalId: 'REQ-102', name: 'Senior Data Engineer' },
  { externalId: 'REQ-103', name: 'Principal Product Designer' },
] as const satisfies readonly SoughtJob[];

/** What is true of a human, whatever the hits say. */
export interface Human {
  key: string;
  region: string;
  given: { own: string; plain: string };
  family: { own: string; plain: string };
  isFamilyFirst: boolean;
  /** Lower case, the way two hits must agree on. */
  personalEmail: string;
  workEmail: string;
  phone: { e164: string; writings: readonly string[] } | undefined;
  /** Last part of the public profile address, not percent-encoded. */
  slug: string;
  title: string;
  employer: string;
  location: string;
  skills: string[];
  workHistory: HeldPosition[];
  /** What they are mostly found for. */
  job: SoughtJob;
}

export const hitSources = ['pin', 'extension', 'event-list'] as const;
export type HitSource = (typeof hitSources)[number];

/** One time a sourcer found somebody, as a tool would export it. `''` is an empty cell. */
export interface Hit {
  /** Whose hit it is: the truth, never exported. */
  humanKey: string;
  id: string;
  /** The tool's own id of the human. */
  externalId: string;
  source: HitSource;
  job: SoughtJob;
  firstName: string;
  lastName: string;
  headline: string;
  title: string;
  employer: string;
  location: string;
  emails: SourcedEmail[];
  phones: string[];
  profileUrl: string;
  skills: string[];
  tags: string[];
  score: number | undefined;
  workHistory: HeldPosition[];
  sourcer: { name: string; email: string };
  foundAt: string;
}

export interface Population {
  humans: Human[];
  /** In the order a file or a stream brings them: hits of one human lie apart. */
  hits: Hit[];
}
