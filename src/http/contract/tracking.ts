// /v1/tracking: whether openings and clicks are looked at. Off unless somebody switches it on, twice.
import { z } from 'zod';
import { hitVerdicts } from '../../core/mail/open-verdict.ts';
import { storable, uuid } from './text.ts';

const settings = {
  isOn: z.boolean(),
  domain: storable(253).describe('A host of your own that leads to this server'),
};
export const trackingAnswer = z.object(settings).meta({ id: 'Tracking' });
export const trackingBody = z.strictObject({
  isOn: z.boolean(),
  domain: settings.domain.default(''),
});

const counts = z
  .object(Object.fromEntries(hitVerdicts.map((verdict) => [verdict, z.int()])))
  .describe('Messages by the best that can be said: only `human` was a human being for sure');
export const sequenceTrackingAnswer = z
  .object({
    id: uuid,
    opens: z.boolean(),
    clicks: z.boolean(),
    opened: counts,
    clicked: counts,
  })
  .meta({ id: 'SequenceTracking' });
export const sequenceTrackingBody = z.strictObject({ opens: z.boolean(), clicks: z.boolean() });
