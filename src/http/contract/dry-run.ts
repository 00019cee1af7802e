// What a dry run says: counts, people, calls and time.
import { z } from 'zod';
import { outcomeKinds } from '../../core/sync/outline.ts';

const count = z.int().min(0);

export const runSum = z.object({
  personCount: count,
  newCount: count.describe('Candidates that would be made'),
  standingCount: count.describe('Candidates that stand in Lever already'),
  changedCount: count.describe('Of these, those in which something is replaced or taken away'),
  idleCount: count.describe('People to whom nothing would happen'),
  fields: z.record(z.string(), z.partialRecord(z.enum(outcomeKinds), count)).describe('By field'),
  calls: z.record(z.string(), count).describe('Calls to Lever by kind'),
  callCount: count,
});

export const runItem = z.object({
  personId: z.uuid().nullable().describe('null: not known yet'),
  personName: z.string().nullable().optional().describe('Told where people look at it'),
  recordId: z.uuid().nullable().describe('null: one would be made'),
  isNew: z.boolean(),
  outcomes: z.array(
    z.object({
      field: z.string(),
      kind: z.enum(outcomeKinds),
      because: z.string(),
      before: z.unknown(),
      after: z.unknown(),
    }),
  ),
  because: z.string().describe('Why nothing at all happens, where nothing does'),
  callCount: count,
});

export const dryRunCounts = z.object({
  sum: runSum,
  callsPerSecond: z.number(),
  secondsAtLimit: z.number().describe('How long the calls take at the rate limit'),
});

export const dryRunAnswer = dryRunCounts
  .extend({
    items: z.array(runItem).describe('The first people, those to whom something happens first'),
    isCut: z.boolean().describe('There are more people than items'),
  })
  .meta({ id: 'DryRun' });
