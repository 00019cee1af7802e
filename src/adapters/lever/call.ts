// One call to Lever: address, credential, time limit, and every way it can fail turned into a PortFailure.

import type { z } from 'zod';
import type { Secret } from '../../core/secret.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LeverAccess } from '../../ports/lever.ts';
import { failureOfShape, failureOfStatus, failureOfTransport } from './failures.ts';
import type { CallName } from './failures.ts';
import { encodeMultipart } from './multipart.ts';
import type { Part } from './multipart.ts';
import { TransportFailure } from './transport.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

export interface LeverCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** In order; a repeated name means OR. Undefined values are left out. */
  query?: readonly (readonly [string, string | number | undefined])[];
  json?: unknown;
  parts?: readonly Part[];
}

export interface CallOptions {
  transport: Transport;
  callTimeoutMs: number;
  clock: Clock;
}

/** Makes one call; resolves with the parsed answer, which for an empty one is undefined. */
export type MakeCall = <Answer>(
  access: LeverAccess,
  call: LeverCall,
  shape: z.ZodType<Answer>,
) => Promise<Answer>;

/** The way all calls of one adapter are made. */
export function callsOver(options: CallOptions): MakeCall {
  return async (access, call, shape) => {
    const response = await exchange(options, access, call);
    if (response.status < 200 || response.status >= 300) {
      const isGranted = access.grant !== undefined;
      const isNextPage = call.query?.some(
        ([name, value]) => name === 'offset' && value !== undefined,
      );
      const name = { ...call, isGranted, isNextPage: isNextPage === true };
      throw failureOfStatus(name, response, options.clock.now());
    }
    const parsed = shape.safeParse(parseJson(call, response));
    if (parsed.success) return parsed.data;
    const first = parsed.error.issues[0];
    const where = first === undefined ? 'unknown place' : first.path.join('.');
    throw failureOfShape(call, response.status, `unexpected value at "${where}"`);
  };
}

/** Null where Lever does not have what was asked for. */
export async function orNull<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PortFailure && error.status === 404) return null;
    throw error;
  }
}

/** One exchange within the time limit of a call. */
export async function sendInTime(
  options: CallOptions,
  name: CallName,
  request: (signal: AbortSignal) => TransportRequest,
): Promise<TransportResponse> {
  return await withinTime(options, name, (signal) => options.transport(request(signal)));
}

/** One limit over all of it, so that nothing is on the wire after the call was given up. */
async function exchange(
  options: CallOptions,
  access: LeverAccess,
  call: LeverCall,
): Promise<TransportResponse> {
  const { transport } = options;
  const { grant } = access;
  return await withinTime(options, call, async (signal) => {
    const send = async (authorization: string): Promise<TransportResponse> =>
      await transport(requestOf(access.baseUrl, call, { authorization, signal }));
    if (grant === undefined) return await send(basic(access.credential));
    const token = await beforeTimeIsUp(grant.token(), signal);
    const answer = await send(bearer(token));
    if (answer.status !== 401) return answer;
    // Refused, so certainly not applied: once more with another token.
    return await send(bearer(await beforeTimeIsUp(grant.replace(token), signal)));
  });
}

async function withinTime(
  options: CallOptions,
  name: CallName,
  exchangeIt: (signal: AbortSignal) => Promise<TransportResponse>,
): Promise<TransportResponse> {
  const timeUp = new AbortController();
  const answered = new AbortController();
  void abortAfter(options, answered.signal, timeUp);
  try {
    return await exchangeIt(timeUp.signal);
  } catch (error) {
    // No token to be had: nothing was sent.
    if (error instanceof PortFailure) throw error;
    const failure =
      error instanceof TransportFailure
        ? error
        : new TransportFailure('afterSending', 'the transport failed', error);
    throw failureOfTransport(name, failure);
  } finally {
    answered.abort();
  }
}

async function beforeTimeIsUp<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const tooLate = new TransportFailure('beforeSending', 'the time limit passed without a token');
  const timeUp = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(tooLate), { once: true });
  });
  const found = await Promise.race([value, timeUp]);
  if (signal.aborted) throw tooLate;
  return found;
}

async function abortAfter(
  { clock, callTimeoutMs }: CallOptions,
  answered: AbortSignal,
  timeUp: AbortController,
): Promise<void> {
  await clock.sleep(callTimeoutMs, answered);
  if (!answered.aborted) timeUp.abort();
}

function basic(key: Secret): string {
  return `Basic ${Buffer.from(`${key.reveal()}:`, 'utf8').toString('base64')}`;
}

function bearer(token: Secret): string {
  return `Bearer ${token.reveal()}`;
}

function requestOf(
  baseUrl: string,
  call: LeverCall,
  { authorization, signal }: { authorization: string; signal: AbortSignal },
): TransportRequest {
  const url = new URL(baseUrl.replace(/\/+$/, '') + call.path);
  for (const [name, value] of call.query ?? []) {
    if (value !== undefined) url.searchParams.append(name, String(value));
  }
  const content = contentOf(call);
  return {
    method: call.method,
    url: url.href,
    headers: {
      accept: 'application/json',
      authorization,
      ...(content === null ? {} : { 'content-type': content.contentType }),
    },
    body: content?.body ?? null,
    signal,
  };
}

function contentOf(call: LeverCall): { contentType: string; body: Uint8Array } | null {
  if (call.parts !== undefined) return encodeMultipart(call.parts);
  if (call.json === undefined) return null;
  return {
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(call.json), 'utf8'),
  };
}

function parseJson(call: LeverCall, response: TransportResponse): unknown {
  if (response.body.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.from(response.body).toString('utf8'));
  } catch {
    throw failureOfShape(call, response.status, 'the body is not JSON');
  }
}
