// The register of personal data: every table, what it holds of a person, and what an erasure does with it. Erasure,
// its proof and the access export all read this list; a test fails for a table that is not in it.

import type { Tables } from './tables.ts';

/** The ids by which rows of one person are found; see queries/personal-scope.ts. */
export const scopeKeys = {
  personIds: 'uuid',
  profileIds: 'uuid',
  recordIds: 'uuid',
  touchIds: 'uuid',
  messageIds: 'uuid',
  inboundIds: 'uuid',
  decisionIds: 'uuid',
  contactIds: 'text',
  opportunityIds: 'text',
  /** SHA-256 of files that nobody else has. */
  fileHashes: 'bytea',
  /** Keyed hashes of addresses and numbers. */
  addressHashes: 'bytea',
  /** Names, addresses and numbers as written; empty once they are gone. */
  needles: 'text',
} as const;
export type ScopeKey = keyof typeof scopeKeys;

/** A row is the person's where this expression (of columns of `t`) is among the ids. */
export type FoundBy = readonly [expression: string, key: ScopeKey];

export type TableRule =
  | { rule: 'keep'; because: string; by?: readonly FoundBy[] }
  | { rule: 'delete'; by: readonly FoundBy[]; only?: string }
  /** Values are expressions over columns of `t`; applying them again changes nothing. */
  | {
      rule: 'empty';
      by: readonly FoundBy[];
      only?: string;
      set: Readonly<Record<string, string>>;
    };

/** What is written where a human's words about the person stood. */
export const erasedWords = 'the person was erased';

const customers = 'it is about the customer and its own staff';
const idsOnly = 'it holds ids, times and counts, no value of the person';
const words = `case when t.because is null then null else '${erasedWords}' end`;
const person: readonly FoundBy[] = [['t.person_id', 'personIds']];
const record: readonly FoundBy[] = [['t.record_id', 'recordIds']];
const twoPersons: readonly FoundBy[] = [...person, ['t.other_person_id', 'personIds']];
const sealedFor: readonly FoundBy[] = [...person, ['t.first_person_id', 'personIds']];

const keep = (because: string, by?: readonly FoundBy[]): TableRule => ({
  rule: 'keep',
  because,
  ...(by === undefined ? {} : { by }),
});
const remove = (by: readonly FoundBy[]): TableRule => ({ rule: 'delete', by });

const emptyPerson = `jsonb_build_object('name', null, 'headline', null, 'title', null, 'employer', null,
  'location', null, 'emails', '[]'::jsonb, 'phones', '[]'::jsonb, 'profileUrls', '[]'::jsonb, 'skills', '[]'::jsonb,
  'tags', '[]'::jsonb, 'score', null, 'sources', '[]'::jsonb, 'sourcers', '[]'::jsonb, 'foundAt', t.created_at,
  'workHistory', '[]'::jsonb, 'resume', null, 'hasOptedOut', true, 'custom', '{}'::jsonb)`;
const emptyProfile = `jsonb_build_object('source', t.source, 'sourceEventId', 'erased:' || t.id, 'foundAt', t.found_at,
  'emails', '[]'::jsonb, 'phones', '[]'::jsonb, 'profileUrls', '[]'::jsonb, 'skills', '[]'::jsonb, 'tags', '[]'::jsonb,
  'workHistory', '[]'::jsonb)`;
// Whether an answer was interested is a count of the report, not a value of the person.
const emptyTouch = `jsonb_strip_nulls(jsonb_build_object('source', t.source, 'sourceEventId', 'erased:' || t.id,
  'person', '{}'::jsonb, 'channel', t.channel, 'kind', t.kind, 'occurredAt', t.occurred_at,
  'interest', t.payload->'interest', 'isHardBounce', t.payload->'isHardBounce'))`;
const deadHash = `'\\x00'::bytea`;

