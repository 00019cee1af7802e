// Pages of lists: limit 1–100, and a cursor that is the percent-encoded sort key of the next page's first row.
import { badRequest } from './refusal.ts';
import type { Reply } from './message.ts';
import { one, type Query } from './query.ts';

export type Key = (string | number)[];
export type Direction = 1 | -1;

const LIMIT_MAX = 100;

export function limitOf(query: Query): number {
  const text = one(query, 'limit');
  if (text === undefined) return LIMIT_MAX;
  const limit = Number(text);
  if (!/^\d{1,3}$/.test(text) || limit < 1 || limit > LIMIT_MAX) {
    throw badRequest('limit must be a number from 1 to 100');
  }
  return limit;
}

/** The sort key in `offset`, checked against the types a key of this list has. */
export function offsetOf(query: Query, shape: readonly ('string' | 'number')[]): Key | null {
  const token = one(query, 'offset');
  if (token === undefined) return null;
  const key = decodeToken(token);
  const fits =
    Array.isArray(key) &&
    key.length === shape.length &&
    shape.every((type, at) => typeof key[at] === type);
  if (!fits) throw badRequest('Invalid offset token');
  return key as Key;
}

/** Clients send the token encoded once more or as it is; both arrive here. */
function decodeToken(token: string): unknown {
  for (const read of [(text: string) => text, decodeURIComponent]) {
    try {
      return JSON.parse(read(token));
    } catch {
      continue;
    }
  }
  return undefined;
}

export function tokenOf(key: Key): string {
  return encodeURIComponent(JSON.stringify(key));
}

/** The list envelope; `next` only when there is more. */
export function listReply(rows: unknown[], next: Key | null): Reply {
  if (next === null) return { status: 200, body: { data: rows, hasNext: false } };
  return { status: 200, body: { data: rows, hasNext: true, next: tokenOf(next) } };
}

export type ListOrder<T> = { key: (row: T) => Key; directions: readonly Direction[] };

/** Sorts rows, cuts the asked page and presents it. */
export function pageOf<T>(
  query: Query,
  rows: readonly T[],
  { order, present }: { order: ListOrder<T>; present: (row: T) => unknown },
): Reply {
  const limit = limitOf(query);
  const sorted = rows
    .map((row) => ({ row, key: order.key(row) }))
    .sort((a, b) => compareKeys(a.key, b.key, order.directions));
  const shape = order.directions.map((_, at) => typeof (sorted[0]?.key[at] ?? ''));
  const from = sorted.length === 0 ? null : offsetOf(query, shape as ('string' | 'number')[]);
  if (sorted.length === 0) checkToken(query);
  const start = from === null ? 0 : firstAtOrAfter(sorted, from, order.directions);
  const next = sorted[start + limit];
  const shown = sorted.slice(start, start + limit).map(({ row }) => present(row));
  return listReply(shown, next?.key ?? null);
}

function checkToken(query: Query): void {
  const token = one(query, 'offset');
  if (token !== undefined && !Array.isArray(decodeToken(token)))
    throw badRequest('Invalid offset token');
}

function firstAtOrAfter(
  sorted: readonly { key: Key }[],
  from: Key,
  directions: readonly Direction[],
): number {
  const at = sorted.findIndex(({ key }) => compareKeys(key, from, directions) >= 0);
  return at < 0 ? sorted.length : at;
}

function compareKeys(a: Key, b: Key, directions: readonly Direction[]): number {
  for (const [at, direction] of directions.entries()) {
    const left = a[at] ?? '';
    const right = b[at] ?? '';
    if (left !== right) return (left < right ? -1 : 1) * direction;
  }
  return 0;
}
