// GET /v1/lever/catalog: what the Lever account consists of, as last read.
import { z } from 'zod';
import { catalogKinds } from '../../db/queries/lever-catalog.ts';
import { pageAnswer, pageQuery } from './page.ts';

export const catalogQuery = pageQuery.extend({
  kind: z.enum(catalogKinds),
  q: z.string().max(200).optional().describe('Part of the name'),
  all: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: also closed postings, former users and what is gone from Lever'),
});

export const catalogAnswer = pageAnswer(
  z.object({
    id: z.string(),
    text: z.string(),
    detail: z.looseObject({}).describe('As Lever tells it: a state, an email, fields …'),
    isActive: z.boolean(),
  }),
).meta({ id: 'LeverCatalog' });
