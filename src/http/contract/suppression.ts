// /v1/suppressions: the one list of people not to contact; keys are kept as hashes and never shown.
import { z } from 'zod';
import { suppressionCauses, suppressionKinds } from '../../db/queries/suppressions.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { text, uuid } from './text.ts';

const suppression = z
  .object({
    id: uuid,
    kind: z.enum(suppressionKinds),
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

export const suppressionsQuery = pageQuery.extend({ personId: uuid.optional() });
export const suppressionsAnswer = pageAnswer(suppression).meta({ id: 'Suppressions' });

export const addSuppressionsBody = z.strictObject({
  cause: z.enum(['manual', 'no_poach', 'client', 'objection', 'import']).default('manual'),
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
