// GET /v1/people: the canonical human, and everything that is known of one.
import { z } from 'zod';
import { statuses } from '../../core/status/status.ts';
import { inLever } from './lever.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { uuid } from './text.ts';

export const peopleQuery = pageQuery.extend({
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Beginnings of words in name, title, employer or place'),
  email: z.string().max(320).optional().describe('As written anywhere; provider rules apply'),
  profileUrl: z.string().max(2000).optional(),
  phone: z.string().max(60).optional(),
  region: z
    .string()
    .regex(/^[A-Za-z]{2}$/)
    .optional()
    .describe("Country of a phone number without one; the workspace's own by default"),
  externalId: z.string().max(320).optional().describe('As source:id, such as pin:4711'),
  jobId: uuid.optional().describe('Considered for this job'),
  status: z.enum(statuses).optional().describe('Where they stand in Lever'),
  held: z.enum(['true']).optional().describe('Outreach to them is held'),
  inLever: z.enum(['true', 'false']).optional(),
});

const canonical = z
  .looseObject({})
  .describe('Name, title, employer, contacts, sources … each with the profile it came from');

const person = z.object({
  id: uuid,
  canonical,
  revision: z.int(),
  isErased: z.boolean(),
  createdAt: time,
  changedAt: time,
});

export const peopleAnswer = pageAnswer(person).meta({ id: 'People' });

const contactPoint = z.object({
  kind: z.enum(['email', 'phone', 'profile_url']),
  value: z.string(),
  shownAs: z.string(),
  label: z.string().nullable(),
  status: z.enum(['verified', 'unverified', 'invalid']),
  source: z.string(),
  method: z.string().nullable(),
  verifiedAt: time.nullable(),
  seenAt: time,
  profileId: uuid,
});

const profile = z.object({
  id: uuid,
  source: z.string(),
  sourceEventId: z.string(),
  jobId: uuid.nullable(),
  payload: z.looseObject({}).describe('As received'),
  foundAt: time,
  receivedAt: time,
  since: time,
});

const touch = z.object({
  id: uuid,
  source: z.string(),
  sourceEventId: z.string(),
  jobId: uuid.nullable(),
  channel: z.string(),
  kind: z.string(),
  sequence: z.string(),
  step: z.int().nullable(),
  payload: z.looseObject({}),
  occurredAt: time,
  receivedAt: time,
});

export const record = z.object({
  id: uuid,
  personId: uuid,
  postingId: z.string().describe("'' means no posting"),
  ownerEmail: z.string().nullable(),
  opportunityId: z.string().nullable(),
  contactId: z.string().nullable(),
  isOurs: z.boolean().describe('We created the opportunity'),
  stageId: z.string().nullable(),
  archiveReasonId: z.string().nullable(),
  status: z.string().nullable(),
  statusAt: time.nullable(),
  gone: z.enum(['deleted', 'anonymized', 'merged']).nullable(),
  createdAt: time,
  changedAt: time,
});

export const recordsQuery = pageQuery.extend({
  personId: uuid.optional(),
  status: z.string().max(50).optional(),
});
export const recordsAnswer = pageAnswer(record).meta({ id: 'Records' });

const enrollment = z.object({
  id: uuid,
  jobId: uuid.nullable(),
  source: z.string(),
  sequence: z.string(),
  state: z.enum(['active', 'paused', 'stopped', 'finished']),
  because: z.string().nullable(),
  epoch: z.int(),
  startedAt: time,
  changedAt: time,
});

export const hold = z.object({
  id: uuid,
  personId: uuid,
  effect: z.enum(['pause', 'stop']),
  cause: z.string(),
  because: z.string(),
  recordId: uuid.nullable(),
  placedAt: time,
  liftedAt: time.nullable(),
  liftedBy: z.string().nullable(),
});

const decision = z.object({
  id: uuid,
  kind: z.string(),
  profileId: uuid.nullable(),
  otherPersonId: uuid.nullable(),
  score: z.number().nullable(),
  evidence: z.unknown(),
  ruleVersion: z.int(),
  actor: z.string(),
  decidedAt: time,
});

const correction = z.object({
  id: uuid,
  field: z.string(),
  key: z.string().describe("Which address or number; '' for single values"),
  value: z.unknown(),
  setBy: z.string(),
  setAt: time,
});

export const personPartNames = [
  'contact-points',
  'profiles',
  'touches',
  'enrollments',
  'decisions',
] as const;
export type PersonPart = (typeof personPartNames)[number];

export const personPartAnswers = {
  'contact-points': pageAnswer(contactPoint).meta({ id: 'PersonContactPoints' }),
  profiles: pageAnswer(profile).meta({ id: 'PersonProfiles' }),
  touches: pageAnswer(touch).meta({ id: 'PersonTouches' }),
  enrollments: pageAnswer(enrollment).meta({ id: 'PersonEnrollments' }),
  decisions: pageAnswer(decision).meta({ id: 'PersonDecisions' }),
} as const;

export const personAnswer = person
  .extend({
    contactPoints: z.array(contactPoint),
    profiles: z.array(profile),
    touches: z.array(touch),
    inLever: z
      .array(inLever)
      .describe('Candidates in Lever with one of the identifiers, as last read'),
    records: z.array(record),
    enrollments: z.array(enrollment),
    holds: z.array(hold),
    decisions: z.array(decision),
    corrections: z.array(correction).describe('Set by hand, in force'),
    next: z
      .record(z.enum(personPartNames), z.string().nullable())
      .describe(
        'The cursor of the rest of each list, at /v1/people/{id}/{list}; null: it is whole',
      ),
  })
  .describe('Of each list the newest 200; records and holds go on at /v1/records and /v1/holds')
  .meta({ id: 'Person' });
