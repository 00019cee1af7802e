// /v1/duplicates and /v1/lever-duplicates: how many hits were somebody already known, and what stands twice in Lever.
import { z } from 'zod';
import { reportSteps } from '../../flows/report-duplicates.ts';
import { pageAnswer, pageQuery } from './page.ts';
import { uuid } from './text.ts';

export const duplicatesQuery = z.object({
  from: z.iso.date().optional().describe('First day; twelve weeks ago by default'),
  to: z.iso.date().optional().describe('Last day; today by default'),
  by: z.enum(reportSteps).default('week'),
});

const sums = {
  profiles: z.int(),
  duplicates: z.int().describe('Profiles that were somebody already known'),
  rate: z.number().nullable(),
  merges: z.int(),
  undone: z.int(),
  asked: z.int(),
  answered: z.int(),
  because: z.array(z.object({ words: z.string(), count: z.int() })),
};

export const duplicatesAnswer = z
  .object({
    spans: z.array(z.object({ from: z.iso.date(), ...sums })),
    total: z.object(sums),
    openReviews: z.int(),
    inLever: z.object({ contacts: z.int(), opportunities: z.int(), doubtful: z.int() }),
  })
  .meta({ id: 'DuplicateReport' });

export const leverDuplicatesQuery = pageQuery;
const leverDuplicate = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('contacts'),
    contactIds: z.tuple([z.string(), z.string()]),
    links: z.array(z.string()),
    because: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('opportunities'),
    personId: uuid,
    postingId: z.string(),
    opportunityIds: z.array(z.string()),
    links: z.array(z.string()),
  }),
]);
export const leverDuplicatesAnswer = pageAnswer(leverDuplicate).meta({ id: 'LeverDuplicates' });
