// Reading query strings the way Lever does: repeated names mean OR, `name[]` equals `name`.
import { badRequest } from './refusal.ts';

export type Query = Map<string, string[]>;

/** Splits a query string; malformed percent-encoding is the caller's error. */
export function parseQuery(text: string): Query {
  const query: Query = new Map();
  if (text === '') return query;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decode(cut < 0 ? pair : pair.slice(0, cut));
    const value = cut < 0 ? '' : decode(pair.slice(cut + 1));
    const key = name.endsWith('[]') ? name.slice(0, -2) : name;
    const known = query.get(key);
    if (known) known.push(value);
    else query.set(key, [value]);
  }
  return query;
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw badRequest('Malformed query string');
  }
}

/** The only value of a parameter, or undefined; sending two is refused. */
export function one(query: Query, name: string): string | undefined {
  const values = query.get(name);
  if (!values) return undefined;
  if (values.length > 1) throw badRequest(`${name} may be given only once`);
  return values[0];
}

/** All values of a parameter, or undefined when it is absent. */
export function many(query: Query, name: string): string[] | undefined {
  return query.get(name);
}

/** A time in milliseconds since 1970. */
export function time(query: Query, name: string): number | undefined {
  const value = one(query, name);
  if (value === undefined) return undefined;
  if (!/^-?\d{1,16}$/.test(value)) throw badRequest(`${name} must be a timestamp in milliseconds`);
  return Number(value);
}

/** `true` or `false`. */
export function flag(query: Query, name: string): boolean | undefined {
  const value = one(query, name);
  if (value === undefined) return undefined;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw badRequest(`${name} must be true or false`);
}

/** One of a closed set. */
export function choice<T extends string>(
  query: Query,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = one(query, name);
  if (value === undefined) return undefined;
  const known = allowed.find((each) => each === value);
  if (known === undefined) throw badRequest(`${name} must be one of ${allowed.join(', ')}`);
  return known;
}
