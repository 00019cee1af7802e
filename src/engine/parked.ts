// A person's decision about a parked intent: try it again, or dismiss it with a reason.

import type { Trx } from '../db/connect.ts';
import { waitsDefault } from './deps.ts';
import { findIntent, moveIntent, type Intent } from './intents.ts';
import { requestWork } from './work.ts';

export interface ParkedKey {
  workspaceId: string;
  intentId: string;
  now: Date;
}

/**
 * Tries again: what may have happened is looked for first, anything else is decided anew from today's facts.
 * Returns the intent as it was, or null where it is not parked. Wake the workers after the commit.
 */
export async function retryParked(trx: Trx, key: ParkedKey): Promise<Intent | null> {
  const intent = await findIntent(trx, key);
  if (intent === null || intent.state !== 'parked') return null;
  const { now } = key;
  const isMoved = intent.mustProbe
    ? await moveIntent(trx, intent, {
        to: 'ambiguous',
        now,
        dueAt: firstLookAt(intent, now),
        probeCount: 0,
        failure: 'unknownOutcome',
        failureText: 'It is looked for before anything is sent.',
      })
    : await moveIntent(trx, intent, {
        to: 'superseded',
        now,
        failureText: 'A person asked to try again.',
      });
  if (!isMoved) return null;
  await wakeSubject(trx, intent, { now, because: 'A person asked to try again.' });
  return intent;
}

/** Gives it up for good. Returns the intent as it was, or null where it is not parked. */
export async function dismissParked(
  trx: Trx,
  key: ParkedKey & { reason: string },
): Promise<Intent | null> {
  const intent = await findIntent(trx, key);
  if (intent === null || intent.state !== 'parked') return null;
  const isMoved = await moveIntent(trx, intent, {
    to: 'dismissed',
    now: key.now,
    failureText: key.reason,
    ...(intent.failure === null ? {} : { failure: intent.failure }),
  });
  if (!isMoved) return null;
  // What is left to do for the subject goes on without this effect.
  await wakeSubject(trx, intent, { now: key.now, because: 'A person dismissed what was parked.' });
  return intent;
}

// A person who is quick must not be quicker than a late effect becomes visible.
function firstLookAt(intent: Intent, now: Date): Date {
  const quietUntilMs = (intent.armedAt?.getTime() ?? 0) + waitsDefault.quiesceMs;
  return new Date(Math.max(now.getTime(), quietUntilMs));
}

async function wakeSubject(
  trx: Trx,
  intent: Intent,
  wish: { now: Date; because: string },
): Promise<void> {
  await requestWork(trx, {
    workspaceId: intent.workspaceId,
    kind: intent.subjectKind,
    subjectId: intent.subjectId,
    queueKey: intent.queueKey,
    lane: intent.lane,
    dueAt: wish.now,
    because: wish.because,
  });
}
