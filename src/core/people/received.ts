// What a source may tell us: a profile (one sourcing hit) and a touch (one outreach event), after validation
// at the door and before any interpretation. These are the payloads kept in `profiles` and `touches`, unchanged.

export const contactStatuses = ['verified', 'unverified', 'invalid'] as const;
export type ContactStatus = (typeof contactStatuses)[number];

export interface ReceivedContact {
  /** As received; never normalised here. */
  value: string;
  label?: 'personal' | 'work' | 'mobile' | 'home' | 'other';
  status: ContactStatus;
  /** Who says so, such as the name of a verification service; the profile's source where absent. */
  source?: string;
  /** How it was verified: smtp, catch_all, manual … */
  method?: string;
  /** ISO 8601 instant. */
  verifiedAt?: string;
}

export interface ReceivedPosition {
  employer: string;
  title?: string;
  /** ISO 8601 day, month or year. */
  startedOn?: string;
  endedOn?: string;
  summary?: string;
}

export interface ReceivedFile {
  name: string;
  mediaType: string;
  /** SHA-256 in hex; the content is in `files`. */
  contentHash: string;
}

export interface ReceivedProfile {
  source: string;
  sourceEventId: string;
  job?: { externalId: string; name?: string };
  /** ISO 8601 instant; the time of receipt where the source does not say. */
  foundAt: string;
  sourcer?: { email: string; name?: string };
  /** The source's own id of the human, stable over several hits. */
  externalId?: string;
  name?: string;
  firstName?: string;
  lastName?: string;
  headline?: string;
  title?: string;
  employer?: string;
  location?: string;
  /** Where the source knows it; only a verified one tells namesakes apart. */
  birthYear?: { year: number; status: 'verified' | 'unverified' };
  emails: ReceivedContact[];
  phones: ReceivedContact[];
  profileUrls: string[];
  skills: string[];
  tags: string[];
  /** As the source counts it. */
  score?: number;
  workHistory: ReceivedPosition[];
  resume?: ReceivedFile;
  /** The source knows that this human asked not to be contacted. */
  hasOptedOut?: boolean;
  custom?: Record<string, string | number | boolean | null>;
}

export const touchChannels = ['email', 'linkedin', 'sms', 'call', 'other'] as const;
export type TouchChannel = (typeof touchChannels)[number];

export const touchKinds = [
  'enrolled',
  'sent',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'bounced',
  'unsubscribed',
  'connected',
  'task_done',
  'finished',
] as const;
export type TouchKind = (typeof touchKinds)[number];

export interface ReceivedTouch {
  source: string;
  sourceEventId: string;
  /** Whom it was to: at least one of these. */
  person: { externalId?: string; email?: string; phone?: string; profileUrl?: string };
  job?: { externalId: string; name?: string };
  channel: TouchChannel;
  kind: TouchKind;
  sequence?: string;
  step?: number;
  subject?: string;
  /** Who sent it: email address or name. */
  sender?: string;
  /** Plain text of a reply or message, at most 4,000 characters. */
  excerpt?: string;
  /** Of a reply, where the source judged it. */
  interest?: 'interested' | 'not_interested' | 'unclear';
  isHardBounce?: boolean;
  /** ISO 8601 instant. */
  occurredAt: string;
}
