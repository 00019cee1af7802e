// /v1/audit: every decision and effect, newest first, and the check of the chain.
import { z } from 'zod';
import { pageAnswer, pageQuery, time } from './page.ts';
import { uuid } from './text.ts';

export const auditQuery = pageQuery.extend({
  personId: uuid.optional(),
  subjectKind: z.string().max(50).optional(),
  subjectId: z.string().max(200).optional(),
});

const entry = z.object({
  seq: z.int(),
  at: time,
  actor: z.string(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  personId: uuid.nullable(),
  detail: z.unknown(),
  hash: z.string().describe('SHA-256 in hex over the entry and the hash before it'),
});

export const auditAnswer = pageAnswer(entry).meta({ id: 'AuditEntries' });

const head = z.strictObject({
  seq: z.int().min(0),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('In hex'),
});

export const verifyBody = z.strictObject({
  anchor: head
    .optional()
    .describe('A head noted earlier and kept elsewhere: finds a rewritten log'),
});

export const verdict = z
  .union([
    z.object({ isWhole: z.literal(true), entryCount: z.int(), head }),
    z.object({
      isWhole: z.literal(false),
      seq: z.int().describe('The first entry that does not fit'),
      because: z.string(),
    }),
  ])
  .meta({ id: 'AuditVerdict' });
