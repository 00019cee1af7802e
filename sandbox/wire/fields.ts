// Reading one field at a time out of a request body, with the 400 that names the field.
import { badRequest } from './refusal.ts';

export type Body = Record<string, unknown>;

/** The body as an object; anything else is refused. */
export function objectBody(body: unknown): Body {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  throw badRequest('The request body must be a JSON object');
}

export function optionalString(body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw badRequest(`${name} must be a string`);
  if (value.includes('\u0000')) throw badRequest(`${name} must not contain NUL`);
  return value;
}

export function requiredString(body: Body, name: string): string {
  const value = optionalString(body, name);
  if (value === undefined || value === '') throw badRequest(`Missing required parameter: ${name}`);
  return value;
}

export function nullableString(body: Body, name: string): string | null | undefined {
  return body[name] === null ? null : optionalString(body, name);
}

export function optionalStrings(body: Body, name: string): string[] | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) {
    throw badRequest(`${name} must be an array of strings`);
  }
  const texts = value as string[];
  if (texts.some((each) => each.includes('\u0000')))
    throw badRequest(`${name} must not contain NUL`);
  return texts.slice();
}

export function requiredStrings(body: Body, name: string): string[] {
  const value = optionalStrings(body, name);
  if (value === undefined) throw badRequest(`Missing required parameter: ${name}`);
  return value;
}

export function optionalFlag(body: Body, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'boolean') throw badRequest(`${name} must be true or false`);
  return value;
}

/** A whole number of milliseconds since 1970. */
export function optionalTime(body: Body, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw badRequest(`${name} must be a timestamp in milliseconds`);
  }
  return value;
}

/** A time that is not after now. */
export function optionalPast(body: Body, name: string, now: number): number | undefined {
  const value = optionalTime(body, name);
  if (value !== undefined && value > now) throw badRequest(`${name} must be in the past`);
  return value;
}

export function optionalNumber(body: Body, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw badRequest(`${name} must be a number`);
  return value;
}

export function optionalObjects(body: Body, name: string): Body[] | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw badRequest(`${name} must be an array`);
  return value.map((each) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) {
      throw badRequest(`${name} must be an array of objects`);
    }
    return each as Body;
  });
}

export function optionalObject(body: Body, name: string): Body | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value))
    throw badRequest(`${name} must be an object`);
  return value as Body;
}

export function optionalChoice<T extends string>(
  body: Body,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = optionalString(body, name);
  if (value === undefined) return undefined;
  const known = allowed.find((each) => each === value);
  if (known === undefined) throw badRequest(`${name} must be one of ${allowed.join(', ')}`);
  return known;
}

const EMAIL = /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+\.[^\s@.]{2,}$/u;

/** Whether a text looks like an e-mail address to Lever. */
export function isEmail(text: string): boolean {
  return text.length <= 320 && EMAIL.test(text.trim());
}
