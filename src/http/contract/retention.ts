// /v1/retention: what is kept how long, what tonight would take, and what the nights did.
import { z } from 'zod';
import { retentionClasses } from '../../core/governance/retention-rules.ts';
import { pageAnswer, time } from './page.ts';
import { uuid } from './text.ts';

export const retentionPreviewBody = z.strictObject({
  rules: z
    .looseObject({})
    .optional()
    .describe('To try before they are in force; else those in force'),
});

export const retentionPreview = z
  .object({
    ruleVersion: z.int(),
    items: z.array(
      z.object({
        class: z.enum(retentionClasses),
        name: z.string(),
        isDecided: z.boolean().describe('False: nobody decided on the class, so it is kept'),
        count: z.int(),
        held: z.int().describe('Old enough, and kept by a legal hold'),
        isCut: z.boolean().describe('There is more than was counted'),
        sample: z.array(z.object({ id: z.string(), personId: uuid.nullable(), since: time })),
      }),
    ),
  })
  .meta({ id: 'RetentionPreview' });

const retentionRun = z
  .object({
    id: uuid,
    owner: z.string(),
    ruleVersion: z.int(),
    startedAt: time,
    finishedAt: time.nullable(),
    done: z.record(
      z.string(),
      z.object({ class: z.enum(retentionClasses), cleaned: z.int(), held: z.int() }),
    ),
    trouble: z.string().nullable(),
  })
  .meta({ id: 'RetentionRun' });

export const retentionRunsAnswer = pageAnswer(retentionRun).meta({ id: 'RetentionRuns' });
