// /v1/jobs: requisitions on the sourcing side, their Lever posting and their trigger.
import { z } from 'zod';
import { triggers } from '../../core/sync/trigger.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { text, uuid } from './text.ts';

const trigger = z.enum(triggers).describe('When somebody of this job is first written to Lever');

export const job = z.object({
  id: uuid,
  source: z.string(),
  externalId: z.string(),
  name: z.string(),
  postingId: z.string().describe("'' means no posting"),
  trigger,
  ownerEmail: z.string().nullable(),
});

export const jobsQuery = pageQuery.extend({ source: z.string().max(100).optional() });
export const jobsAnswer = pageAnswer(job.extend({ createdAt: time, changedAt: time })).meta({
  id: 'Jobs',
});

export const jobChange = z.strictObject({
  name: text(500).optional(),
  postingId: z.string().max(200).nullable().optional().describe('null means no posting'),
  trigger: trigger.optional(),
  ownerEmail: z.string().max(320).nullable().optional(),
});

export const newJob = jobChange.extend({ source: text(100), externalId: text(200) });

export const jobChangeQuery = z.object({
  preview: z.enum(['true', 'false']).default('false').describe('true: only count who is due'),
});

export const jobChangeAnswer = z
  .object({
    job,
    dueCount: z.int().describe('People whom the change makes due in Lever'),
    isApplied: z.boolean(),
  })
  .meta({ id: 'JobChange' });

export const triggerBody = z.strictObject({ personIds: z.array(uuid).min(1).max(1000) });
export const triggerAnswer = z.object({ recordCount: z.int() });
