// /v1/audit: every decision and effect, newest first, its export, its check and its checkpoints.
import { z } from 'zod';
import { auditFormats } from '../../flows/audit-export.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { uuid } from './text.ts';

const filters = {
  personId: uuid.optional(),
  actor: z.string().max(100).optional().describe('user:<id>, api-key:<id>, system, cli, lever'),
  action: z
    .string()
    .max(100)
    .optional()
    .describe('opportunity.created, or opportunity for all that happened to one'),
  subjectKind: z.string().max(50).optional(),
  subjectId: z.string().max(200).optional(),
  rule: z.string().max(50).optional().describe('A kind of rules: its changes'),
  ruleVersion: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('With rule: that change, and what match or mapping decided by this version'),
  from: time.optional(),
  to: time.optional().describe('Not included'),
};

export const auditQuery = pageQuery.extend(filters);
export type AuditQuery = z.output<typeof auditQuery>;

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

export const auditAnswer = pageAnswer(
  entry.extend({ hasPersonal: z.boolean().describe('Values of a person were kept with it') }),
).meta({ id: 'AuditEntries' });

export const seqParams = z.object({ seq: z.coerce.number().int().min(1) });

export const auditEntryAnswer = entry
  .extend({
    personal: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('Values of the person, such as before and after'),
    isErased: z.boolean().describe('The values went with the person’s key'),
  })
  .meta({ id: 'AuditEntry' });

export const auditExportQuery = z.object({
  ...filters,
  format: z.enum(auditFormats).default('jsonl'),
});

const head = z.strictObject({
  seq: z.int().min(0),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('In hex'),
});

const checkpoint = z.strictObject({
  workspaceId: uuid,
  seq: z.int().min(1),
  hash: head.shape.hash,
  at: time,
  publicKey: z.string().max(200).describe('Ed25519, SPKI in base64'),
  signature: z.string().max(200).describe('In base64'),
});

export const verifyBody = z.strictObject({
  anchor: head
    .optional()
    .describe('A head noted earlier and kept elsewhere: finds a rewritten log'),
  checkpoints: z
    .array(checkpoint)
    .max(100_000)
    .optional()
    .describe('The lines of the file that is kept elsewhere'),
  publicKey: z.string().max(200).optional().describe('The key that was noted'),
});

export const verdict = z
  .union([
    z.object({
      isWhole: z.literal(true),
      entryCount: z.int(),
      head,
      checkpointCount: z.int().describe('Checkpoints that the chain went through'),
    }),
    z.object({
      isWhole: z.literal(false),
      seq: z.int().describe('The first entry that does not fit'),
      because: z.string(),
    }),
  ])
  .meta({ id: 'AuditVerdict' });

export const checkpointsAnswer = pageAnswer(checkpoint)
  .extend({
    places: z.array(
      z.object({
        place: z.string().describe('chain: signed here; file: in the file outside'),
        seq: z.int(),
        at: time,
        trouble: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'AuditCheckpoints' });

export const checkpointMadeAnswer = z
  .union([
    z.object({ did: z.literal('signed'), checkpoint }),
    z.object({ did: z.literal('nothing') }),
    z.object({ did: z.literal('refused'), seq: z.int(), because: z.string() }),
  ])
  .meta({ id: 'AuditCheckpointMade' });
