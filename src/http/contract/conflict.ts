// /v1/conflicts and /v1/frozen-fields: what both sides wanted, who decided, and what waits for a person.
import { z } from 'zod';
import { conflictKinds, conflictResolutions } from '../../db/queries/conflicts.ts';
import { freezeCauses } from '../../db/queries/frozen-fields.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { uuid } from './text.ts';

export const conflict = z
  .object({
    id: uuid,
    recordId: uuid,
    personId: uuid,
    personName: z.string().nullable(),
    field: z.string(),
    kind: z
      .enum(conflictKinds)
      .describe('both_changed: Lever kept its value; overwritten: ours won'),
    base: z.unknown().describe('What both sides last agreed on'),
    ours: z.unknown(),
    theirs: z.unknown(),
    because: z.string(),
    mappingVersion: z.int(),
    remoteUpdatedAt: time
      .nullable()
      .describe('When Lever last said that the candidate changed; who did it Lever does not tell'),
    seenAt: time,
    resolution: z.enum(conflictResolutions).nullable(),
    resolvedBy: z.string().nullable(),
    resolvedAt: time.nullable(),
  })
  .meta({ id: 'Conflict' });

export const conflictsQuery = pageQuery.extend({
  open: z.enum(['true', 'false', 'all']).default('true'),
  recordId: uuid.optional(),
  personId: uuid.optional(),
  field: z.string().max(500).optional().describe('Such as contact.headline'),
  kind: z.enum(conflictKinds).optional(),
});
export const conflictsAnswer = pageAnswer(conflict).meta({ id: 'Conflicts' });

export const decideBody = z.strictObject({
  decision: z
    .enum(['keep_theirs', 'use_ours'])
    .describe('keep_theirs: what stands or stood in Lever; use_ours: what the sourcing side says'),
});

export const frozenQuery = pageQuery.extend({
  recordId: uuid.optional(),
  cause: z.enum(freezeCauses).optional(),
});
export const frozenAnswer = pageAnswer(
  z.object({
    recordId: uuid,
    personId: uuid,
    personName: z.string().nullable(),
    field: z.string(),
    cause: z.enum(freezeCauses).describe('flips: it changed back and forth three times in an hour'),
    because: z.string(),
    frozenAt: time,
  }),
).meta({ id: 'FrozenFields' });

export const thawBody = z.strictObject({
  recordId: uuid,
  fields: z.array(z.string().min(1).max(500)).min(1).max(100),
});
export const thawAnswer = z.object({ thawed: z.array(z.string()) });
