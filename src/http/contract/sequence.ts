// /v1/sequences: outreach plans with their versions, what is wrong with them, and what a person would get.
import { z } from 'zod';
import { guardNames } from '../../core/outreach/guards.ts';
import { approvals, sequenceDefaults, stepChannels } from '../../core/outreach/sequence.ts';
import type { SequenceBody } from '../../core/outreach/sequence.ts';
import type { Check } from '../../ports/checked.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { firstProblem } from './problem.ts';
import { storable, text, uuid } from './text.ts';

const clockTime = z.string().max(5).describe('08:30, in the time of the person');
const window = z.strictObject({
  days: z.array(z.int().min(1).max(7)).max(7).describe('1 is Monday'),
  from: clockTime,
  to: clockTime,
});
const name = z
  .string()
  .regex(/^[\w-]{1,50}$/)
  .meta({ examples: ['first'] });

const variant = z.strictObject({
  id: name,
  weight: z.number().min(0).max(1_000).default(1),
  subject: storable(500).default(''),
  text: storable(20_000),
  html: storable(50_000).nullable().default(null).describe('Made from the text where null'),
});

const step = z.strictObject({
  id: name.describe('Stays the same through versions'),
  channel: z.enum(stepChannels),
  delay: z
    .strictObject({
      amount: z.number().min(0).max(3_000),
      unit: z.enum(['business_days', 'hours']),
    })
    .describe('After the step before it'),
  window: window.nullable().default(null).describe('Of the sequence where null'),
  isInThread: z.boolean().default(false),
  variants: z.array(variant).max(20),
});

export const sequenceBody = z.strictObject({
  steps: z.array(step).max(50),
  window: window.default({ ...sequenceDefaults.window, days: [...sequenceDefaults.window.days] }),
  skipsHolidays: z.boolean().default(sequenceDefaults.skipsHolidays),
  approval: z.enum(approvals).default(sequenceDefaults.approval),
  holdMinutes: z.int().min(0).max(100_000).default(sequenceDefaults.holdMinutes),
  mayUseUnverified: z.boolean().default(sequenceDefaults.mayUseUnverified),
  addresses: z.enum(['any', 'personal_only']).default(sequenceDefaults.addresses),
  holdoutPercent: z.number().min(0).max(50).default(sequenceDefaults.holdoutPercent),
  stopsCompanyOnReply: z.boolean().default(sequenceDefaults.stopsCompanyOnReply),
});

/** The check of a sequence from any door, with what was left out filled in. */
export const checkSequence: Check<SequenceBody> = (input) => {
  const read = sequenceBody.safeParse(input, { reportInput: true });
  return read.success
    ? { isFit: true, item: read.data }
    : { isFit: false, ...firstProblem(read.error) };
};

const sequence = z
  .object({
    id: uuid,
    name: z.string(),
    ownerEmail: z.string(),
    state: z.enum(['draft', 'active', 'paused', 'archived']),
    version: z.int().nullable().describe('In force; null before it was published'),
    createdAt: time,
    changedAt: time,
  })
  .meta({ id: 'Sequence' });

const problems = z
  .array(
    z.object({
      field: z.string(),
      message: z.string(),
      found: z.string().optional().describe('The words of the text that it is about'),
    }),
  )
  .describe('What keeps it from being published');

export const sequencesQuery = pageQuery;
export const sequencesAnswer = pageAnswer(sequence).meta({ id: 'Sequences' });

export const createSequenceBody = z.strictObject({
  name: text(200),
  body: sequenceBody,
  userEmail: z.email().optional().describe('Whose it is; needed with an API key'),
});
export const editSequenceBody = z.strictObject({
  body: sequenceBody,
  expectedAt: time
    .optional()
    .describe('createdAt of the newest version as it was read; a newer one answers 409'),
});
export const savedSequenceAnswer = z
  .object({ id: uuid, version: z.int(), createdAt: time, problems })
  .meta({ id: 'SavedSequence' });

export const lintSequenceBody = z.strictObject({ body: sequenceBody });
export const lintSequenceAnswer = z.object({ problems });

const version = z.object({
  version: z.int(),
  createdAt: time,
  createdBy: z.string(),
  publishedAt: time.nullable(),
});
export const sequenceAnswer = z
  .object({ sequence, newest: version.extend({ body: z.unknown() }), problems })
  .meta({ id: 'SequenceDetail' });
export const sequenceVersionsAnswer = z.object({ items: z.array(version) });

export const sequenceDiffQuery = z.object({
  from: z.coerce.number().int().min(1).optional().describe('The one in force where left out'),
  to: z.coerce.number().int().min(1).optional().describe('The newest where left out'),
});
export const sequenceDiffAnswer = z
  .object({
    from: z.int(),
    to: z.int(),
    items: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
  })
  .meta({ id: 'SequenceDiff' });

export const publishedAnswer = z.object({ id: uuid, version: z.int() });
export const sequenceStateBody = z.strictObject({ because: text(1_000) });

export const guardAnswer = z.object({
  guard: z.enum(guardNames),
  isPassed: z.boolean(),
  because: z.string(),
  value: z.looseObject({}).optional(),
  untilMs: z.number().optional(),
});

const asPerson = {
  personId: uuid,
  mailboxId: uuid.nullable().default(null),
  jobId: uuid.nullable().default(null),
  version: z.int().min(1).optional().describe('The newest where left out, a draft too'),
};
export const previewSequenceBody = z.strictObject({
  ...asPerson,
  body: sequenceBody.optional().describe('Not saved yet: shown instead of any version'),
});
export const previewSequenceAnswer = z
  .object({
    version: z.int(),
    zone: z.string().nullable().describe('Time zone of the person'),
    zoneBecause: z.string().nullable(),
    steps: z.array(
      z.object({
        stepId: z.string(),
        channel: z.enum(stepChannels),
        isFit: z.boolean(),
        because: z.string().nullable().describe('Why the person would not get it'),
        variant: z.string(),
        subject: z.string().nullable(),
        text: z.string().nullable(),
        html: z.string().nullable(),
        address: z.object({ value: z.string().nullable(), because: z.string() }).nullable(),
        guards: z.array(guardAnswer),
        projectedAt: time.nullable().describe('When it would go with nothing else under way'),
      }),
    ),
  })
  .meta({ id: 'SequencePreview' });

export const testSequenceBody = z.strictObject({
  ...asPerson,
  mailboxId: uuid,
  stepId: name,
  userEmail: z.email().optional().describe('Who gets it; needed with an API key'),
});
export const testSequenceAnswer = z.object({ sentTo: z.string() });
