// The records a Lever account is made of, as the sandbox keeps them. Arrays are replaced, never changed
// in place, so an older version of a row is a shallow copy.

export const ORIGINS = [
  'agency',
  'applied',
  'internal',
  'referred',
  'sourced',
  'university',
] as const;
export type Origin = (typeof ORIGINS)[number];

export const PHONE_TYPES = ['mobile', 'home', 'work', 'skype', 'other'] as const;
export type Phone = { type: string; value: string };

export type Consent = { allowed: boolean; expiresAt: number | null };
export type DataProtection = { store: Consent; contact: Consent };

export type Contact = {
  id: string;
  name: string;
  headline: string;
  location: string;
  emails: string[];
  phones: Phone[];
  links: string[];
  isAnonymized: boolean;
  dataProtection: DataProtection | null;
  createdAt: number;
  updatedAt: number;
};

export type Archived = { reason: string; archivedAt: number };
export type StageChange = {
  toStageId: string;
  toStageIndex: number;
  updatedAt: number;
  userId?: string;
};

export type Opportunity = {
  id: string;
  contact: string;
  stage: string;
  /** Rank of the stage: the first key of the default order. */
  rank: number;
  confidential: boolean;
  archived: Archived | null;
  tags: string[];
  sources: string[];
  stageChanges: StageChange[];
  origin: Origin;
  sourcedBy: string | null;
  owner: string;
  followers: string[];
  application: string | null;
  posting: string | null;
  createdAt: number;
  updatedAt: number | null;
  /** What readers see as `updatedAt` until the real value has settled, and when that is. */
  unsettled: { updatedAt: number; until: number } | null;
  lastInteractionAt: number;
  lastAdvancedAt: number;
  snoozedUntil: number | null;
  isAnonymized: boolean;
  opportunityLocation: string | null;
};

export type DeletedOpportunity = {
  row: Opportunity;
  contact: Contact;
  deletedBy: string;
  deletedAt: number;
};

export type Application = {
  id: string;
  type: 'posting' | 'user' | 'referral';
  opportunity: string;
  posting: string;
  user: string | null;
  name: string | null;
  company: string | null;
  phone: Phone | null;
  email: string | null;
  links: string[];
  comments: string | null;
  customQuestions: unknown[];
  createdAt: number;
  archived: Archived | null;
  requisitionForHire: {
    id: string;
    requisitionCode: string;
    hiringManagerOnHire: string | null;
  } | null;
  ipAddress: string | null;
};

export type NoteEntry = {
  value: string;
  createdAt: number;
  user: string | null;
  score: number | null;
  stage: string | null;
};
export type Note = {
  id: string;
  opportunity: string;
  entries: NoteEntry[];
  user: string | null;
  secret: boolean;
  createdAt: number;
  completedAt: number | null;
  deletedAt: number | null;
  /** Only notes made by API can be changed or deleted by API. */
  byApi: boolean;
};

export type FormField = Record<string, unknown> & {
  id: string;
  type: string;
  text: string;
  description: string;
  required: boolean;
};
export type FormTemplate = {
  id: string;
  text: string;
  instructions: string;
  group: { id: string; name: string } | null;
  secretByDefault: boolean;
  fields: FormField[];
  createdAt: number;
  updatedAt: number;
  byApi: boolean;
  active: boolean;
};
export type Form = {
  id: string;
  opportunity: string;
  text: string;
  instructions: string;
  baseTemplateId: string;
  fields: FormField[];
  user: string | null;
  stage: string | null;
  secret: boolean;
  createdAt: number;
  completedAt: number;
  deletedAt: number | null;
};

export const FILE_STATES = ['processing', 'processed', 'unsupported', 'error'] as const;
export type StoredFile = {
  id: string;
  opportunity: string;
  kind: 'file' | 'resume';
  name: string;
  ext: string;
  type: string;
  uploadedAt: number;
  status: (typeof FILE_STATES)[number] | null;
  size: number;
  content: Buffer;
  parsed: ParsedResume | null;
};
export type ParsedResume = { positions: unknown[]; schools: unknown[] };
export type Upload = {
  id: string;
  filename: string;
  size: number;
  expiresAt: number;
  type: string;
  content: Buffer;
};
export type FileAction = {
  id: string;
  opportunity: string;
  type: 'file-added' | 'resume-imported' | 'file-remove';
  file: string;
  name: string;
  user: string | null;
  occurredAt: number;
};

export const PIPELINES = ['lead', 'applicant', 'screen', 'onsite', 'offer'] as const;
export type Stage = {
  id: string;
  text: string;
  pipeline: (typeof PIPELINES)[number];
  rank: number;
  hasInterview: boolean;
};
export type ArchiveReason = {
  id: string;
  text: string;
  status: 'active' | 'inactive';
  type: 'hired' | 'non-hired';
};

export type User = {
  id: string;
  name: string;
  username: string;
  email: string;
  accessRole: string;
  photo: string | null;
  createdAt: number;
  deactivatedAt: number | null;
  externalDirectoryId: string | null;
  linkedContactIds: string[] | null;
  jobTitle: string | null;
  managerId: string | null;
};

export const POSTING_STATES = [
  'published',
  'internal',
  'closed',
  'draft',
  'pending',
  'rejected',
] as const;
export type PostingState = (typeof POSTING_STATES)[number];
export type Posting = {
  id: string;
  text: string;
  state: PostingState;
  distributionChannels: string[] | null;
  user: string;
  owner: string;
  hiringManager: string | null;
  categories: {
    commitment: string;
    department: string;
    level: string;
    location: string;
    team: string;
    allLocations: string[];
  };
  tags: string[];
  content: {
    description: string;
    descriptionHtml: string;
    lists: { text: string; content: string }[];
    closing: string;
    closingHtml: string;
  };
  country: string | null;
  followers: string[];
  reqCode: string | null;
  requisitionCodes: string[];
  confidential: boolean;
  createdAt: number;
  updatedAt: number;
  workplaceType: string;
  extra: Record<string, unknown>;
  customQuestions: Record<string, unknown>[];
  deletedAt: number | null;
};

export const WEBHOOK_EVENTS = [
  'applicationCreated',
  'candidateStageChange',
  'candidateArchiveChange',
  'candidateHired',
  'candidateDeleted',
  'interviewCreated',
  'interviewUpdated',
  'interviewDeleted',
  'contactCreated',
  'contactUpdated',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export type Webhook = {
  id: string;
  event: WebhookEvent;
  url: string;
  conditions: { origins: Origin[] } | null;
  signatureToken: string | null;
  createdAt: number;
  updatedAt: number;
  byApi: boolean;
};

export type ApiKey = {
  id: string;
  secret: string;
  name: string;
  /** `all`, or a list of `noun:read`, `noun:write` and `METHOD /pattern`. */
  permissions: 'all' | string[];
  confidential: boolean;
  revokedAt: number | null;
};
