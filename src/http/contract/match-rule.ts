// /v1/match-rules: what an admin decides about matching, what it would do to history, and what was learned.
import { z } from 'zod';
import { findingKinds, replayStates } from '../../db/queries/match-replays.ts';
import { learnedKinds } from '../../flows/match-rules-history.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { uuid } from './text.ts';

const rules = z
  .looseObject({})
  .describe('keys in order of importance with their strength, mergeFrom, askFrom, guards');

const version = z.object({
  version: z.int().describe('0 is the default that ships with Fulcrum'),
  body: rules,
  createdAt: time.nullable(),
  createdBy: z.string().nullable(),
});

export const matchRulesQuery = pageQuery;
export const matchRulesAnswer = z
  .object({
    current: version,
    primaryKey: z.string().nullable().describe('The first of the keys'),
    items: z.array(version).describe('All versions, newest first'),
    next: z.string().nullable(),
  })
  .meta({ id: 'MatchRules' });

export const matchRulesBody = z.strictObject({ body: rules });
export const versionAnswer = z.object({ version: z.int() });

const versionNumber = z.coerce.number().int().min(0).max(1_000_000_000);
export const diffQuery = z.object({ from: versionNumber, to: versionNumber });
export const diffAnswer = z
  .object({
    items: z.array(
      z.object({ at: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
    ),
  })
  .meta({ id: 'MatchRulesDifference' });

export const restoreBody = z.strictObject({ version: z.int().min(0) });

export const replayBody = z.strictObject({
  body: rules.optional().describe('The rules to try; without it those in force'),
});

const counts = z.object({
  profiles: z.int(),
  personsNow: z.int(),
  personsThen: z.int(),
  mergeCount: z.int(),
  splitCount: z.int(),
  reviewCount: z.int(),
  cutOffKeys: z.int().describe('Keys so common that they were not looked at'),
});

export const replay = z
  .object({
    id: uuid,
    state: z.enum(replayStates),
    rules: rules.nullable().describe('Null: the rules in force'),
    because: z.string().nullable(),
    counts: counts.nullable().describe('Null until it is ready'),
    createdAt: time,
    createdBy: z.string(),
    finishedAt: time.nullable(),
    appliedBy: z.string().nullable(),
    appliedRules: z.int().nullable().describe('The version of the rules it was applied under'),
  })
  .meta({ id: 'MatchReplay' });
export const replaysAnswer = pageAnswer(replay).meta({ id: 'MatchReplays' });
export const replayStarted = z.object({ id: uuid, state: z.enum(replayStates) });

export const findingsQuery = pageQuery.extend({ kind: z.enum(findingKinds).optional() });
const finding = z.object({
  position: z.int(),
  kind: z.enum(findingKinds),
  personIds: z.array(uuid),
  leaving: z
    .array(z.array(uuid))
    .nullable()
    .describe('Of a split: the profiles that would leave, one list per new person'),
  probability: z.number().nullable(),
  because: z.array(z.string()),
  outcome: z.enum(['applied', 'overtaken', 'kept']).nullable(),
  outcomeBecause: z.string().nullable(),
});
export const findingsAnswer = pageAnswer(finding).meta({ id: 'MatchReplayFindings' });

export const applyBody = z.strictObject({
  mergeCount: z.int().min(0).describe('As the replay says'),
  splitCount: z.int().min(0),
});

export const learnAnswer = z
  .object({
    items: z.array(
      z.object({
        kind: z.enum(learnedKinds),
        version: z.int().nullable().describe('Null: nothing new was learned'),
        because: z.string(),
      }),
    ),
  })
  .meta({ id: 'Learned' });

export const learnedQuery = pageQuery.extend({
  kind: z.enum(learnedKinds).default('match_calibration'),
});
export const learnedAnswer = pageAnswer(version).meta({ id: 'LearnedVersions' });
export const restoreLearnedBody = z.strictObject({
  kind: z.enum(learnedKinds),
  version: z.int().min(1),
});
