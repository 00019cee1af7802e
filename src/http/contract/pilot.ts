// /v1/pilots: a trial on some jobs and users, beside the time before it.
import { z } from 'zod';
import { findings } from '../../core/insight/compare-pilot.ts';
import { pilotStates, pilotTargets } from '../../core/insight/pilot.ts';
import { findingKinds } from '../../db/queries/pilot-findings.ts';
import { pageAnswer, time } from './page.ts';
import { uuid } from './text.ts';

const targets = z.partialRecord(z.enum(pilotTargets), z.number().min(0));
const window = z.strictObject({ from: z.iso.date(), to: z.iso.date() });

export const pilot = z
  .object({
    id: uuid,
    name: z.string(),
    state: z.enum(pilotStates),
    body: z.object({
      jobIds: z.array(uuid).describe('Empty: every job'),
      users: z.array(z.string()).describe('Sourcers by email; empty: everybody'),
      baseline: window,
      targets,
    }),
    personCap: z.int().nullable(),
    startsAt: time,
    endsAt: time,
    createdAt: time,
    createdBy: z.string(),
    decidedAt: time.nullable(),
    decidedBy: z.string().nullable(),
    undoRunId: uuid.nullable(),
  })
  .meta({ id: 'Pilot' });

export const pilotsAnswer = pageAnswer(pilot).meta({ id: 'Pilots' });

export const pilotBody = z.strictObject({
  name: z.string().trim().min(1).max(200),
  jobIds: z.array(uuid).max(500).optional(),
  users: z.array(z.email().max(320)).max(500).optional(),
  personCap: z.int().min(1).max(10_000_000).nullable().optional(),
  startsAt: z.iso.datetime({ offset: true }).optional().describe('Now where absent'),
  endsAt: z.iso.datetime({ offset: true }).optional().describe('Six weeks later where absent'),
  baseline: window.optional().describe('The twelve weeks before where absent'),
  targets: targets.optional(),
});

export const widenBody = z.strictObject({
  addJobIds: z.array(uuid).max(500).optional(),
  addUsers: z.array(z.email().max(320)).max(500).optional(),
  personCap: z.int().min(1).max(10_000_000).nullable().optional(),
  endsAt: z.iso.datetime({ offset: true }).optional(),
});

export const rollBackBody = z.strictObject({
  archiveReasonId: z
    .string()
    .max(100)
    .nullable()
    .default(null)
    .describe('Candidates that Fulcrum created are archived with it; null: they stay'),
  preview: z.boolean().default(false).describe('Only says what would be taken back'),
});

export const rollBackAnswer = z.object({
  pilot,
  undo: z.object({
    runId: uuid.nullable(),
    recordCount: z.int(),
    stepCount: z.int(),
    impossible: z.array(
      z.object({ because: z.string(), fields: z.array(z.string()), count: z.int() }),
    ),
    isCut: z.boolean().describe('There is more: roll back again'),
  }),
});

const measured = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  of: z.int(),
  isFew: z.boolean(),
});

export const comparisonAnswer = z
  .object({
    comparisons: z.array(
      z.object({
        kpi: z.enum(pilotTargets),
        before: measured,
        pilot: measured,
        difference: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
        finding: z.enum(findings),
        target: z.number().nullable(),
        targetMet: z.enum(['met', 'missed', 'open']).nullable(),
      }),
    ),
    advice: z.enum(['widen', 'go_on', 'do_not_widen']),
    text: z.string(),
    from: z.string(),
    to: z.string(),
    peopleTaken: z.int(),
    personCap: z.int().nullable(),
    baselineOf: z.enum(['same_scope', 'workspace']),
    isFromLeverHistory: z.boolean(),
    findings: z.record(z.enum(findingKinds), z.int()),
  })
  .meta({ id: 'PilotComparison' });

export const reportsAnswer = pageAnswer(
  z.object({ week: z.int(), body: comparisonAnswer, text: z.string(), madeAt: time }),
).meta({ id: 'PilotReports' });

export const findingsAnswer = pageAnswer(
  z.object({
    kind: z.enum(findingKinds),
    id: uuid,
    personId: uuid,
    personName: z.string().nullable(),
    at: time,
    isOpen: z.boolean(),
    because: z.string(),
  }),
).meta({ id: 'PilotFindings' });
