// POST /v1/profiles and /v1/touches: what is answered per item.
import { z } from 'zod';
import { profileInput } from './profile.ts';
import { touchInput } from './touch.ts';
import { uuid } from './text.ts';

export const batchItemsMax = 1000;

const accepted = z.object({ result: z.literal('accepted'), id: uuid });
const duplicate = z.object({
  result: z.literal('duplicate'),
  id: uuid,
  contentDiffers: z
    .boolean()
    .describe('The same event id was sent with other content; the first counts'),
});
const rejected = z.object({
  result: z.literal('rejected'),
  field: z.string().describe("Path of what is wrong; '' means the item itself"),
  message: z.string(),
});

export const intakeResult = z.union([accepted, duplicate, rejected]).meta({ id: 'IntakeResult' });

export const singleAnswer = z.union([accepted, duplicate]);

export const batchAnswer = z
  .object({
    accepted: z.int(),
    duplicates: z.int(),
    rejected: z.int(),
    items: z.array(intakeResult).describe('One per item, in the order sent'),
  })
  .meta({ id: 'IntakeBatchAnswer' });

export const profilesBody = z
  .union([profileInput, z.strictObject({ items: z.array(profileInput).min(1).max(batchItemsMax) })])
  .describe('One profile, or up to 1,000 as items; or application/x-ndjson, one profile per line');

export const touchesBody = z
  .union([touchInput, z.strictObject({ items: z.array(touchInput).min(1).max(batchItemsMax) })])
  .describe('One touch, or up to 1,000 as items; or application/x-ndjson, one touch per line');

export const streamQuery = z.object({
  results: z
    .enum(['all', 'problems', 'none'])
    .optional()
    .describe('Of an NDJSON stream: which results are answered; a summary ends each'),
});
