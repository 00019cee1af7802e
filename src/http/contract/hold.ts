// /v1/holds: why outreach to somebody is held; only a human lifts a hold.
import { z } from 'zod';
import { pageAnswer, pageQuery } from './page.ts';
import { hold } from './person.ts';
import { text, uuid } from './text.ts';

export const holdsQuery = pageQuery.extend({
  personId: uuid.optional(),
  inForce: z.enum(['true', 'false']).default('true'),
});
export const holdsAnswer = pageAnswer(hold).meta({ id: 'Holds' });

export const placeHoldBody = z.strictObject({
  personId: uuid,
  effect: z.enum(['pause', 'stop']),
  because: text(1000).describe('Shown to people and sources; no personal values'),
});
export const placeHoldAnswer = z.object({ personId: uuid });

export const liftHoldBody = z.strictObject({ because: text(1000) });
export const liftHoldAnswer = z.object({
  personId: uuid,
  effectLeft: z.enum(['continue', 'pause', 'stop']).describe('What other holds still demand'),
});
