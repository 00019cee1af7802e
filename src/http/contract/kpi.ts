// /v1/kpis: the numbers, how sure they are, what they count in words, and the events behind them.
import { z } from 'zod';
import { grains } from '../../core/insight/cells.ts';
import { funnelSteps, kpis } from '../../core/insight/kpis.ts';
import { breakdowns } from '../../db/queries/insight-report.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { uuid } from './text.ts';

const day = z.iso.date();

export const kpiQuery = z.object({
  from: day.optional().describe('First day, in UTC; 84 days before the last one where absent'),
  to: day.optional().describe('Last day, in UTC; today where absent'),
  jobId: uuid.optional(),
  sourcer: z.string().max(320).optional().describe('Email address of who found them'),
  source: z.string().max(100).optional().describe('Who told of the finding, or sent the message'),
});

export const share = z
  .object({
    count: z.int(),
    of: z.int(),
    value: z.number().nullable(),
    low: z.number().nullable().describe('The true share lies between low and high with 95 %'),
    high: z.number().nullable(),
    isFew: z.boolean().describe('Under 30: says little'),
  })
  .meta({ id: 'Share' });

const quantile = z
  .object({ seconds: z.number(), low: z.number(), high: z.number() })
  .meta({ id: 'Wait' });

const funnel = z.array(z.object({ step: z.enum(funnelSteps), people: z.int(), ofFound: share }));
const duplicates = z.object({
  profiles: z.int(),
  joined: share.describe('Profiles of somebody known already, of all profiles'),
  reviewed: z.int().describe('Questions to a human'),
  foundInLever: share,
});
const responses = z
  .object({
    source: z.string(),
    sequence: z.string(),
    step: z.int().describe('0: not told'),
    variant: z.string(),
    channel: z.string(),
    people: z.int(),
    messages: z.int(),
    repliers: z.int(),
    replies: z.int(),
    positive: z.int(),
    byPeople: share,
    byMessages: share,
    positiveByPeople: share,
  })
  .meta({ id: 'Responses' });

export const kpisAnswer = z
  .object({
    filter: kpiQuery.required({ from: true, to: true }),
    waitingCount: z.int().describe('Changes not counted yet, at most 1,000'),
    firstContact: z.object({
      people: z.int(),
      contactedBefore: z.int(),
      median: quantile.nullable(),
      p90: quantile.nullable(),
      isFew: z.boolean(),
    }),
    funnel,
    inLever: share,
    responses,
    duplicates,
  })
  .meta({ id: 'Kpis' });

export const definitionsAnswer = z.object({
  items: z.array(
    z.object({ kpi: z.enum(kpis), name: z.string(), counts: z.string(), events: z.string() }),
  ),
});

export const breakdownQuery = kpiQuery.extend({ by: z.enum(breakdowns) });
export const breakdownAnswer = z
  .object({
    items: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        funnel,
        inLever: share,
        duplicates,
        firstContact: z
          .object({
            people: z.int(),
            medianSeconds: z.number().nullable(),
            p90Seconds: z.number().nullable(),
            isFew: z.boolean(),
          })
          .describe('Within two per cent'),
      }),
    ),
  })
  .meta({ id: 'KpiBreakdown' });

export const responsesQuery = kpiQuery.extend({
  by: z.enum(grains).default('sequence'),
  sequence: z.string().max(200).optional(),
});
export const responsesAnswer = z.object({ items: z.array(responses) });

export const eventsQuery = kpiQuery.extend({
  ...pageQuery.shape,
  kpi: z.enum(kpis),
  sequence: z.string().max(200).optional().describe('Of messages, replies and positive'),
  step: z.coerce.number().int().min(0).optional(),
  variant: z.string().max(100).optional(),
  channel: z.string().max(20).optional(),
});
export const eventsAnswer = pageAnswer(
  z.object({
    personId: uuid,
    personName: z.string().nullable(),
    at: time,
    event: z.enum(['profile', 'touch', 'record']),
    eventId: uuid,
    foundAt: time.nullable(),
    seconds: z.number().nullable(),
    count: z.int(),
  }),
).meta({ id: 'KpiEvents' });

export const exportQuery = kpiQuery.extend({
  report: z.enum(['jobs', 'sourcers', 'sources', 'weeks', 'responses', 'events']),
  format: z.enum(['csv', 'json']).default('csv'),
  kpi: z.enum(kpis).default('found').describe('Of the report events'),
});
