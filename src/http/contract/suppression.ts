// /v1/suppressions: the one list of people not to contact; keys are kept as hashes and never shown.
import { z } from 'zod';
import { suppressionCauses, suppressionKinds } from '../../db/queries/suppressions.ts';
import { importCauses } from '../../flows/suppression-sheets.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { text, uuid } from './text.ts';

const suppression = z
  .object({
    id: uuid,
    kind: z.enum(suppressionKinds),
    shownAs: z
      .string()
      .nullable()
      .describe(
        'The company or domain where names were asked for; of people’s own values only a hash is kept',
      ),
    channel: z.enum(['', 'email', 'sms', 'linkedin', 'call']).describe('Empty: every channel'),
    sequenceId: uuid.nullable(),
    personId: uuid.nullable(),
    cause: z.enum(suppressionCauses),
    because: z.string(),
    placedBy: z.string(),
    placedAt: time,
    liftedAt: time.nullable(),
    liftedBy: z.string().nullable(),
  })
  .meta({ id: 'Suppression' });

export const suppressionsQuery = pageQuery.extend({
  personId: uuid.optional(),
  kind: z.enum(suppressionKinds).optional(),
  cause: z.enum(suppressionCauses).optional(),
  inForce: z.enum(['true', 'false']).optional().describe('true: without those taken back'),
  names: z.enum(['true', 'false']).optional().describe('true: companies and domains by name'),
});
export const suppressionsAnswer = pageAnswer(suppression).meta({ id: 'Suppressions' });

export const addSuppressionsBody = z.strictObject({
  cause: z.enum(importCauses).default('manual'),
  items: z
    .array(
      z.strictObject({
        kind: z.enum(suppressionKinds),
        value: text(2_000).describe('The address, number, domain, profile, employer or person id'),
        because: text(1_000).describe('Shown to colleagues; no personal values'),
      }),
    )
    .min(1)
    .max(500),
});
export const addSuppressionsAnswer = z.object({
  addedCount: z.int().describe('Without those in force already'),
});
export const importSuppressionsQuery = z.object({
  cause: z.enum(importCauses).default('import').describe('Of rows that name none'),
  because: text(1_000).default('on a list that was taken in').describe('Of rows without a reason'),
  preview: z.enum(['true', 'false']).default('false').describe('true: read it and do nothing'),
});
export const importSuppressionsAnswer = z
  .object({
    isPreview: z.boolean(),
    rows: z.int(),
    added: z.int().describe('Without those in force already; of a preview all that can be read'),
    refused: z.int(),
    problems: z
      .array(z.object({ row: z.int(), because: z.string() }))
      .describe('The first hundred; row 1 is the one below the headings'),
  })
  .meta({ id: 'SuppressionsTaken' });
export const exportSuppressionsQuery = z.object({
  inForce: z.enum(['true', 'false']).default('true').describe('false: those taken back too'),
});
export const liftSuppressionBody = z.strictObject({ because: text(1_000) });
export const suppressionDone = z.object({ id: uuid });

export const contactAnswer = z
  .object({
    wasContacted: z.boolean(),
    because: z.string().describe('In one line, without personal values'),
    since: time.nullable(),
  })
  .meta({ id: 'WhyNotContacted' });
export const explainedAnswer = z
  .object({ items: z.array(z.looseObject({ id: uuid, state: z.string() })) })
  .meta({ id: 'ExplainedMessages' });
