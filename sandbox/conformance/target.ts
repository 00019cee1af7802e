// What the conformance suite runs against: a fresh sandbox, or any account named by the environment.
//
//   LEVER_BASE_URL=https://… LEVER_API_KEY=… node --test sandbox/conformance/*.test.ts
//   … LEVER_WRITES=yes      also runs the tests that create candidates, notes and webhooks there
//
// Without LEVER_BASE_URL everything runs against a sandbox in this process.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox, type Sandbox } from '../sandbox.ts';

export type Answer = {
  status: number;
  headers: Headers;
  body: Json;
  text: string;
};
// What `JSON.parse` promises: nothing. Each test asserts the shape it relies on.
export type Json = ReturnType<typeof JSON.parse>;

export type Delivered = { url: string; body: Json; headers: Record<string, string> };

const baseUrl = process.env['LEVER_BASE_URL'];
const remoteKey = process.env['LEVER_API_KEY'] ?? '';
const mayWrite = process.env['LEVER_WRITES'] === 'yes';

/** Webhook requests the local sandbox sent. */
export const delivered: Delivered[] = [];

/** The sandbox in this process; null when the suite runs against something else. */
export const sandbox: Sandbox | null = baseUrl
  ? null
  : createSandbox({
      world: 'demo',
      seed: 'conformance',
      limits: null,
      // Virtual time: the tests wait for nothing.
      startAt: Date.now(),
      post: (url, { body, headers }) => {
        delivered.push({ url, body: JSON.parse(body), headers });
        return Promise.resolve({ status: 200 });
      },
    });

const root = baseUrl ?? 'http://sandbox.invalid/v1';
const key = sandbox?.apiKey ?? remoteKey;
// Polite to a real account: below its documented ten requests a second.
const PAUSE_MS = 125;

export type Wish = {
  query?: Record<string, string | number | boolean | (string | number)[]>;
  body?: unknown;
  form?: FormData;
  /** A body sent as it is. */
  raw?: string;
  key?: string | null;
  headers?: Record<string, string>;
};

export function basic(secret: string): string {
  return `Basic ${Buffer.from(`${secret}:`).toString('base64')}`;
}

/** The present time of the account. */
export function now(): number {
  return sandbox ? sandbox.control.clock().now : Date.now();
}

/** Lets time pass: at once in the sandbox, really elsewhere. */
export async function pause(ms: number): Promise<void> {
  if (sandbox) sandbox.control.advanceClock({ ms });
  else await new Promise((resolve) => setTimeout(resolve, ms));
}

/** One request. */
export async function ask(method: string, path: string, wish: Wish = {}): Promise<Answer> {
  await pause(sandbox ? 1 : PAUSE_MS);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wish.query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  const secret = wish.key === undefined ? key : wish.key;
  const headers: Record<string, string> = {
    ...(secret === null ? {} : { authorization: basic(secret) }),
    ...(wish.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...wish.headers,
  };
  const json = wish.body === undefined ? undefined : JSON.stringify(wish.body);
  const body = wish.raw ?? wish.form ?? json;
  const url = `${root}${path}${query.size > 0 ? `?${query.toString()}` : ''}`;
  const send = sandbox ? sandbox.fetch : fetch;
  const response = await send(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const parsed: unknown = isJson && text !== '' ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, body: parsed as Json, text };
}

export const get = (path: string, query: Wish['query'] = {}): Promise<Answer> =>
  ask('GET', path, { query });

type Work = () => Promise<void>;

/** A test that changes nothing; runs anywhere. */
export function reads(name: string, work: Work): void {
  test(`[read] ${name}`, work);
}

/** A test that creates or changes things; runs elsewhere only when asked. */
export function writes(name: string, work: Work): void {
  if (sandbox || mayWrite) test(`[write] ${name}`, work);
}

/** A test that needs the sandbox's control side: other people's acts, settings, faults. */
export function staged(name: string, work: (sandbox: Sandbox) => Promise<void>): void {
  if (!sandbox) return;
  const local = sandbox;
  test(`[staged] ${name}`, () => work(local));
}

/** An active user for perform_as. */
export async function aUser(): Promise<string> {
  const { body } = await get('/users', { limit: 100 });
  const found = body['data'].find((user: Json) => user['accessRole'] !== 'interviewer');
  assert.ok(found, 'the account needs an active user');
  return found['id'];
}

/** A published, non-confidential posting with one location. */
export async function aPosting(): Promise<Json> {
  const { body } = await get('/postings', { state: 'published' });
  const found = body['data'].find((each: Json) => each['categories']['allLocations'].length === 1);
  assert.ok(found, 'the account needs a published posting');
  return found;
}

let count = 0;
/** An address nobody has; the domain is reserved for examples. */
export function freshEmail(): string {
  count += 1;
  return `conformance.${Date.now().toString(36)}.${count}@people.example`;
}

/** Creates an opportunity and returns the whole reply. */
export async function create(body: object, query: Wish['query'] = {}): Promise<Answer> {
  const performer = await aUser();
  const answer = await ask('POST', '/opportunities', {
    query: { perform_as: performer, ...query },
    body: { name: 'Conformance Test', sources: ['Conformance'], ...body },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer;
}

/** Creates an opportunity and returns its object. */
export async function anOpportunity(body: object = {}): Promise<Json> {
  const answer = await create({ emails: [freshEmail()], ...body });
  return answer.body['data'];
}

/** Asserts an error reply: the status, and a body of code and message only. */
export function assertRefused(answer: Answer, status: number): void {
  assert.equal(answer.status, status, answer.text);
  assert.deepEqual(Object.keys(answer.body).sort(), ['code', 'message']);
  assert.equal(typeof answer.body['code'], 'string');
  assert.equal(typeof answer.body['message'], 'string');
}

export const NOBODY = '00000000-0000-4000-8000-000000000000';
