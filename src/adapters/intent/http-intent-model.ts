// Asks a model of the operator's own what an answer wants, over one documented HTTP form (docs/mail.md). Off unless configured.

import { request } from 'undici';
import { z } from 'zod';
import { replyIntents } from '../../core/mail/reply-intents.ts';
import type { Secret } from '../../core/secret.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { FailureKind } from '../../ports/failure.ts';
import type { IntentModel } from '../../ports/intent-model.ts';

export interface HttpIntentModelOptions {
  name: string;
  /** POST {"said", "subject", "intents"} here. */
  url: string;
  apiKey: Secret | null;
  timeoutMs?: number;
}

const answerForm = z.object({
  intent: z.enum(replyIntents),
  confidence: z.number().min(0).max(1),
  because: z.string().max(500).default(''),
});
/** A model reads an answer, not a novel. */
const saidMax = 4_000;
const answerBytesMax = 64 * 1024;

export function httpIntentModel(options: HttpIntentModelOptions): IntentModel {
  const { name } = options;
  return {
    name,
    async read({ said, subject }) {
      const { status, text } = await ask(options, {
        said: said.slice(0, saidMax),
        subject: subject.slice(0, 300),
        intents: replyIntents,
      });
      if (status !== 200) throw failure(name, { kind: 'unreachable', detail: `status ${status}` });
      const read = answerForm.safeParse(jsonIn(text));
      if (!read.success)
        throw failure(name, { kind: 'unexpectedAnswer', detail: 'not the documented form' });
      const { intent, confidence, because } = read.data;
      const why = because === '' ? '' : `: ${because}`;
      return { intent, confidence, because: `read by ${name}${why}` };
    },
  };
}

async function ask(
  options: HttpIntentModelOptions,
  body: object,
): Promise<{ status: number; text: string }> {
  const { apiKey } = options;
  try {
    const answer = await request(options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey.reveal()}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(options.timeoutMs ?? 10_000),
    });
    const text = (await answer.body.text()).slice(0, answerBytesMax);
    return { status: answer.statusCode, text };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'failed';
    throw failure(options.name, { kind: 'unreachable', detail, cause });
  }
}

function failure(
  name: string,
  facts: { kind: FailureKind; detail: string; cause?: unknown },
): PortFailure {
  return new PortFailure({
    ...facts,
    message: `The model "${name}" gave no answer (${facts.detail}). The rules' reading stands.`,
    detail: `intent ${name}: ${facts.detail}`,
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
