// Hands touches to the intake API of the other side and insists until they are acknowledged.

import type { TouchBody } from './plan-touches.ts';

export interface Intake {
  /** Base address of the API, such as http://127.0.0.1:4000. */
  url: string;
  apiKey: string;
}

const attemptsMax = 40;
const waitMaxMs = 5_000;

/** Resolves when every touch was accepted. Safe to repeat: the ids of the events stay the same. */
export async function postTouches(intake: Intake, bodies: readonly TouchBody[]): Promise<void> {
  const batch = JSON.stringify(bodies.length === 1 ? bodies[0] : { items: bodies });
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const answer = await tryOnce(intake, batch);
    if (answer.did === 'accepted') return;
    if (answer.did === 'refused') throw new Error(answer.because);
    await new Promise((resolve) => setTimeout(resolve, answer.waitMs ?? backOffMs(attempt)));
  }
  throw new Error(`${intake.url} did not take the touches in ${attemptsMax} attempts`);
}

type Answer =
  | { did: 'accepted' }
  | { did: 'refused'; because: string }
  | { did: 'not now'; waitMs: number | undefined };

async function tryOnce(intake: Intake, batch: string): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL('/v1/touches', intake.url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${intake.apiKey}`,
        'content-type': 'application/json',
      },
      body: batch,
    });
    text = await response.text();
  } catch {
    // Refused or cut off: whether it arrived is unknown, and sending it again does no harm.
    return { did: 'not now', waitMs: undefined };
  }
  if (response.status === 429 || response.status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return { did: 'not now', waitMs: Number.isNaN(seconds) ? undefined : seconds * 1000 };
  }
  if (!response.ok) return { did: 'refused', because: `answer ${response.status}: ${text}` };
  const rejected = rejections(text);
  return rejected.length === 0
    ? { did: 'accepted' }
    : { did: 'refused', because: `rejected touches: ${rejected.slice(0, 3).join('; ')}` };
}

/** What a batch answers per item; a single item is refused by its status. */
function rejections(text: string): string[] {
  const { items = [] } = JSON.parse(text) as { items?: { result: string; message?: string }[] };
  return items
    .filter((item) => item.result === 'rejected')
    .map((item) => item.message ?? 'refused');
}

function backOffMs(attempt: number): number {
  return Math.min(waitMaxMs, 100 * 2 ** Math.min(attempt, 10));
}
