// /v1/mapping: which facts go where in Lever. The mapping's own rules are in core/sync/mapping-check.ts.
import { z } from 'zod';
import { dryRunAnswer } from './dry-run.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { startedRunAnswer } from './run.ts';

const mapping = z.looseObject({}).describe('As GET /v1/mapping gives it');
const jobId = z.uuid().nullable().optional().describe('Of one job; left out: of the workspace');
const version = z.int().min(1);

export const mappingQuery = z.object({ jobId: z.uuid().optional() });
export const mappingBody = z.strictObject({ mapping, jobId });
export const mappingChangeBody = mappingBody.extend({
  basedOn: z
    .int()
    .min(0)
    .optional()
    .describe('The version looked at; 409 where it is not the newest'),
});

export const mappingAnswer = z
  .object({
    kind: z.string(),
    version: z.int().describe('0 is the default that ships with Fulcrum'),
    body: z.unknown(),
  })
  .meta({ id: 'Mapping' });

export const mappingTryAnswer = dryRunAnswer;
export const mappingChangeAnswer = startedRunAnswer;

export const versionsQuery = pageQuery.extend({ jobId: z.uuid().optional() });
export const versionsAnswer = pageAnswer(
  z.object({ version, createdAt: time, createdBy: z.string(), ruleCount: z.int() }),
).meta({ id: 'MappingVersions' });

export const diffQuery = mappingQuery.extend({
  from: z.coerce.number().int().min(1),
  to: z.coerce.number().int().min(1),
});
export const diffAnswer = z
  .object({
    differences: z.array(
      z.object({
        change: z.enum(['added', 'removed', 'changed']),
        subject: z.string().describe('The field in Lever, or the computed value'),
        before: z.unknown(),
        after: z.unknown(),
      }),
    ),
  })
  .meta({ id: 'MappingDiff' });

export const restoreBody = z.strictObject({ version, jobId });
export const cloneBody = z.strictObject({
  fromJobId: z.uuid().nullable().optional().describe('Left out: of the workspace'),
  toJobId: z.uuid(),
});
export const exportAnswer = z.looseObject({}).describe('The mapping alone, as importing takes it');
export const importBody = z.looseObject({}).describe('A mapping as it was exported');

export const suggestQuery = z.object({
  sourceName: z.string().min(1).max(200).optional(),
  tagPrefix: z.string().max(100).optional().describe('Before each tag of the source'),
  tags: z.enum(['true', 'false']).default('true').describe('false: no tags are written'),
  templateName: z.string().min(1).max(200).optional(),
});
export const suggestAnswer = z
  .object({ mapping, templates: z.array(z.looseObject({ text: z.string() })) })
  .meta({ id: 'SuggestedMapping' });

const sample = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
export const transformBody = z.strictObject({
  value: sample.describe('The sample'),
  transforms: z.array(z.unknown()).max(100),
  facts: z.record(z.string(), sample).default({}).describe('For tokens such as {title}'),
});
export const transformAnswer = z
  .object({
    steps: z.array(z.object({ kind: z.string(), value: sample })),
    value: sample.describe('What would be written; null: nothing'),
  })
  .meta({ id: 'TriedTransforms' });

export const templatesAnswer = z
  .object({
    parked: z
      .array(z.object({ template: z.string(), messages: z.array(z.string()), parkedAt: time }))
      .describe('Templates that changed in Lever: nothing is written to them until somebody acts'),
  })
  .meta({ id: 'MappedTemplates' });
export const checkAnswer = z
  .object({
    drifts: z.array(
      z.object({ template: z.string(), rules: z.array(z.int()), messages: z.array(z.string()) }),
    ),
  })
  .meta({ id: 'MappingDrifts' });
export const templateBody = z.strictObject({
  templateName: z.string().min(1).max(200),
  mapping: mapping.optional().describe('Left out: the mapping in force'),
  jobId,
});
export const templateAnswer = z.object({
  id: z.string(),
  isNew: z.boolean().describe('false: Lever had one of that name'),
});
