// The pieces of Lever's answers, read leniently: unknown fields are dropped, absent ones get the empty value,
// and both forms are taken where documentation and recordings disagree. See docs/lever.md#forms-of-an-answer.

import { z } from 'zod';
import type { LeverPhone, Page } from '../../ports/lever.ts';

export const anything = z.unknown();
export const textOrEmpty = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
export const textOrNull = z
  .string()
  .nullish()
  .transform((text) => text ?? null);
export const texts = z
  .array(z.string().nullable())
  .nullish()
  .transform((list) => (list ?? []).filter((text) => text !== null));

/** Milliseconds; some answers of the documentation print them as text. */
export const instant = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
export const instantOrNull = instant.nullish().transform((at) => at ?? null);

/** An id, or the whole object where the reader asked to expand it. */
export const idOfEither = z
  .union([z.string(), z.object({ id: z.string() })])
  .transform((either) => (typeof either === 'string' ? either : either.id));
export const idOrNull = idOfEither.nullish().transform((id) => id ?? null);

/** Plain text on an opportunity, an object with a name on a contact. */
export const place = z
  .union([z.string(), z.object({ name: z.string().nullish() })])
  .nullish()
  .transform((either) => (typeof either === 'string' ? either : (either?.name ?? '')));

export const phones = z
  .array(z.object({ type: z.string().nullish(), value: z.string().nullish() }))
  .nullish()
  .transform((list) => {
    const found: LeverPhone[] = [];
    for (const { type, value } of list ?? []) {
      if (typeof value !== 'string') continue;
      found.push(typeof type === 'string' ? { type, value } : { value });
    }
    return found;
  });

/** One thing in the envelope `{data}`, in a doubled one, or bare. */
export function one<Shape extends z.ZodType>(shape: Shape) {
  return z.preprocess(bare, shape);
}

/** A page in the envelope, or a bare array; a missing hasNext means the end. */
export function page<Row>(row: z.ZodType<Row>): z.ZodType<Page<Row>> {
  return z
    .preprocess(
      (answer) => (Array.isArray(answer) ? { data: answer } : answer),
      z.object({
        // With some filters a single row comes as an object.
        data: z.preprocess((data) => (isPlain(data) ? [data] : data), z.array(row)),
        hasNext: z.boolean().nullish(),
        next: z.string().nullish(),
      }),
    )
    .transform(({ data, hasNext, next }) => ({
      rows: data,
      next: hasNext === true && typeof next === 'string' ? next : null,
    }));
}

function bare(answer: unknown): unknown {
  const inside = isPlain(answer) && 'data' in answer ? answer['data'] : answer;
  return isPlain(inside) && isPlain(inside['data']) && !('id' in inside) ? inside['data'] : inside;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
