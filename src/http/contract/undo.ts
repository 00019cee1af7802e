// /v1/undo: what is to be taken back, and what Lever's API does not let us take back.
import { z } from 'zod';
import { text, uuid } from './text.ts';

const instant = z.iso.datetime({ offset: true });

export const undoBody = z
  .strictObject({
    scope: z
      .strictObject({
        recordId: uuid.optional(),
        personId: uuid.optional(),
        runId: uuid.optional(),
        importId: uuid.optional(),
        field: z.string().min(1).max(500).optional().describe('Such as contact.headline or tags'),
        since: instant.optional(),
        until: instant.optional(),
        jobIds: z.array(uuid).min(1).max(1000).optional(),
        sourcerEmails: z.array(z.string().min(3).max(320)).min(1).max(1000).optional(),
      })
      .describe('Everything given narrows: a pilot is since, jobIds and sourcerEmails'),
    archiveReasonId: z
      .string()
      .max(200)
      .nullable()
      .default(null)
      .describe('Candidates we made are archived with it; null: they stay'),
    reason: text(1000).describe('Kept in the audit log'),
  })
  .describe('What is taken back stays frozen until somebody thaws it');

export const undoQuery = z.object({
  preview: z.enum(['true', 'false']).default('true').describe('false: do it'),
});

export const undoAnswer = z
  .object({
    runId: uuid.nullable().describe('Its calls are under /v1/runs/{id}/steps'),
    recordCount: z.int(),
    stepCount: z
      .int()
      .describe('Calls that are tried; each looks first whether somebody changed it'),
    steps: z
      .array(
        z.object({
          recordId: uuid,
          place: z.string(),
          fields: z.array(z.string()),
          writtenAt: z.iso.datetime(),
        }),
      )
      .describe('The first calls'),
    impossible: z
      .array(z.object({ because: z.string(), fields: z.array(z.string()), count: z.int() }))
      .describe('What Lever does not let us take back, by reason'),
    isCut: z.boolean().describe('There is more: take this back first, then ask again'),
  })
  .meta({ id: 'Undo' });
