// Generated from src/db/migrations by `npm run generate`; change those, never this.

import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Read as the parsed value, written as JSON text (toJson). */
type Json = ColumnType<unknown, string, string>;
type JsonOrNull = ColumnType<unknown, string | null | undefined, string | null>;

export interface AccountsTable {
  id: string;
  email: string;
  name: string;
  timeZone: Generated<string>;
  passwordHash: string | null;
  sealedTotp: Uint8Array | null;
  totpConfirmedAt: Date | null;
  totpLastStep: number | null;
  createdAt: Date;
  lastSignedInAt: Date | null;
  disabledAt: Date | null;
}

export interface AlertChannelsTable {
  workspaceId: string;
  sealedWebhookUrl: Uint8Array | null;
  digestSentOn: string | null;
  lookedAt: Date | null;
}

export interface AlertMessagesTable {
  workspaceId: string;
  id: string;
  channel: 'email' | 'webhook';
  sort: 'alert' | 'digest' | 'test';
  subject: string;
  body: string;
  state: 'waiting' | 'sent' | 'failed';
  attempts: Generated<number>;
  createdAt: Date;
  finishedAt: Date | null;
  lastError: string | null;
}

export interface AlertsTable {
  workspaceId: string;
  id: string;
  kind: string;
  subject: string;
  isUrgent: boolean;
  because: string;
  nextAction: string;
  openedAt: Date;
  seenAt: Date;
  closedAt: Date | null;
  toldAt: Date | null;
}

