// A running Fulcrum server as the command line reaches it: the HTTP API with a key.

import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { Readable } from 'node:stream';
import { InputError, inputErrorCodes } from '../core/input-error.ts';
import type { InputErrorCode } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { PortFailure } from '../ports/failure.ts';

export interface ApiCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query, such as /v1/jobs?limit=200. */
  path: string;
  body?: object;
}

export interface RemoteServer {
  url: string;
  /** The answer's JSON. Throws InputError for 4xx and PortFailure where there is no useful answer. */
  ask(call: ApiCall): Promise<unknown>;
  /** Sends a CSV as it is. */
  upload(path: string, file: AsyncIterable<Uint8Array>): Promise<unknown>;
  /** The answer as it comes, for files. */
  download(path: string): AsyncIterable<Uint8Array>;
}

/** `url` is the server's base address; nothing is sent before the first call. */
export function remoteServer(given: { url: string; apiKey: string | undefined }): RemoteServer {
  const { url } = given;
  const apiKey = new Secret(given.apiKey ?? '');
  const send = async (
    path: string,
    options: { method: ApiCall['method']; body?: string | Readable; type?: string },
  ): Promise<Dispatcher.ResponseData> => {
    const { method, body, type } = options;
    const headers = {
      authorization: `Bearer ${apiKey.reveal()}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    };
    try {
      const answer = await request(new URL(path, url), { method, headers, body: body ?? null });
      if (answer.statusCode < 400) return answer;
      throw refusal(answer.statusCode, await answer.body.text(), url);
    } catch (error) {
      if (error instanceof InputError || error instanceof PortFailure) throw error;
      throw new PortFailure({
        kind: 'unreachable',
        message: `No Fulcrum server answers at ${url}. Start it, or correct FULCRUM_URL.`,
        detail: `${options.method} failed`,
        cause: error,
      });
    }
  };
  return {
    url,
    ask: async ({ method, path, body }) => {
      const json =
        body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' };
      return await jsonOf(await send(path, { method, ...json }));
    },
    upload: async (path, file) =>
      await jsonOf(
        await send(path, { method: 'POST', body: Readable.from(file), type: 'text/csv' }),
      ),
    download: async function* (path) {
      const answer = await send(path, { method: 'GET' });
      yield* answer.body as AsyncIterable<Uint8Array>;
    },
  };
}

async function jsonOf(answer: Dispatcher.ResponseData): Promise<unknown> {
  const text = await answer.body.text();
  return text === '' ? {} : (JSON.parse(text) as unknown);
}

function refusal(status: number, text: string, url: string): InputError | PortFailure {
  const told = problemOf(text);
  if (status >= 500 || status === 429) {
    return new PortFailure({
      kind: status === 429 ? 'rateLimited' : 'unknownOutcome',
      message: `The server at ${url} cannot answer now (${status}). Try again, and look at its log.`,
      detail: `status ${status}`,
      status,
    });
  }
  if (status === 401) {
    const message = `${told.message ?? 'The key was refused'}. Set FULCRUM_API_KEY to a key with the scope admin.`;
    return new InputError('unauthorized', message);
  }
  const code = inputErrorCodes.find((known) => known === told.code) ?? codeOf(status);
  return new InputError(code, told.message ?? `The server answered ${status}.`, told.field);
}

function codeOf(status: number): InputErrorCode {
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  return status === 413 ? 'too_large' : 'invalid';
}

interface Problem {
  code?: string;
  message?: string;
  field?: string;
}

function problemOf(text: string): Problem {
  try {
    const told = JSON.parse(text) as Problem & { error?: Problem };
    return told.error ?? told;
  } catch {
    return {};
  }
}
