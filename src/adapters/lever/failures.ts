// What went wrong, said twice: for the person what to do, for us status, code and path without personal values.

import { PortFailure } from '../../ports/failure.ts';
import type { FailureKind } from '../../ports/failure.ts';
import type { TransportFailure, TransportResponse } from './transport.ts';

/** Where the failure happened: method and path; the query is left out, it may hold an email address. */
export interface CallName {
  method: string;
  path: string;
  /** By OAuth, not by an API key. */
  isGranted?: boolean;
  /** Asks for a further page of a list by the token of the one before. */
  isNextPage?: boolean;
}

const RETRY_AFTER_MS_MAX = 10 * 60_000;
const SAID_LENGTH_MAX = 200;

/** The failure of an exchange that ended without an answer. */
export function failureOfTransport(call: CallName, error: TransportFailure): PortFailure {
  const isUnsent = error.phase === 'beforeSending';
  return new PortFailure({
    kind: isUnsent ? 'unreachable' : 'unknownOutcome',
    message: isUnsent
      ? 'Lever could not be reached. Check the network and the base address; it is tried again by itself.'
      : 'Lever gave no answer to a request that may have arrived. It is looked up before anything is repeated.',
    detail: `${nameOf(call)}: ${error.message}`,
    cause: error,
  });
}

/** The failure of an answer other than 2xx. */
export function failureOfStatus(
  call: CallName,
  response: TransportResponse,
  now: Date,
): PortFailure {
  const { code, said } = whatLeverSaid(response.body);
  const kind = kindOf(call, response.status);
  const retryAt = kind === 'rateLimited' ? retryAtOf(response.headers['retry-after'], now) : null;
  return new PortFailure({
    kind,
    message: messageOf(call, response.status, kind) + (said === '' ? '' : ` Lever says: ${said}`),
    detail: `${nameOf(call)}: status ${response.status}${code === '' ? '' : `, code ${code}`}`,
    status: response.status,
    ...(retryAt === null ? {} : { retryAt }),
  });
}

/** The failure of a 2xx answer that cannot be read. */
export function failureOfShape(call: CallName, status: number, why: string): PortFailure {
  return new PortFailure({
    kind: 'unexpectedAnswer',
    message:
      'Lever answered in a form this version does not know. Check that the base address is the API of Lever; if it is, the API may have changed and an update is needed.',
    detail: `${nameOf(call)}: status ${status}, ${why}`,
    status,
  });
}

// The token has run out, or its row is gone. As a refusal of our values it would leave a poll alone for an hour.
function kindOf({ isNextPage }: CallName, status: number): FailureKind {
  return isNextPage === true && status === 400 ? 'conflict' : kindOfStatus(status);
}

function kindOfStatus(status: number): FailureKind {
  if (status === 401) return 'unauthorized';
  if (status === 429) return 'rateLimited';
  if (status >= 500 || status === 408) return 'unknownOutcome';
  return 'rejected';
}

function messageOf({ isGranted }: CallName, status: number, kind: FailureKind): string {
  if (kind === 'unauthorized') {
    if (isGranted === true) return 'Lever refuses what it granted. Connect again with OAuth.';
    return 'Lever refuses the API key. Make a new key in Lever (Settings, Integrations and API, API Credentials) and connect again.';
  }
  if (kind === 'rateLimited') return 'Lever asks to slow down. It is tried again by itself.';
  if (kind === 'unknownOutcome') {
    return 'Lever has a fault at the moment. It is looked up before anything is repeated.';
  }
  if (kind === 'conflict') {
    return 'Lever no longer knows this place in its list. The list is read again from its beginning.';
  }
  switch (status) {
    case 400:
      return 'Lever does not accept the values. Correct them and try again; a closed posting or a deactivated user is a frequent cause.';
    case 403:
      if (isGranted === true)
        return 'The grant lacks a scope, or the one for confidential data. Connect again with OAuth and agree to all of it.';
      return 'The API key lacks a permission, or the grant for confidential data. Permissions of a key cannot be changed: make a new key with them and connect again.';
    case 404:
      return 'Lever does not have it (any more). It was deleted or merged, or the base address is wrong.';
    case 409:
      return 'Lever says that it has changed meanwhile. Look at it in Lever and try again.';
    case 413:
      return 'Lever says that the content is too large. Files may have at most 30 MB.';
    case 422:
      return 'Lever could not process the content. Check the file or the form fields and try again.';
    default:
      return status < 400
        ? 'The base address leads elsewhere. Connect again with the address of the API, such as https://api.lever.co/v1.'
        : 'Lever refuses the request. Look at the reason and try again.';
  }
}

/** Only for the person: addresses are masked and the length is bounded. The code is a word or nothing. */
function whatLeverSaid(body: Uint8Array): { code: string; said: string } {
  const parsed = parseObject(body);
  const code = typeof parsed['code'] === 'string' ? parsed['code'] : '';
  const said = typeof parsed['message'] === 'string' ? parsed['message'] : '';
  return {
    code: /^[A-Za-z]{1,60}$/.test(code) ? code : '',
    said: said.slice(0, SAID_LENGTH_MAX).replaceAll(/\S+@\S+/g, '[address]'),
  };
}

function parseObject(body: Uint8Array): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

/** Seconds or an HTTP date; null where absent or senseless. Not documented by Lever, obeyed where it is sent. */
function retryAtOf(header: string | undefined, now: Date): Date | null {
  if (header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now.getTime();
  if (!Number.isFinite(waitMs) || waitMs < 0) return null;
  return new Date(now.getTime() + Math.min(waitMs, RETRY_AFTER_MS_MAX));
}

function nameOf(call: CallName): string {
  return `${call.method} ${call.path}`;
}
