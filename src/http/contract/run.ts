// /v1/runs: changes that touch many records at once, with what they come to and who let them go.
import { z } from 'zod';
import { triggers } from '../../core/sync/trigger.ts';
import { runKinds, runStates } from '../../db/queries/runs.ts';
import { dryRunAnswer, dryRunCounts, runItem } from './dry-run.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { uuid } from './text.ts';

const run = z.object({
  id: uuid,
  kind: z.enum(runKinds),
  state: z.enum(runStates).describe('held: the mass-update brake waits for an admin'),
  because: z.string(),
  standingCount: z.int(),
  changedCount: z.int().describe('What to confirm'),
  confirmedCount: z.int().nullable(),
  createdAt: time,
  createdBy: z.string(),
  decidedAt: time.nullable(),
  decidedBy: z.string().nullable(),
});

export const runsQuery = pageQuery.extend({
  state: z.enum(runStates).optional(),
  kind: z.enum(runKinds).optional(),
});
export const runsAnswer = pageAnswer(run).meta({ id: 'Runs' });

export const runAnswer = z
  .object({
    run,
    dryRun: dryRunCounts.nullable().describe('If it were let go now; null where it is not held'),
    written: z.array(
      z.object({ field: z.string(), kind: z.string(), count: z.int(), undoneCount: z.int() }),
    ),
  })
  .meta({ id: 'Run' });

export const runItemsAnswer = pageAnswer(
  runItem.extend({ personName: z.string().nullable() }),
).meta({ id: 'RunItems' });

export const runWritesAnswer = pageAnswer(
  z.object({
    id: uuid,
    personId: uuid,
    personName: z.string().nullable(),
    recordId: uuid,
    field: z.string(),
    kind: z.string(),
    before: z.unknown(),
    after: z.unknown(),
    writtenAt: time,
    undoneAt: time.nullable(),
  }),
).meta({ id: 'RunWrites' });

export const undoStepsAnswer = pageAnswer(
  z.object({
    id: uuid,
    recordId: uuid,
    place: z.string().describe('What is taken back: set, contact, note, stage or opportunity'),
    state: z.enum(['wanted', 'done', 'impossible']),
    because: z.string(),
    finishedAt: time.nullable(),
  }),
).meta({ id: 'UndoSteps' });

/** A back-fill: by a changed trigger, or by hand whatever the trigger says. */
export const runBody = z
  .strictObject({
    jobId: uuid,
    trigger: z
      .enum(triggers)
      .optional()
      .describe('The new trigger of the job; left out: send people by hand'),
    personIds: z
      .array(uuid)
      .min(1)
      .max(10_000)
      .optional()
      .describe('By hand; left out: everybody of the job who is not due yet'),
  })
  .refine((body) => body.trigger === undefined || body.personIds === undefined, {
    error: 'Give either a trigger or personIds: a trigger decides by itself who is due',
    path: ['personIds'],
  });

export const runTryAnswer = dryRunAnswer;
export const startedRunAnswer = z
  .object({
    runId: uuid,
    state: z.enum(runStates).describe('held: nothing happens until it is confirmed'),
    because: z.string(),
    dryRun: dryRunAnswer,
  })
  .meta({ id: 'StartedRun' });
export const confirmedRunAnswer = startedRunAnswer
  .extend({
    dryRun: dryRunAnswer.nullable().describe('null for an import: its worker counts anew'),
  })
  .meta({ id: 'ConfirmedRun' });

export const runConfirmBody = z.strictObject({
  confirmedCount: z.int().min(0).describe('changedCount as it was shown'),
});
export const runCancelAnswer = z.object({ runId: uuid, state: z.literal('cancelled') });
