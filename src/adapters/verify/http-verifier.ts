// Asks a verification provider over one documented HTTP form (docs/mail.md): adapters for others translate to it.

import { request } from 'undici';
import { z } from 'zod';
import type { Secret } from '../../core/secret.ts';
import { verdicts } from '../../ports/contact-verifier.ts';
import type { ContactVerifier } from '../../ports/contact-verifier.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { FailureKind } from '../../ports/failure.ts';

export interface HttpVerifierOptions {
  name: string;
  /** POST {"email"} here. */
  url: string;
  apiKey: Secret;
  timeoutMs?: number;
}

const answerForm = z.object({
  verdict: z.enum(verdicts),
  method: z.string().max(100).default('provider'),
  costCents: z.number().min(0).max(100_000).default(0),
});
const answerBytesMax = 64 * 1024;

export function httpVerifier(options: HttpVerifierOptions): ContactVerifier {
  return {
    name: options.name,
    isFree: false,
    async verify(address) {
      const { status, text } = await ask(options, address);
      if (status !== 200) throw failureOf(options.name, status);
      const read = answerForm.safeParse(jsonIn(text));
      if (read.success) return read.data;
      throw failure(options.name, { kind: 'unexpectedAnswer', detail: 'not the documented form' });
    },
  };
}

async function ask(
  options: HttpVerifierOptions,
  email: string,
): Promise<{ status: number; text: string }> {
  try {
    const answer = await request(options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${options.apiKey.reveal()}`,
      },
      body: JSON.stringify({ email }),
      signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
    });
    const text = (await answer.body.text()).slice(0, answerBytesMax);
    return { status: answer.statusCode, text };
  } catch (cause) {
    // Asking costs money, not harm: the answer is simply not known.
    throw failure(options.name, {
      kind: 'unreachable',
      detail: cause instanceof Error ? cause.message : 'failed',
      cause,
    });
  }
}

function failureOf(name: string, status: number): PortFailure {
  if (status === 401 || status === 403)
    return failure(name, { kind: 'unauthorized', detail: `status ${status}` });
  if (status === 402) return failure(name, { kind: 'unauthorized', detail: 'no credit left' });
  if (status === 429 || status >= 500)
    return failure(name, { kind: 'unreachable', detail: `status ${status}` });
  return failure(name, { kind: 'rejected', detail: `status ${status}` });
}

function failure(
  name: string,
  facts: { kind: FailureKind; detail: string; cause?: unknown },
): PortFailure {
  return new PortFailure({
    ...facts,
    message: `The verification service "${name}" gave no answer (${facts.detail}). The address stays unverified.`,
    detail: `verify ${name}: ${facts.detail}`,
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
