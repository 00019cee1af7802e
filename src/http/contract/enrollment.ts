// /v1/enrollments: one person's run through one of our sequences.
import { z } from 'zod';
import { pageAnswer, pageQuery, time } from './page.ts';
import { guardAnswer } from './sequence.ts';
import { text, uuid } from './text.ts';

const states = ['active', 'paused', 'stopped', 'finished'] as const;

const run = z
  .object({
    id: uuid,
    personId: uuid,
    personName: z.string().nullable(),
    sequenceId: uuid,
    sequence: z.string(),
    jobId: uuid.nullable(),
    mailboxId: uuid.nullable(),
    state: z.enum(states),
    because: z.string().nullable(),
    position: z.int().describe('Steps that are over'),
    nextAt: time.nullable(),
    approval: z.enum(['none', 'waiting', 'given']),
    enrolledBy: z.string(),
    zone: z.string().nullable(),
    zoneBecause: z.string().nullable(),
    country: z.string().nullable(),
    isOverridden: z.boolean(),
    startedAt: time,
    changedAt: time,
  })
  .meta({ id: 'OwnEnrollment' });

export const runsOfOursQuery = pageQuery.extend({
  sequenceId: uuid.optional(),
  personId: uuid.optional(),
  state: z.enum(states).optional(),
});
export const runsOfOursAnswer = pageAnswer(run).meta({ id: 'OwnEnrollments' });
export const runOfOursAnswer = run;

export const enrolBody = z.strictObject({
  sequenceId: uuid,
  personIds: z.array(uuid).min(1).max(200),
  mailboxId: uuid.nullable().default(null),
  jobId: uuid.nullable().default(null),
  userEmail: z.email().optional().describe('Who enrols; needed with an API key'),
  overrideBecause: text(1_000)
    .optional()
    .describe('Why although somebody wrote to them lately; needs the right to override'),
});
export const enrolQuery = z.object({
  preview: z.enum(['true', 'false']).default('false').describe('true: say it and do nothing'),
});

export const enrolAnswer = z
  .object({
    isPreview: z.boolean(),
    enrolledCount: z.int(),
    items: z.array(
      z.object({
        personId: uuid,
        isEnrolled: z.boolean(),
        enrollmentId: uuid.nullable(),
        firstAt: time.nullable(),
        because: z.string().nullable().describe('In one line why not'),
        guards: z.array(guardAnswer),
      }),
    ),
  })
  .meta({ id: 'Enrolled' });

export const approveRunAnswer = z.object({ id: uuid, nextAt: time });
export const changeRunBody = z.strictObject({ because: text(1_000) });
export const runDone = z.object({ id: uuid });
