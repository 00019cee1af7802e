// /v1/rules/{kind}: rules an admin changes at run time; every version is kept.
import { z } from 'zod';
import { pageQuery, time } from './page.ts';

export const ruleKinds = ['status', 'pause', 'timeline', 'match', 'retention'] as const;

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
export const rulesChangeAnswer = z.object({ version: z.int() });
