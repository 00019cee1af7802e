// What every list takes and answers, and what every refusal looks like.
import { z } from 'zod';
import { uuid } from './text.ts';

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe('`next` of the page before'),
});

export function pageAnswer<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

export const idParams = z.object({ id: uuid });

export const errorAnswer = z
  .object({
    code: z.string(),
    message: z.string().describe('What is wrong and what to do'),
    field: z.string().optional(),
  })
  .meta({ id: 'Error' });

/** An instant in an answer. */
export const time = z.iso.datetime();
