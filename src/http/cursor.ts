// Pages: an opaque cursor that says where the page before ended.
import { RequestError } from './request-error.ts';

/** The text a caller gets as `next`. */
export function toCursor(place: string | number): string {
  return Buffer.from(`1:${place}`).toString('base64url');
}

/** The place a cursor stands for; null for none. Throws 400 for anything that is not ours. */
export function fromCursor(cursor: string | undefined, form: RegExp): string | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  const place = text.startsWith('1:') ? text.slice(2) : '';
  if (!form.test(place)) {
    const message = 'The cursor is not one of ours; take it from "next" of the page before';
    throw new RequestError({ statusCode: 400, code: 'malformed', message, field: 'cursor' });
  }
  return place;
}

export const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const numberForm = /^\d{1,15}$/;

/** The place of a cursor made of an id. */
export function idCursor(cursor: string | undefined): string | null {
  return fromCursor(cursor, uuidForm);
}

/** Cuts a list that was read with one row more than wanted into a page. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => string | number,
): { items: Row[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, next: hasMore ? toCursor(placeOf(last)) : null };
}
