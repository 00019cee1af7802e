// /v1/parked: what waits for a person, with the reason and the next action.
import { z } from 'zod';
import { pageAnswer, pageQuery, time } from './page.ts';
import { text, uuid } from './text.ts';

const kind = z.enum(['effect', 'intake', 'webhook']);

const parked = z.object({
  kind,
  id: uuid,
  about: z.string(),
  subjectId: uuid,
  because: z.string(),
  nextAction: z.string(),
  since: time,
});

export const parkedQuery = pageQuery;
export const parkedAnswer = pageAnswer(parked).meta({ id: 'Parked' });
export const dismissBody = z.strictObject({ reason: text(1000).describe('Kept in the audit log') });
export const settledAnswer = z.object({ kind });
