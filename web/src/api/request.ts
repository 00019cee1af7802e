// Requests to our own API, typed by the contract that the server checks them with.
import type { z } from 'zod';

/** A refusal of the server: what is wrong and what to do, for the person. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | null;

  constructor(status: number, body: { code: string; message: string; field?: string }) {
    super(body.message);
    this.status = status;
    this.code = body.code;
    this.field = body.field ?? null;
  }
}

export type Answer<Schema extends z.ZodType> = z.output<Schema>;
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `get<typeof contract.peopleAnswer>('/v1/people', { limit: 50 })`; what is null or '' is left out of the query. */
export async function get<Schema extends z.ZodType>(
  path: string,
  query: Query = {},
): Promise<Answer<Schema>> {
  return (await send('GET', path + queryText(query))) as Answer<Schema>;
}

/** Every write says that our own page sent it. */
export async function write<Schema extends z.ZodType>(
  method: Exclude<Method, 'GET'>,
  path: string,
  body?: unknown,
): Promise<Answer<Schema>> {
  return (await send(method, path, body)) as Answer<Schema>;
}

async function send(method: Method, path: string, body?: unknown): Promise<unknown> {
  const headers: Record<string, string> = {};
  if (method !== 'GET') headers['x-fulcrum-request'] = '1';
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers['content-type'] = 'application/json';
  const payload = body === undefined ? null : isForm ? body : JSON.stringify(body);
  let answer: Response;
  try {
    answer = await fetch(path, { method, headers, body: payload, credentials: 'same-origin' });
  } catch {
    const message = 'Fulcrum cannot be reached. Your work is kept here; try again in a moment.';
    throw new Problem(0, { code: 'unreachable', message });
  }
  const text = await answer.text();
  if (answer.ok) return text === '' ? undefined : readJson(text);
  throw new Problem(answer.status, asRefusal(text === '' ? undefined : readJson(text)));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function asRefusal(body: unknown): { code: string; message: string; field?: string } {
  const isOurs = typeof body === 'object' && body !== null && 'message' in body;
  if (isOurs) return body as { code: string; message: string; field?: string };
  return { code: 'internal', message: 'The server answered something unexpected; try again.' };
}

function queryText(query: Query): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}
