// /v1/rules/{kind}: rules an admin changes at run time; every version is kept.
import { z } from 'zod';
import { outreachEffects, statuses } from '../../core/status/status.ts';
import { dryRunAnswer } from './dry-run.ts';
import { pageAnswer, pageQuery, time } from './page.ts';

export const ruleKinds = [
  'status',
  'pause',
  'timeline',
  'match',
  'retention',
  'stage_moves',
  'brake',
  'approval',
  'alert',
  'outreach',
] as const;

export const ruleParams = z.object({ kind: z.enum(ruleKinds) });

const version = z.object({
  version: z.int().describe('0 is the default that ships with Fulcrum'),
  body: z.unknown(),
  createdAt: time.nullable(),
  createdBy: z.string().nullable(),
});

export const rulesQuery = pageQuery;
export const rulesAnswer = z
  .object({
    kind: z.enum(ruleKinds),
    current: version,
    items: z.array(version).describe('All versions, newest first'),
    next: z.string().nullable(),
  })
  .meta({ id: 'Rules' });

export const rulesBody = z.strictObject({ body: z.looseObject({}) });
export const rulesChangeBody = rulesBody.extend({
  basedOn: z
    .int()
    .min(0)
    .optional()
    .describe('The version looked at; 409 where it is not the newest'),
});
export const rulesChangeAnswer = z.object({ version: z.int() });

export const ruleVersionParams = ruleParams.extend({ version: z.coerce.number().int().min(0) });
export const ruleVersionAnswer = z
  .object({ version: z.int(), body: z.unknown() })
  .meta({ id: 'RuleVersion' });
export const ruleVersionsAnswer = pageAnswer(
  z.object({ version: z.int(), createdAt: time, createdBy: z.string() }),
).meta({ id: 'RuleVersions' });

const versionNumber = z.coerce.number().int().min(0);
export const rulesDiffQuery = z.object({ from: versionNumber, to: versionNumber });
export const rulesDiffAnswer = z
  .object({
    items: z.array(
      z.object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
    ),
  })
  .meta({ id: 'RulesDiff' });
export const rulesRestoreBody = z.strictObject({
  version: z.int().min(0).describe('0 is what ships with Fulcrum'),
  basedOn: rulesChangeBody.shape.basedOn,
});

export const ruleTryParams = z.object({ kind: z.enum(['status', 'pause', 'stage_moves']) });
const place = z.object({ status: z.enum(statuses), effect: z.enum(outreachEffects) });
export const ruleTryAnswer = z
  .union([
    z.object({
      recordCount: z.int(),
      statusChangeCount: z.int(),
      tighterCount: z.int().describe('Records whose outreach would be held more strictly'),
      milderCount: z.int().describe('A hold in force stays until a human lifts it'),
      items: z.array(
        z.object({
          personId: z.uuid(),
          personName: z.string().nullable().optional(),
          recordId: z.uuid(),
          before: place,
          after: place,
          because: z.string(),
        }),
      ),
    }),
    dryRunAnswer,
  ])
  .meta({ id: 'RulesDryRun' });