/** By the names of the tables in the code. */
export const personalData: Readonly<Record<keyof Tables, TableRule>> = {
  accounts: keep(customers),
  alertChannels: keep(customers),
  alertMessages: keep(idsOnly),
  alerts: keep(idsOnly),
  apiKeys: keep(customers),
  approvals: keep('changes as customers ask for them: rules, domains, ids and counts'),
  auditBases: keep(idsOnly),
  auditCheckpointPlaces: keep(idsOnly),
  auditCheckpoints: keep(idsOnly),
  auditEntries: keep('values of the person are sealed with the key that is destroyed', person),
  auditHeads: keep(idsOnly),
  auditSigners: keep(customers),
  baseValues: remove(record),
  candidacies: keep(idsOnly, person),
  cleanupTasks: keep(idsOnly, person),
  conflicts: remove([...person, ...record]),
  consents: {
    rule: 'empty',
    by: sealedFor,
    set: { sealed_evidence: 'null', address_hash: 'null' },
  },
  contactPoints: remove(person),
  contactVerifications: remove([['t.address_hash', 'addressHashes']]),
  enrollments: {
    rule: 'empty',
    by: sealedFor,
    set: {
      because: words,
      zone: 'null',
      zone_because: 'null',
      country: 'null',
      override_because: 'null',
    },
  },
  erasedKeys: keep('keyed hashes, by which the person is turned away'),
  erasureMarks: keep(idsOnly, record),
  erasures: keep('it is the proof: ids and counts', person),
  fieldWrites: {
    rule: 'empty',
    by: [...person, ...record],
    set: { before: 'null', after: 'null' },
  },
  files: remove([['t.content_hash', 'fileHashes']]),
  frozenFields: { rule: 'empty', by: record, set: { because: words } },
  holds: { rule: 'empty', by: person, set: { because: words } },
  hookReceipts: {
    rule: 'empty',
    by: [
      [`t.payload->'data'->>'opportunityId'`, 'opportunityIds'],
      [`t.payload->'data'->>'contactId'`, 'contactIds'],
    ],
    set: { payload: `'{}'::jsonb` },
  },
  identifiers: remove(person),
  importErrors: remove([['t.cells::text', 'needles']]),
  imports: keep('its sheet is deleted when it ends, and its rows are refused as erased'),
  inboundLabels: { rule: 'empty', by: [['t.inbound_id', 'inboundIds']], set: { because: words } },
  inboundMessages: {
    rule: 'empty',
    by: [['t.id', 'inboundIds']],
    set: {
      sealed: 'null',
      sealed_raw: 'null',
      evidence: `'[]'::jsonb`,
      intent_because: 'null',
      mail_id: 'null',
      thread_id: 'null',
      mail_references: `'{}'::text[]`,
    },
  },
  inboundPlaces: keep(idsOnly),
  inboundSuppressions: keep(idsOnly),
  insightChanges: keep(idsOnly),
  insightGroups: keep(idsOnly, person),
  insightPeople: keep(idsOnly, person),
  insightPeopleCells: keep(idsOnly),
  insightResponseCells: keep(idsOnly),
  insightWaitCells: keep(idsOnly),
  intents: {
    rule: 'empty',
    by: [
      ['t.subject_id', 'recordIds'],
      ['t.subject_id', 'messageIds'],
    ],
    only: `t.kind <> 'mark_erased'`,
    set: {
      state: `case when t.state = 'planned' then 'superseded'
        when t.state in ('parked', 'ambiguous', 'armed') then 'dismissed' else t.state end`,
      finished_at: 'coalesce(t.finished_at, t.planned_at)',
      payload: `'{}'::jsonb`,
      outcome: 'null',
      marker: `'erased:' || t.id`,
      failure_text: 'null',
      next_action: 'null',
      cause: `'${erasedWords}'`,
    },
  },
  invitations: keep(customers),
  jobs: keep(customers),
  keptApart: keep(idsOnly),
  legalBases: { rule: 'empty', by: sealedFor, set: { sealed_evidence: 'null' } },
  legalHolds: { rule: 'empty', by: person, set: { because: words, released_because: 'null' } },
  leverCatalog: keep(customers),
  leverConnections: keep(customers),
  leverGrants: keep(customers),
  leverHooks: keep(customers),
  leverSignIns: keep(customers),
  mailFolders: keep(customers),
  mailReadings: keep(customers),
  mailboxGrants: keep(customers),
  mailboxTroubles: keep(idsOnly),
  mailboxWatches: keep(customers),
  mailboxes: keep(customers),
  matchCounts: keep(
    'counts of words; the ones of the person are taken off, and words left alone removed',
  ),
  matchDecisions: { rule: 'empty', by: twoPersons, set: { evidence: `'{}'::jsonb` } },
  matchKeys: remove(person),
  matchReplayFindings: remove([['any_of(t.person_ids)', 'personIds']]),
  matchReplays: keep('rules and counts'),
  matchReviews: remove(twoPersons),
  matchTraits: remove(person),
  memberships: keep(idsOnly, person),
  mergeMoves: remove([['t.decision_id', 'decisionIds']]),
  messages: {
    rule: 'empty',
    by: sealedFor,
    set: {
      state: `case when t.state in ('planned', 'prepared', 'refused_transient', 'blocked') then 'cancelled'
        else t.state end`,
      because: words,
      due_at: 'null',
      sealed: 'null',
      content_hash: `case when t.state = 'submitting' then t.content_hash end`,
      in_reply_to: 'null',
      thread_references: `'{}'::text[]`,
      server_message_id: 'null',
      outcome: 'null',
      explanation: 'null',
    },
  },
  mirrorKeys: remove([['t.contact_id', 'contactIds']]),
  mirrorOpportunities: remove([['t.contact_id', 'contactIds']]),
  mirrorSweeps: keep(idsOnly),
  mirrorTombstones: keep('ids, so that the candidate does not come back'),
  noticeDeliveries: keep(idsOnly, person),
  outreachSettings: keep(customers),
  parkedTemplates: keep(customers),
  passkeyChallenges: keep(customers),
  passkeys: keep(customers),
  pendingIntake: remove([
    ['t.item_id', 'profileIds'],
    ['t.item_id', 'touchIds'],
  ]),
  personCorrections: remove(person),
  personKeys: remove(person),
  persons: {
    rule: 'empty',
    by: [['t.id', 'personIds']],
    set: { canonical: emptyPerson, search: `''::tsvector`, is_erased: 'true' },
  },
  pilotPeople: keep(idsOnly, person),
  pilotReports: keep(idsOnly),
  pilots: keep(customers),
  preflightReports: keep(customers),
  profiles: {
    rule: 'empty',
    by: [['t.id', 'profileIds']],
    set: {
      payload: emptyProfile,
      source_event_id: `'erased:' || t.id`,
      content_hash: deadHash,
    },
  },
  rateLimits: keep(customers),
  records: {
    rule: 'empty',
    by: [['t.id', 'recordIds']],
    set: { opportunity: 'null', contact: 'null', forms: 'null' },
  },
  recoveryCodes: keep(customers),
  retentionRuns: keep(idsOnly),
  ruleVersions: keep(customers),
  runRecords: keep(idsOnly),
  runs: keep(idsOnly),
  sendDomains: keep('keyed hashes of domains'),
  sends: keep('keyed hashes, for limits'),
  sequenceVersions: keep(customers),
  sequences: keep(customers),
  sessions: keep(customers),
  setupCodes: keep(customers),
  signInFailures: keep(customers),
  singleSignOn: keep(customers),
  singleSignOnLinks: keep(customers),
  singleSignOnTries: keep(customers),
  smsNumbers: keep(customers),
  smsReceipts: keep(idsOnly),
  statusChanges: keep(idsOnly, record),
  suppressions: {
    rule: 'empty',
    by: sealedFor,
    set: { because: words, lifted_because: 'null' },
  },
  tasks: {
    rule: 'empty',
    by: sealedFor,
    set: {
      sealed: 'null',
      because: words,
      state: `case when t.state = 'open' then 'cancelled' else t.state end`,
      finished_at: 'coalesce(t.finished_at, t.created_at)',
    },
  },
  timelineLines: keep(idsOnly, record),
  timelineNotes: keep(idsOnly, record),
  touches: {
    rule: 'empty',
    by: [['t.id', 'touchIds']],
    set: { payload: emptyTouch, source_event_id: `'erased:' || t.id`, content_hash: deadHash },
  },
  trackedSequences: keep(customers),
  trackingHits: {
    rule: 'empty',
    by: [['t.message_id', 'messageIds']],
    set: { user_agent: `''`, link: `''` },
  },
  trackingSettings: keep(customers),
  undoSteps: {
    rule: 'empty',
    by: record,
    set: {
      action: `'{}'::jsonb`,
      because: words,
      state: `case when t.state = 'wanted' then 'impossible' else t.state end`,
      finished_at: 'coalesce(t.finished_at, t.created_at)',
    },
  },
  unmatchedTouches: remove([['t.touch_id', 'touchIds']]),
  users: keep(customers),
  webhookDeliveries: {
    rule: 'empty',
    by: person,
    // That one tells the sources of the erasure; what it says is sealed, and goes when it is delivered.
    only: `t.event <> 'person.erased'`,
    set: {
      payload: `'{}'::jsonb`,
      last_error: 'null',
      state: `case when t.state in ('pending', 'parked') then 'dismissed' else t.state end`,
    },
  },
  webhookEndpoints: keep(customers),
  work: keep(idsOnly),
  workers: keep(customers),
  workspaces: keep(customers),
};