export interface ApiKeysTable {
  workspaceId: string;
  id: string;
  name: string;
  hint: string;
  secretHash: Uint8Array;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

export interface ApprovalsTable {
  workspaceId: string;
  id: string;
  kind: 'mass_update' | 'back_fill' | 'domain_suppression' | 'limit_exception';
  state: 'waiting' | 'approved' | 'done' | 'failed' | 'refused' | 'expired';
  title: string;
  payload: Json;
  fingerprint: Uint8Array;
  size: number;
  because: string;
  requestedBy: string;
  requestedAccountId: string | null;
  requestedAt: Date;
  expiresAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  decidedBecause: string | null;
  finishedAt: Date | null;
  outcome: string | null;
}

export interface AuditBasesTable {
  workspaceId: string;
  seq: number;
  hash: Uint8Array;
  at: Date;
  signature: Uint8Array;
}

export interface AuditCheckpointPlacesTable {
  workspaceId: string;
  place: string;
  seq: number;
  at: Date;
  trouble: string | null;
}

export interface AuditCheckpointsTable {
  workspaceId: string;
  seq: number;
  hash: Uint8Array;
  at: Date;
  signature: Uint8Array;
}

export interface AuditEntriesTable {
  workspaceId: string;
  seq: number;
  at: Date;
  actor: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  personId: string | null;
  detail: Json;
  sealed: Uint8Array | null;
  hash: Uint8Array;
}

export interface AuditHeadsTable {
  workspaceId: string;
  seq: number;
  hash: Uint8Array;
}

export interface AuditSignersTable {
  workspaceId: string;
  publicKey: Uint8Array;
  sealedPrivateKey: Uint8Array;
  createdAt: Date;
}

export interface BaseValuesTable {
  workspaceId: string;
  recordId: string;
  field: string;
  value: Json;
  agreedAt: Date;
  intentId: string | null;
}

export interface CandidaciesTable {
  workspaceId: string;
  personId: string;
  jobId: string;
  recordId: string | null;
  firstProfileId: string | null;
  triggeredAt: Date | null;
  triggeredBy: string | null;
  createdAt: Date;
}

export interface CleanupTasksTable {
  workspaceId: string;
  id: string;
  kind: 'delete_in_lever' | 'answer_hold' | 'mend_retention';
  subjectId: string;
  personId: string | null;
  owner: string;
  because: string;
  openedAt: Date;
  doneAt: Date | null;
  doneBy: string | null;
  outcome: 'done' | 'not_needed' | 'by_itself' | null;
}

export interface ConflictsTable {
  workspaceId: string;
  id: string;
  recordId: string;
  personId: string;
  field: string;
  kind: 'both_changed' | 'overwritten';
  base: JsonOrNull;
  ours: JsonOrNull;
  theirs: JsonOrNull;
  because: string;
  mappingVersion: number;
  remoteUpdatedAt: Date | null;
  seenAt: Date;
  resolution: 'keep_theirs' | 'use_ours' | 'superseded' | null;
  resolvedBy: string | null;
  resolvedAt: Date | null;
}

export interface ConsentsTable {
  workspaceId: string;
  id: string;
  personId: string;
  firstPersonId: string;
  channel: 'email' | 'sms' | 'linkedin' | 'call';
  kind: 'given' | 'revoked';
  basis: 'express' | 'implied' | 'published' | 'existing_relation';
  addressHash: Uint8Array | null;
  sealedEvidence: Uint8Array | null;
  givenAt: Date;
  expiresAt: Date | null;
  recordedBy: string;
  recordedAt: Date;
}

export interface ContactPointsTable {
  workspaceId: string;
  personId: string;
  kind: 'email' | 'phone' | 'profile_url';
  value: string;
  profileId: string;
  shownAs: string;
  label: string | null;
  status: 'verified' | 'unverified' | 'invalid';
  source: string;
  method: string | null;
  verifiedAt: Date | null;
  seenAt: Date;
}

export interface ContactVerificationsTable {
  workspaceId: string;
  id: string;
  addressHash: Uint8Array;
  verifier: string;
  verdict: 'deliverable' | 'undeliverable' | 'catch_all' | 'unknown';
  method: string;
  checks: Json;
  costCents: Generated<number>;
  verifiedAt: Date;
}

export interface EnrollmentsTable {
  workspaceId: string;
  id: string;
  personId: string;
  jobId: string | null;
  source: string;
  sequence: string;
  state: 'active' | 'paused' | 'stopped' | 'finished';
  because: string | null;
  epoch: Generated<number>;
  startedAt: Date;
  changedAt: Date;
  isOurs: Generated<boolean>;
  firstPersonId: string | null;
  sequenceId: string | null;
  mailboxId: string | null;
  enrolledBy: string | null;
  position: Generated<number>;
  nextAt: Date | null;
  remainingMs: number | null;
  approval: Generated<'none' | 'waiting' | 'given'>;
  approvedBy: string | null;
  zone: string | null;
  zoneBecause: string | null;
  country: string | null;
  overrideBecause: string | null;
}

export interface ErasedKeysTable {
  workspaceId: string;
  keyHash: Uint8Array;
  isStrong: boolean;
  erasureId: string;
}

export interface ErasureMarksTable {
  workspaceId: string;
  erasureId: string;
  recordId: string;
  state: 'wanted' | 'marked' | 'impossible';
  because: string;
  changedAt: Date;
}

export interface ErasuresTable {
  workspaceId: string;
  id: string;
  personId: string;
  cause: 'request' | 'lever' | 'retention' | 'replay';
  because: string;
  state: 'waiting' | 'erased' | 'done';
  requestedBy: string;
  requestedAt: Date;
  erasedAt: Date | null;
  finishedAt: Date | null;
  counts: Json;
  proof: string | null;
  signature: Uint8Array | null;
}

export interface FieldWritesTable {
  workspaceId: string;
  id: string;
  recordId: string;
  personId: string;
  intentId: string;
  runId: string | null;
  field: string;
  kind: 'created' | 'set' | 'added' | 'removed' | 'noted' | 'formed' | 'filed' | 'moved';
  before: JsonOrNull;
  after: JsonOrNull;
  isOverwrite: Generated<boolean>;
  writtenAt: Date;
  undoneAt: Date | null;
  undoId: string | null;
}

export interface FilesTable {
  workspaceId: string;
  contentHash: Uint8Array;
  name: string;
  mediaType: string;
  content: Uint8Array;
  receivedAt: Date;
}

export interface FrozenFieldsTable {
  workspaceId: string;
  recordId: string;
  field: string;
  cause: 'flips' | 'undo' | 'conflict' | 'by_hand';
  because: string;
  frozenAt: Date;
}

export interface HoldsTable {
  workspaceId: string;
  id: string;
  personId: string;
  effect: 'pause' | 'stop';
  cause: 'status' | 'opt_out' | 'bounce' | 'erasure' | 'manual';
  because: string;
  recordId: string | null;
  placedAt: Date;
  liftedAt: Date | null;
  liftedBy: string | null;
}

export interface HookReceiptsTable {
  workspaceId: string;
  token: string;
  event: string;
  triggeredAt: Date;
  payload: Json;
  receivedAt: Date;
  handledAt: Date | null;
}

export interface IdentifiersTable {
  workspaceId: string;
  kind: 'email' | 'phone' | 'profile_url' | 'external_id';
  value: string;
  personId: string;
  profileId: string;
}

export interface ImportErrorsTable {
  workspaceId: string;
  importId: string;
  rowNumber: number;
  field: string;
  message: string;
  cells: Json;
}

export interface ImportsTable {
  workspaceId: string;
  id: string;
  fileName: string;
  fileHash: Uint8Array;
  filePath: string;
  source: string;
  jobId: string | null;
  mapping: Json;
  state: 'ready' | 'running' | 'held' | 'finished' | 'failed' | 'cancelled';
  nextRow: Generated<number>;
  nextByte: Generated<number>;
  acceptedCount: Generated<number>;
  duplicateCount: Generated<number>;
  rejectedCount: Generated<number>;
  notes: Json;
  because: string | null;
  createdBy: string;
  createdAt: Date;
  finishedAt: Date | null;
}

export interface InboundLabelsTable {
  workspaceId: string;
  id: string;
  inboundId: string;
  kind: string;
  intent: string | null;
  because: string;
  labelledBy: string;
  labelledAt: Date;
}

export interface InboundMessagesTable {
  workspaceId: string;
  id: string;
  mailboxId: string | null;
  channel: 'email' | 'sms';
  contentKey: Uint8Array;
  personId: string | null;
  firstPersonId: string | null;
  messageId: string | null;
  matchedBy: 'message_id' | 'token' | 'address' | 'thread' | 'name' | 'hand' | null;
  needsReview: Generated<boolean>;
  kind: 'complaint' | 'receipt' | 'bounce' | 'delay' | 'auto_reply' | 'human';
  evidence: Json;
  intent:
    | 'stop'
    | 'left_company'
    | 'out_of_office'
    | 'not_interested'
    | 'referral'
    | 'later'
    | 'interested'
    | 'other'
    | null;
  confidence: number | null;
  intentBecause: string | null;
  labelledBy: string | null;
  sealed: Uint8Array | null;
  sealedRaw: Uint8Array | null;
  byteCount: number;
  isTruncated: Generated<boolean>;
  threadId: string | null;
  mailId: string | null;
  mailReferences: Generated<string[]>;
  receivedAt: Date;
  processedAt: Date;
  state: 'open' | 'snoozed' | 'done';
  assignee: string | null;
  snoozedUntil: Date | null;
  changedAt: Date;
}

export interface InboundPlacesTable {
  workspaceId: string;
  mailboxId: string;
  path: string;
  uidValidity: number;
  uid: number;
  inboundId: string;
}

export interface InboundSuppressionsTable {
  workspaceId: string;
  inboundId: string;
  suppressionId: string;
}

export interface InsightChangesTable {
  workspaceId: string;
  id: Generated<string>;
  personId: string;
}

export interface InsightGroupsTable {
  workspaceId: string;
  personId: string;
  source: string;
  sequence: string;
  step: number;
  variant: string;
  channel: string;
  jobId: string;
  sourcer: string;
  firstSentAt: Date;
  firstTouchId: string;
  messageCount: number;
  replyCount: number;
  firstReplyAt: Date | null;
  replyTouchId: string | null;
  isPositive: boolean;
}

export interface InsightPeopleTable {
  workspaceId: string;
  personId: string;
  foundAt: Date;
  day: string;
  profileId: string;
  jobId: string;
  sourcer: string;
  source: string;
  contactedAt: Date | null;
  contactTouchId: string | null;
  waitSeconds: number | null;
  waitBucket: number | null;
  repliedAt: Date | null;
  replyTouchId: string | null;
  interestedAt: Date | null;
  interestedTouchId: string | null;
  inLeverAt: Date | null;
  interviewAt: Date | null;
  offerAt: Date | null;
  hiredAt: Date | null;
  recordId: string | null;
  profileCount: number;
  reviewCount: number;
  isFoundInLever: boolean;
}

export interface InsightPeopleCellsTable {
  workspaceId: string;
  day: string;
  jobId: string;
  sourcer: string;
  source: string;
  found: number;
  contacted: number;
  contactedBefore: number;
  replied: number;
  interested: number;
  inLever: number;
  interview: number;
  offer: number;
  hired: number;
  profiles: number;
  joined: number;
  reviewed: number;
  foundInLever: number;
}

export interface InsightResponseCellsTable {
  workspaceId: string;
  grain: 'all' | 'sequence' | 'step' | 'variant' | 'channel';
  day: string;
  jobId: string;
  sourcer: string;
  source: string;
  sequence: string;
  step: number;
  variant: string;
  channel: string;
  people: number;
  messages: number;
  repliers: number;
  replies: number;
  positive: number;
}

export interface InsightWaitCellsTable {
  workspaceId: string;
  day: string;
  jobId: string;
  sourcer: string;
  source: string;
  bucket: number;
  people: number;
}

export interface IntentsTable {
  workspaceId: string;
  id: string;
  subjectKind: string;
  subjectId: string;
  queueKey: string;
  lane: number;
  kind: string;
  payload: Json;
  marker: string;
  isRepeatable: boolean;
  state: 'planned' | 'armed' | 'ambiguous' | 'confirmed' | 'parked' | 'dismissed' | 'superseded';
  attempt: Generated<number>;
  epoch: number | null;
  plannedAt: Date;
  armedAt: Date | null;
  deadlineAt: Date | null;
  dueAt: Date;
  probeCount: Generated<number>;
  mustProbe: Generated<boolean>;
  outcome: JsonOrNull;
  failure: string | null;
  failureText: string | null;
  nextAction: string | null;
  cause: string;
  finishedAt: Date | null;
}

export interface InvitationsTable {
  workspaceId: string;
  id: string;
  email: string;
  role: 'owner' | 'admin' | 'sourcer' | 'viewer' | 'auditor';
  secretHash: Uint8Array;
  createdAt: Date;
  createdBy: string;
  expiresAt: Date;
  acceptedAt: Date | null;
  revokedAt: Date | null;
}

export interface JobsTable {
  workspaceId: string;
  id: string;
  source: string;
  externalId: string;
  name: string;
  postingId: Generated<string>;
  trigger:
    | 'never'
    | 'contact_found'
    | 'enrolled'
    | 'first_message'
    | 'reply'
    | 'interested_reply'
    | 'by_hand';
  ownerEmail: string | null;
  createdAt: Date;
  changedAt: Date;
}

export interface KeptApartTable {
  workspaceId: string;
  profileId: string;
  otherProfileId: string;
  decisionId: string;
  mayMerge: Generated<boolean>;
}

export interface LegalBasesTable {
  workspaceId: string;
  id: string;
  personId: string;
  firstPersonId: string;
  channel: '' | 'email' | 'sms' | 'linkedin' | 'call';
  basis: 'consent' | 'legitimate_interest' | 'contract' | 'legal_obligation' | 'objected' | 'none';
  sealedEvidence: Uint8Array | null;
  recordedBy: string;
  recordedAt: Date;
}

export interface LegalHoldsTable {
  workspaceId: string;
  id: string;
  personId: string | null;
  because: string;
  placedBy: string;
  placedAt: Date;
  releasedAt: Date | null;
  releasedBy: string | null;
  releasedBecause: string | null;
}

export interface LeverCatalogTable {
  workspaceId: string;
  kind: 'stage' | 'archive_reason' | 'posting' | 'user' | 'form_template';
  id: string;
  text: string;
  detail: Json;
  isActive: boolean;
  readAt: Date;
}

export interface LeverConnectionsTable {
  workspaceId: string;
  baseUrl: string;
  credentialKey: string;
  sealedCredential: Uint8Array | null;
  performAs: string;
  mayReadConfidential: Generated<boolean>;
  state: 'on' | 'off' | 'unauthorized';
  because: string | null;
  hookSecret: string;
  hookUrl: string | null;
  updatedWatermark: Date | null;
  deletedWatermark: Date | null;
  polledAt: Date | null;
  coldSince: Date | null;
  coldUntil: Date | null;
  createdAt: Date;
  changedAt: Date;
  credentialKind: Generated<'api_key' | 'oauth' | 'none'>;
}

export interface LeverGrantsTable {
  workspaceId: string;
  clientId: string;
  sealedAccessToken: Uint8Array;
  accessExpiresAt: Date;
  sealedRefreshToken: Uint8Array | null;
  scopes: string;
  generation: Generated<number>;
  refreshingBy: string | null;
  refreshingUntil: Date | null;
  refreshedAt: Date;
}

export interface LeverHooksTable {
  workspaceId: string;
  id: string;
  event: string;
  url: string;
  sealedToken: Uint8Array | null;
  createdAt: Date;
  lastReceivedAt: Date | null;
}

export interface LeverSignInsTable {
  workspaceId: string;
  stateHash: string;
  baseUrl: string;
  performAsEmail: string;
  publicUrl: string | null;
  redirectUrl: string;
  actor: string;
  expiresAt: Date;
  usedAt: Date | null;
}

export interface MailFoldersTable {
  workspaceId: string;
  mailboxId: string;
  path: string;
  use: 'inbox' | 'sent' | 'junk' | 'all' | 'other';
  uidValidity: number;
  lastUid: number;
  firstUid: Generated<number>;
  readAt: Date | null;
}

export interface MailReadingsTable {
  workspaceId: string;
  mailboxId: string;
  readAt: Date | null;
  failedAt: Date | null;
  failedBecause: string | null;
}

export interface MailboxGrantsTable {
  workspaceId: string;
  mailboxId: string;
  userEmail: string;
  grantedBy: string;
  grantedAt: Date;
}

export interface MailboxTroublesTable {
  workspaceId: string;
  id: string;
  mailboxId: string;
  messageId: string | null;
  kind: 'bounce' | 'policy' | 'complaint' | 'provider_limit' | 'auth';
  at: Date;
}

export interface MailboxWatchesTable {
  workspaceId: string;
  mailboxId: string;
  holder: string;
  heldUntil: Date;
}

export interface MailboxesTable {
  workspaceId: string;
  id: string;
  ownerEmail: string;
  address: string;
  senderName: string;
  provider: 'google' | 'google_relay' | 'gmail' | 'microsoft' | 'other';
  smtp: Json;
  imap: JsonOrNull;
  auth: 'password' | 'xoauth2';
  signInAs: string;
  sealedCredential: Uint8Array;
  sealedAccessToken: Uint8Array | null;
  accessTokenUntil: Date | null;
  dkim: JsonOrNull;
  sealedDkimKey: Uint8Array | null;
  filesSent: boolean;
  state: 'on' | 'paused' | 'unauthorized' | 'off';
  because: string | null;
  epoch: Generated<number>;
  zone: string;
  newDayCap: number;
  followUpDayCap: number;
  hourCap: number | null;
  rampStart: number;
  rampStep: number;
  rampDays: Generated<number>;
  rampDayOn: string | null;
  rampFrozenBecause: string | null;
  gapMinSeconds: number;
  gapMaxSeconds: number;
  nextFreeAt: Date;
  lastSentAt: Date | null;
  closedUntil: Date | null;
  closedBecause: string | null;
  signature: Generated<string>;
  createdAt: Date;
  changedAt: Date;
  renewingUntil: Date | null;
}

export interface MatchCountsTable {
  workspaceId: string;
  kind: string;
  value: string;
  count: number;
}

export interface MatchDecisionsTable {
  workspaceId: string;
  id: string;
  kind: 'new' | 'join' | 'merge' | 'review' | 'undo' | 'keep_apart';
  profileId: string | null;
  personId: string;
  otherPersonId: string | null;
  score: number | null;
  evidence: Json;
  ruleVersion: number;
  actor: string;
  decidedAt: Date;
}

export interface MatchKeysTable {
  workspaceId: string;
  key: number;
  personId: string;
}

export interface MatchReplayFindingsTable {
  workspaceId: string;
  replayId: string;
  position: number;
  kind: 'merge' | 'split' | 'review';
  personIds: string[];
  parts: JsonOrNull;
  probability: number | null;
  because: string[];
  outcome: 'applied' | 'overtaken' | 'kept' | null;
  outcomeBecause: string | null;
}

export interface MatchReplaysTable {
  workspaceId: string;
  id: string;
  state: 'waiting' | 'ready' | 'applying' | 'applied' | 'failed' | 'cancelled';
  rules: JsonOrNull;
  because: string | null;
  counts: JsonOrNull;
  createdAt: Date;
  createdBy: string;
  finishedAt: Date | null;
  appliedBy: string | null;
  appliedRules: number | null;
}

export interface MatchReviewsTable {
  workspaceId: string;
  id: string;
  personId: string;
  otherPersonId: string;
  probability: number;
  evidence: Json;
  ruleVersion: number;
  state: 'open' | 'same' | 'different' | 'never' | 'overtaken';
  askedAt: Date;
  answeredAt: Date | null;
  answeredBy: string | null;
}

export interface MatchTraitsTable {
  workspaceId: string;
  personId: string;
  traits: Json;
}

export interface MembershipsTable {
  workspaceId: string;
  profileId: string;
  personId: string;
  decisionId: string;
  since: Date;
}

export interface MergeMovesTable {
  workspaceId: string;
  decisionId: string;
  kind:
    | 'profile'
    | 'touch'
    | 'enrollment'
    | 'enrollment_state'
    | 'hold'
    | 'candidacy'
    | 'candidacy_trigger'
    | 'record'
    | 'correction';
  itemId: string;
  before: JsonOrNull;
}

export interface MessagesTable {
  workspaceId: string;
  id: string;
  enrollmentId: string | null;
  personId: string;
  firstPersonId: string;
  sequenceId: string | null;
  sequenceVersion: number | null;
  stepId: string | null;
  position: number | null;
  variant: string | null;
  channel: 'email' | 'sms' | 'linkedin' | 'call';
  kind: 'new' | 'follow_up' | 'reply';
  state:
    | 'planned'
    | 'prepared'
    | 'submitting'
    | 'sent'
    | 'refused_permanent'
    | 'refused_transient'
    | 'unknown'
    | 'cancelled'
    | 'blocked';
  because: string | null;
  mailboxId: string | null;
  smsNumberId: string | null;
  addressHash: Uint8Array | null;
  sealed: Uint8Array | null;
  contentHash: Uint8Array | null;
  messageId: string | null;
  serverMessageId: string | null;
  token: string;
  inReplyTo: string | null;
  threadReferences: Generated<string[]>;
  projectedAt: Date | null;
  dueAt: Date | null;
  plannedAt: Date;
  preparedAt: Date | null;
  submittingAt: Date | null;
  dataAt: Date | null;
  deadlineAt: Date | null;
  settledAt: Date | null;
  sentAt: Date | null;
  fence: number | null;
  enrollmentEpoch: number | null;
  sequenceEpoch: number | null;
  mailboxEpoch: number | null;
  workspaceEpoch: number | null;
  attempts: Generated<number>;
  lookCount: Generated<number>;
  lookedAt: Date | null;
  hasBeenResent: Generated<boolean>;
  outcome: JsonOrNull;
  explanation: JsonOrNull;
}

export interface MirrorKeysTable {
  workspaceId: string;
  kind: 'email' | 'profile_url' | 'phone';
  value: string;
  contactId: string;
}

export interface MirrorOpportunitiesTable {
  workspaceId: string;
  opportunityId: string;
  contactId: string;
  postingId: Generated<string>;
  name: string;
  stageId: string | null;
  archiveReasonId: string | null;
  ownerId: string | null;
  isConfidential: boolean;
  lastAdvancedAt: Date | null;
  remoteUpdatedAt: Date | null;
  readAt: Date;
}

export interface MirrorSweepsTable {
  workspaceId: string;
  startedAt: Date;
  nextPage: string | null;
  pageCount: Generated<number>;
  rowCount: Generated<number>;
  finishedAt: Date | null;
}

export interface MirrorTombstonesTable {
  workspaceId: string;
  contactId: string;
  because: 'erased' | 'anonymized';
  buriedAt: Date;
}

export interface NoticeDeliveriesTable {
  workspaceId: string;
  personId: string;
  firstPersonId: string;
  messageId: string;
  noticeVersion: number;
  givenAt: Date;
}

export interface OutreachSettingsTable {
  workspaceId: string;
  epoch: Generated<number>;
  stoppedAt: Date | null;
  stoppedBecause: string | null;
  dayCap: number | null;
  userDayCap: number | null;
  sealedHashKey: Uint8Array;
  changedAt: Date;
  lookFirstUntil: Date | null;
  quietUntil: Date | null;
}

export interface ParkedTemplatesTable {
  workspaceId: string;
  template: string;
  messages: Json;
  parkedAt: Date;
}

export interface PasskeyChallengesTable {
  challenge: string;
  accountId: string | null;
  expiresAt: Date;
}

export interface PasskeysTable {
  accountId: string;
  id: string;
  credentialId: string;
  publicKey: Uint8Array;
  counter: number;
  transports: string[];
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface PendingIntakeTable {
  workspaceId: string;
  position: GeneratedAlways<number>;
  kind: 'profile' | 'touch';
  itemId: string;
  attempts: Generated<number>;
  dueAt: Date;
  parkedBecause: string | null;
}

export interface PersonCorrectionsTable {
  workspaceId: string;
  id: string;
  personId: string;
  field: 'name' | 'headline' | 'title' | 'employer' | 'location' | 'email' | 'phone';
  key: Generated<string>;
  value: Json;
  setBy: string;
  setAt: Date;
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
}

export interface PersonKeysTable {
  workspaceId: string;
  personId: string;
  wrappedKey: Uint8Array;
  createdAt: Date;
}

export interface PersonsTable {
  workspaceId: string;
  id: string;
  canonical: Json;
  revision: Generated<number>;
  mergedInto: string | null;
  isErased: Generated<boolean>;
  createdAt: Date;
  changedAt: Date;
  search: Generated<string>;
}

export interface PilotPeopleTable {
  workspaceId: string;
  pilotId: string;
  personId: string;
  takenAt: Date;
}

export interface PilotReportsTable {
  workspaceId: string;
  pilotId: string;
  week: number;
  body: Json;
  text: string;
  madeAt: Date;
}

export interface PilotsTable {
  workspaceId: string;
  id: string;
  name: string;
  state: 'planned' | 'running' | 'ended' | 'widened' | 'rolled_back' | 'closed';
  body: Json;
  personCap: number | null;
  startsAt: Date;
  endsAt: Date;
  createdAt: Date;
  createdBy: string;
  decidedAt: Date | null;
  decidedBy: string | null;
  undoRunId: string | null;
}

export interface PreflightReportsTable {
  workspaceId: string;
  id: string;
  result: 'pass' | 'warn' | 'fail';
  checks: Json;
  madeAt: Date;
}

export interface ProfilesTable {
  workspaceId: string;
  id: string;
  source: string;
  sourceEventId: string;
  contentHash: Uint8Array;
  jobId: string | null;
  payload: Json;
  importId: string | null;
  foundAt: Date;
  receivedAt: Date;
}

export interface RateLimitsTable {
  queueKey: string;
  nextFreeAt: Date;
  ratePerSecond: number;
  rateMax: number;
  burst: number;
  holdUntil: Date | null;
  loweredAt: Date | null;
  callCount: Generated<number>;
  refusedCount: Generated<number>;
}

export interface RecordsTable {
  workspaceId: string;
  id: string;
  personId: string;
  postingId: Generated<string>;
  ownerEmail: string | null;
  opportunityId: string | null;
  contactId: string | null;
  isOurs: Generated<boolean>;
  lookedUpAt: Date | null;
  opportunity: JsonOrNull;
  opportunityReadAt: Date | null;
  contact: JsonOrNull;
  contactReadAt: Date | null;
  contactWrittenAt: Date | null;
  stageId: string | null;
  archiveReasonId: string | null;
  status: string | null;
  statusAt: Date | null;
  remoteUpdatedAt: Date | null;
  gone: 'deleted' | 'anonymized' | 'merged' | null;
  createdAt: Date;
  changedAt: Date;
  forms: JsonOrNull;
  formsReadAt: Date | null;
}

export interface RecoveryCodesTable {
  accountId: string;
  codeHash: Uint8Array;
  usedAt: Date | null;
}

export interface RetentionRunsTable {
  workspaceId: string;
  id: string;
  owner: string;
  ruleVersion: number;
  startedAt: Date;
  finishedAt: Date | null;
  counts: Json;
  trouble: string | null;
}

export interface RuleVersionsTable {
  workspaceId: string;
  kind: string;
  version: number;
  body: Json;
  createdAt: Date;
  createdBy: string;
}

export interface RunRecordsTable {
  workspaceId: string;
  runId: string;
  recordId: string;
}

export interface RunsTable {
  workspaceId: string;
  id: string;
  kind: 'mapping' | 'trigger' | 'import' | 'by_hand' | 'undo';
  state: 'held' | 'started' | 'cancelled';
  change: Json;
  because: string;
  standingCount: Generated<number>;
  changedCount: Generated<number>;
  confirmedCount: number | null;
  createdAt: Date;
  createdBy: string;
  decidedAt: Date | null;
  decidedBy: string | null;
}

export interface SendDomainsTable {
  workspaceId: string;
  domainKey: Uint8Array;
  closedUntil: Date | null;
  tripCount: Generated<number>;
  changedAt: Date;
}

export interface SendsTable {
  workspaceId: string;
  id: string;
  messageId: string;
  channel: 'email' | 'sms';
  kind: 'new' | 'follow_up' | 'reply';
  mailboxId: string | null;
  smsNumberId: string | null;
  ownerEmail: string;
  domainKey: Uint8Array | null;
  employerKey: Uint8Array | null;
  at: Date;
}

export interface SequenceVersionsTable {
  workspaceId: string;
  sequenceId: string;
  version: number;
  body: Json;
  createdAt: Date;
  createdBy: string;
  publishedAt: Date | null;
}

export interface SequencesTable {
  workspaceId: string;
  id: string;
  name: string;
  ownerEmail: string;
  state: 'draft' | 'active' | 'paused' | 'archived';
  version: number | null;
  epoch: Generated<number>;
  createdAt: Date;
  changedAt: Date;
}

export interface SessionsTable {
  id: string;
  accountId: string;
  workspaceId: string;
  secretHash: Uint8Array;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  userAgent: Generated<string>;
  boundWorkspaceId: string | null;
}

export interface SetupCodesTable {
  onlyOne: Generated<boolean>;
  secretHash: Uint8Array;
  createdAt: Date;
}

export interface SignInFailuresTable {
  subject: Uint8Array;
  windowStart: Date;
  failures: number;
}

export interface SingleSignOnTable {
  workspaceId: string;
  issuer: string;
  clientId: string;
  sealedClientSecret: Uint8Array;
  domains: string[];
  firstRole: 'sourcer' | 'viewer' | 'auditor' | null;
  trustsEmail: boolean;
  changedAt: Date;
  changedBy: string;
}

export interface SingleSignOnLinksTable {
  workspaceId: string;
  issuer: string;
  subject: string;
  accountId: string;
  linkedAt: Date;
}

export interface SingleSignOnTriesTable {
  stateHash: Uint8Array;
  workspaceId: string;
  browserHash: Uint8Array;
  sealedSecrets: Uint8Array;
  expiresAt: Date;
}

export interface SmsNumbersTable {
  workspaceId: string;
  id: string;
  number: string;
  baseUrl: string;
  accountId: string;
  sealedSecret: Uint8Array;
  campaignId: string | null;
  dayCap: number;
  state: 'on' | 'paused' | 'off';
  because: string | null;
  epoch: Generated<number>;
  nextFreeAt: Date;
  createdAt: Date;
  changedAt: Date;
  brandId: string | null;
  useCase: string | null;
  consentText: string | null;
  providerAnswers: Generated<boolean>;
}

export interface SmsReceiptsTable {
  workspaceId: string;
  smsNumberId: string;
  providerId: string;
  event: string;
  receivedAt: Date;
}

export interface StatusChangesTable {
  workspaceId: string;
  recordId: string;
  position: GeneratedAlways<number>;
  status: string;
  at: Date;
}

export interface SuppressionsTable {
  workspaceId: string;
  id: string;
  kind: 'person' | 'address' | 'phone' | 'domain' | 'profile_url' | 'employer';
  keyHash: Uint8Array;
  channel: Generated<'' | 'email' | 'sms' | 'linkedin' | 'call'>;
  sequenceId: string | null;
  personId: string | null;
  firstPersonId: string | null;
  cause:
    | 'one_click'
    | 'mailto'
    | 'page'
    | 'reply'
    | 'sms_stop'
    | 'manual'
    | 'lever'
    | 'source'
    | 'complaint'
    | 'bounce'
    | 'invalid'
    | 'no_poach'
    | 'client'
    | 'objection'
    | 'erasure'
    | 'import';
  because: string;
  messageId: string | null;
  placedBy: string;
  placedAt: Date;
  liftedAt: Date | null;
  liftedBy: string | null;
  liftedBecause: string | null;
  shownAs: string | null;
}

export interface TasksTable {
  workspaceId: string;
  id: string;
  kind:
    | 'linkedin'
    | 'call'
    | 'email'
    | 'approve'
    | 'find_contact'
    | 'fix_message'
    | 'stale'
    | 'check_send'
    | 'review_reply'
    | 'mailbox';
  personId: string | null;
  firstPersonId: string | null;
  enrollmentId: string | null;
  messageId: string | null;
  mailboxId: string | null;
  assignee: string;
  because: string;
  sealed: Uint8Array | null;
  state: 'open' | 'done' | 'skipped' | 'cancelled';
  dueAt: Date;
  createdAt: Date;
  finishedAt: Date | null;
  finishedBy: string | null;
}

export interface TimelineLinesTable {
  workspaceId: string;
  recordId: string;
  touchId: string;
  intentId: string;
  writtenAt: Date;
}

export interface TimelineNotesTable {
  workspaceId: string;
  recordId: string;
  sequence: string;
  position: number;
  noteId: string;
  isLost: Generated<boolean>;
  createdAt: Date;
}

export interface TouchesTable {
  workspaceId: string;
  id: string;
  source: string;
  sourceEventId: string;
  contentHash: Uint8Array;
  personId: string | null;
  jobId: string | null;
  channel: 'email' | 'linkedin' | 'sms' | 'call' | 'other';
  kind:
    | 'enrolled'
    | 'sent'
    | 'delivered'
    | 'opened'
    | 'clicked'
    | 'replied'
    | 'bounced'
    | 'unsubscribed'
    | 'connected'
    | 'task_done'
    | 'finished';
  sequence: Generated<string>;
  step: number | null;
  payload: Json;
  occurredAt: Date;
  receivedAt: Date;
}

export interface TrackedSequencesTable {
  workspaceId: string;
  sequenceId: string;
  opens: boolean;
  clicks: boolean;
  changedBy: string;
  changedAt: Date;
}

export interface TrackingHitsTable {
  workspaceId: string;
  id: string;
  messageId: string;
  kind: 'open' | 'click';
  link: string;
  method: string;
  userAgent: string;
  isTrap: Generated<boolean>;
  hasBeacon: Generated<boolean>;
  at: Date;
  verdict: 'human' | 'proxy' | 'machine' | 'scanner' | 'unknown';
  because: string;
}

export interface TrackingSettingsTable {
  workspaceId: string;
  isOn: boolean;
  domain: string;
  changedBy: string;
  changedAt: Date;
}

export interface UndoStepsTable {
  workspaceId: string;
  id: string;
  runId: string;
  recordId: string;
  position: number;
  action: Json;
  writeIds: Json;
  state: 'wanted' | 'done' | 'impossible';
  because: string;
  createdAt: Date;
  finishedAt: Date | null;
}

export interface UnmatchedTouchesTable {
  workspaceId: string;
  kind: string;
  value: string;
  touchId: string;
}

export interface UsersTable {
  workspaceId: string;
  id: string;
  email: string;
  name: string;
  leverUserId: string | null;
  createdAt: Date;
  accountId: string | null;
  role: Generated<'owner' | 'admin' | 'sourcer' | 'viewer' | 'auditor'>;
  disabledAt: Date | null;
}

export interface WebhookDeliveriesTable {
  workspaceId: string;
  id: string;
  endpointId: string;
  event: string;
  personId: string | null;
  payload: Json;
  state: 'pending' | 'delivered' | 'parked' | 'dismissed';
  attempts: Generated<number>;
  lastStatus: number | null;
  lastError: string | null;
  createdAt: Date;
  deliveredAt: Date | null;
}

export interface WebhookEndpointsTable {
  workspaceId: string;
  id: string;
  url: string;
  sealedSecret: Uint8Array;
  events: string[];
  isActive: Generated<boolean>;
  createdAt: Date;
}

export interface WorkTable {
  workspaceId: string;
  kind: string;
  subjectId: string;
  queueKey: string;
  lane: number;
  dueAt: Date;
  version: Generated<number>;
  attempts: Generated<number>;
  because: string | null;
  leasedBy: number | null;
  leaseUntil: Date | null;
}

export interface WorkersTable {
  epoch: GeneratedAlways<number>;
  name: string;
  startedAt: Date;
  seenAt: Date;
  leaseUntil: Date;
  stoppedAt: Date | null;
}

export interface WorkspacesTable {
  id: string;
  slug: string;
  name: string;
  defaultRegion: Generated<string>;
  defaultTrigger: Generated<string>;
  createdAt: Date;
}

export interface Tables {
  accounts: AccountsTable;
  alertChannels: AlertChannelsTable;
  alertMessages: AlertMessagesTable;
  alerts: AlertsTable;
  apiKeys: ApiKeysTable;
  approvals: ApprovalsTable;
  auditBases: AuditBasesTable;
  auditCheckpointPlaces: AuditCheckpointPlacesTable;
  auditCheckpoints: AuditCheckpointsTable;
  auditEntries: AuditEntriesTable;
  auditHeads: AuditHeadsTable;
  auditSigners: AuditSignersTable;
  baseValues: BaseValuesTable;
  candidacies: CandidaciesTable;
  cleanupTasks: CleanupTasksTable;
  conflicts: ConflictsTable;
  consents: ConsentsTable;
  contactPoints: ContactPointsTable;
  contactVerifications: ContactVerificationsTable;
  enrollments: EnrollmentsTable;
  erasedKeys: ErasedKeysTable;
  erasureMarks: ErasureMarksTable;
  erasures: ErasuresTable;
  fieldWrites: FieldWritesTable;
  files: FilesTable;
  frozenFields: FrozenFieldsTable;
  holds: HoldsTable;
  hookReceipts: HookReceiptsTable;
  identifiers: IdentifiersTable;
  importErrors: ImportErrorsTable;
  imports: ImportsTable;
  inboundLabels: InboundLabelsTable;
  inboundMessages: InboundMessagesTable;
  inboundPlaces: InboundPlacesTable;
  inboundSuppressions: InboundSuppressionsTable;
  insightChanges: InsightChangesTable;
  insightGroups: InsightGroupsTable;
  insightPeople: InsightPeopleTable;
  insightPeopleCells: InsightPeopleCellsTable;
  insightResponseCells: InsightResponseCellsTable;
  insightWaitCells: InsightWaitCellsTable;
  intents: IntentsTable;
  invitations: InvitationsTable;
  jobs: JobsTable;
  keptApart: KeptApartTable;
  legalBases: LegalBasesTable;
  legalHolds: LegalHoldsTable;
  leverCatalog: LeverCatalogTable;
  leverConnections: LeverConnectionsTable;
  leverGrants: LeverGrantsTable;
  leverHooks: LeverHooksTable;
  leverSignIns: LeverSignInsTable;
  mailFolders: MailFoldersTable;
  mailReadings: MailReadingsTable;
  mailboxGrants: MailboxGrantsTable;
  mailboxTroubles: MailboxTroublesTable;
  mailboxWatches: MailboxWatchesTable;
  mailboxes: MailboxesTable;
  matchCounts: MatchCountsTable;
  matchDecisions: MatchDecisionsTable;
  matchKeys: MatchKeysTable;
  matchReplayFindings: MatchReplayFindingsTable;
  matchReplays: MatchReplaysTable;
  matchReviews: MatchReviewsTable;
  matchTraits: MatchTraitsTable;
  memberships: MembershipsTable;
  mergeMoves: MergeMovesTable;
  messages: MessagesTable;
  mirrorKeys: MirrorKeysTable;
  mirrorOpportunities: MirrorOpportunitiesTable;
  mirrorSweeps: MirrorSweepsTable;
  mirrorTombstones: MirrorTombstonesTable;
  noticeDeliveries: NoticeDeliveriesTable;
  outreachSettings: OutreachSettingsTable;
  parkedTemplates: ParkedTemplatesTable;
  passkeyChallenges: PasskeyChallengesTable;
  passkeys: PasskeysTable;
  pendingIntake: PendingIntakeTable;
  personCorrections: PersonCorrectionsTable;
  personKeys: PersonKeysTable;
  persons: PersonsTable;
  pilotPeople: PilotPeopleTable;
  pilotReports: PilotReportsTable;
  pilots: PilotsTable;
  preflightReports: PreflightReportsTable;
  profiles: ProfilesTable;
  rateLimits: RateLimitsTable;
  records: RecordsTable;
  recoveryCodes: RecoveryCodesTable;
  retentionRuns: RetentionRunsTable;
  ruleVersions: RuleVersionsTable;
  runRecords: RunRecordsTable;
  runs: RunsTable;
  sendDomains: SendDomainsTable;
  sends: SendsTable;
  sequenceVersions: SequenceVersionsTable;
  sequences: SequencesTable;
  sessions: SessionsTable;
  setupCodes: SetupCodesTable;
  signInFailures: SignInFailuresTable;
  singleSignOn: SingleSignOnTable;
  singleSignOnLinks: SingleSignOnLinksTable;
  singleSignOnTries: SingleSignOnTriesTable;
  smsNumbers: SmsNumbersTable;
  smsReceipts: SmsReceiptsTable;
  statusChanges: StatusChangesTable;
  suppressions: SuppressionsTable;
  tasks: TasksTable;
  timelineLines: TimelineLinesTable;
  timelineNotes: TimelineNotesTable;
  touches: TouchesTable;
  trackedSequences: TrackedSequencesTable;
  trackingHits: TrackingHitsTable;
  trackingSettings: TrackingSettingsTable;
  undoSteps: UndoStepsTable;
  unmatchedTouches: UnmatchedTouchesTable;
  users: UsersTable;
  webhookDeliveries: WebhookDeliveriesTable;
  webhookEndpoints: WebhookEndpointsTable;
  work: WorkTable;
  workers: WorkersTable;
  workspaces: WorkspacesTable;
}
