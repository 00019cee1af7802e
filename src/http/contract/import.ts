// /v1/imports: spreadsheets, from upload over mapping and dry run to the refused rows.
import { z } from 'zod';
import { importStates } from '../../core/people/incoming.ts';
import { columnTargets } from '../../ports/sheets.ts';
import { inLever } from './lever.ts';
import { pageAnswer, time } from './page.ts';
import { jobRef } from './profile.ts';
import { text, uuid } from './text.ts';

export const newImportQuery = z.object({
  source: z.string().min(1).max(100).default('csv').describe('The tool the sheet came from'),
  fileName: z.string().max(255).optional(),
  jobExternalId: z.string().max(200).optional().describe('Job of rows that name none'),
  jobName: z.string().max(500).optional(),
});

export const importShown = z
  .object({
    id: uuid,
    fileName: z.string(),
    source: z.string(),
    jobId: uuid.nullable(),
    state: z.enum(importStates),
    rows: z.int().describe('Rows worked on so far'),
    progress: z.number().min(0).max(1),
    accepted: z.int(),
    duplicates: z.int(),
    rejected: z.int(),
    notes: z.record(z.string(), z.int()).describe('What was left out or repaired, and how often'),
    because: z.string().nullable().describe('Why it failed or was cancelled'),
    createdAt: time,
    finishedAt: time.nullable(),
  })
  .meta({ id: 'Import' });

export const importsAnswer = pageAnswer(importShown).meta({ id: 'Imports' });

const target = z.enum(columnTargets).nullable().describe('null: the column is left out');

export const importPreview = z
  .object({
    encoding: z.string(),
    delimiter: z.string(),
    columns: z.array(z.object({ header: z.string(), target, samples: z.array(z.string()) })),
    rows: z.array(
      z.union([
        z.object({
          number: z.int(),
          isFit: z.literal(true),
          profile: z.looseObject({}),
          notes: z.array(z.object({ column: z.string(), note: z.string() })),
        }),
        z.object({
          number: z.int(),
          isFit: z.literal(false),
          field: z.string(),
          message: z.string(),
        }),
      ]),
    ),
    estimatedRowCount: z.int(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ImportPreview' });

export const importWithPreview = z.object({ import: importShown, preview: importPreview });

export const importMappingBody = z.strictObject({
  columns: z.record(z.string(), target).optional().describe('By header; others stay as they are'),
  source: text(100).optional(),
  job: jobRef.nullable().optional(),
});

export const trialQuery = z.object({
  rowsMax: z.coerce.number().int().min(1).max(1_000_000).default(10_000),
});

export const importTrial = z
  .object({
    rows: z.int(),
    accepted: z.int(),
    duplicates: z.int(),
    rejected: z.int(),
    notes: z.record(z.string(), z.int()),
    problems: z.array(z.object({ row: z.int(), field: z.string(), message: z.string() })),
    inLever: z
      .object({ count: z.int(), shown: z.array(z.object({ row: z.int(), inLever })) })
      .describe('Rows whose people are in Lever already, and the first of them'),
    isWhole: z.boolean(),
  })
  .meta({ id: 'ImportTrial' });
