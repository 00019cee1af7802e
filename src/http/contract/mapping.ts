// /v1/mapping: which facts go where in Lever. The mapping's own rules are in core/sync/mapping-check.ts.
import { z } from 'zod';

const mapping = z.looseObject({}).describe('As GET /v1/mapping gives it');
const jobId = z.uuid().nullable().optional().describe('Of one job; left out: of the workspace');

export const mappingQuery = z.object({ jobId: z.uuid().optional() });
export const mappingBody = z.strictObject({ mapping, jobId });

export const mappingAnswer = z
  .object({
    kind: z.string(),
    version: z.int().describe('0 is the default that ships with Fulcrum'),
    body: z.unknown(),
  })
  .meta({ id: 'Mapping' });

const dryRun = z.looseObject({
  sum: z.looseObject({}).describe('Counts per kind of change'),
  items: z
    .array(z.looseObject({}))
    .describe('The first people, with what happens to each field and why'),
  isCut: z.boolean(),
  callsPerSecond: z.number(),
  secondsAtLimit: z.number(),
});

export const mappingTryAnswer = dryRun.meta({ id: 'DryRun' });
export const mappingChangeAnswer = z
  .object({
    runId: z.uuid(),
    state: z.string().describe('started, or held by the mass-update brake until it is confirmed'),
    because: z.string(),
    dryRun,
  })
  .meta({ id: 'StartedRun' });

export const runParams = z.object({ id: z.uuid() });
export const runConfirmBody = z.strictObject({
  confirmedCount: z.int().min(0).describe('How many people the dry run said would change'),
});
export const runCancelAnswer = z.object({ runId: z.uuid(), state: z.literal('cancelled') });
