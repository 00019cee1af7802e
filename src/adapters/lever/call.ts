// One call to Lever: address, credential, time limit, and every way it can fail turned into a PortFailure.

import type { z } from 'zod';
import { PortFailure } from '../../ports/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LeverAccess } from '../../ports/lever.ts';
import { failureOfShape, failureOfStatus, failureOfTransport } from './failures.ts';
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
      throw failureOfStatus(call, response, options.clock.now());
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

async function exchange(
  options: CallOptions,
  access: LeverAccess,
  call: LeverCall,
): Promise<TransportResponse> {
  const timeUp = new AbortController();
  const answered = new AbortController();
  void abortAfter(options, answered.signal, timeUp);
  try {
    return await options.transport(requestOf(access, call, timeUp.signal));
  } catch (error) {
    const failure =
      error instanceof TransportFailure
        ? error
        : new TransportFailure('afterSending', 'the transport failed', error);
    throw failureOfTransport(call, failure);
  } finally {
    answered.abort();
  }
}

async function abortAfter(
  { clock, callTimeoutMs }: CallOptions,
  answered: AbortSignal,
  timeUp: AbortController,
): Promise<void> {
  await clock.sleep(callTimeoutMs, answered);
  if (!answered.aborted) timeUp.abort();
}

function requestOf(access: LeverAccess, call: LeverCall, signal: AbortSignal): TransportRequest {
  const url = new URL(access.baseUrl.replace(/\/+$/, '') + call.path);
  for (const [name, value] of call.query ?? []) {
    if (value !== undefined) url.searchParams.append(name, String(value));
  }
  const content = contentOf(call);
  return {
    method: call.method,
    url: url.href,
    headers: {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${access.credential.reveal()}:`, 'utf8').toString('base64')}`,
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
