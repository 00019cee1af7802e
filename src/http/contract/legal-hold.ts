// /v1/legal-holds: of whom nothing may be deleted; /v1/cleanup-tasks: what cleaning up leaves to a person.
import { z } from 'zod';
import { cleanupKinds, cleanupOutcomes } from '../../db/queries/cleanup-tasks.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { text, uuid } from './text.ts';

const legalHold = z
  .object({
    id: uuid,
    personId: uuid.nullable().describe('Null: everybody'),
    because: z.string(),
    placedBy: z.string(),
    placedAt: time,
    releasedAt: time.nullable(),
    releasedBy: z.string().nullable(),
    releasedBecause: z.string().nullable(),
  })
  .meta({ id: 'LegalHold' });

export const legalHoldsQuery = pageQuery.extend({
  inForce: z.enum(['true', 'false']).default('true'),
});
export const legalHoldsAnswer = pageAnswer(legalHold).meta({ id: 'LegalHolds' });

export const placeLegalHoldBody = z.strictObject({
  personId: uuid.nullable().describe('Null holds everybody'),
  because: text(1_000).describe('The matter, such as the number of the case'),
});
export const placedLegalHold = z.object({ id: uuid, personId: uuid.nullable() });

export const releaseLegalHoldBody = z.strictObject({ because: text(1_000) });
export const releasedLegalHold = legalHold;

const cleanupTask = z
  .object({
    id: uuid,
    kind: z.enum(cleanupKinds),
    subjectId: uuid,
    personId: uuid.nullable(),
    owner: z.string().describe('Whom the retention rules name; empty while nobody is'),
    because: z.string(),
    openedAt: time,
    doneAt: time.nullable(),
    doneBy: z.string().nullable(),
    outcome: z.enum(cleanupOutcomes).nullable(),
  })
  .meta({ id: 'CleanupTask' });

export const cleanupTasksQuery = pageQuery.extend({
  open: z.enum(['true', 'false']).default('true'),
});
export const cleanupTasksAnswer = pageAnswer(cleanupTask).meta({ id: 'CleanupTasks' });
export const endCleanupTaskBody = z.strictObject({ outcome: z.enum(['done', 'not_needed']) });
export const cleanupTaskAnswer = cleanupTask;
