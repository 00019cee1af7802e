// What an intent does after the outside world did not do it: one pure function over the seven kinds of failure.

import type { FailureKind } from '../ports/failure.ts';

export type AfterFailure =
  /** Send the same again at that time. */
  | { do: 'retry'; at: Date; costsAttempt: boolean }
  /** It may have happened: look for it at that time, before anything else. */
  | { do: 'probe'; at: Date }
  /** Drop this intent; load the facts and decide anew. */
  | { do: 'decideAgain' }
  /** The credential is refused: nothing of this queue goes out until then. */
  | { do: 'holdQueue'; until: Date }
  /** A person has to act. `mayHaveHappened`: look for it before it is ever sent again. */
  | { do: 'park'; mayHaveHappened: boolean; nextAction: string };

export interface FailureFactsNow {
  kind: FailureKind;
  retryAt: Date | undefined;
  /** This attempt, counted from 1. */
  attempt: number;
  isRepeatable: boolean;
  now: Date;
  /** Uniform in [0, 1). */
  jitter: number;
}

export const retryPolicy = {
  backoffFirstMs: 1_000,
  backoffMaxMs: 600_000,
  // With the backoff above about eleven hours: an outage of a working day parks nothing.
  unreachableAttemptsMax: 100,
  // Each of these costs two looks and 90 s or more, so about two hours; a payload that always breaks the other side
  // must not go on for ever.
  unknownOutcomeAttemptsMax: 12,
  // The shortest pause after a refusal for speed that names no time.
  rateLimitedMs: 300,
  // A refused credential is tried again so that a repair on the other side alone is noticed.
  unauthorizedHoldMs: 900_000,
  // After this the looking stops and a person is asked.
  probeForMs: 86_400_000,
  probeRetryFirstMs: 5_000,
} as const;

/** Decides what follows a failed send; `quiesceMs` is how long a lost request may still be applied. */
export function afterFailure(facts: FailureFactsNow, quiesceMs: number): AfterFailure {
  const { kind, now } = facts;
  switch (kind) {
    case 'unreachable':
      return retryUntil(facts, retryPolicy.unreachableAttemptsMax);
    case 'rateLimited':
      return { do: 'retry', at: rateLimitedUntil(facts), costsAttempt: false };
    case 'unknownOutcome':
      if (facts.isRepeatable) return retryUntil(facts, retryPolicy.unknownOutcomeAttemptsMax);
      return { do: 'probe', at: after(now, quiesceMs) };
    case 'conflict':
      return { do: 'decideAgain' };
    case 'unauthorized':
      return { do: 'holdQueue', until: after(now, retryPolicy.unauthorizedHoldMs) };
    case 'rejected':
      return { do: 'park', mayHaveHappened: false, nextAction: nextActions.rejected };
    case 'unexpectedAnswer':
      return {
        do: 'park',
        mayHaveHappened: !facts.isRepeatable,
        nextAction: nextActions.unexpectedAnswer,
      };
  }
}

/** Decides what follows a look-up that found the effect missing after every wait. */
export function afterAbsence(facts: Omit<FailureFactsNow, 'kind' | 'retryAt'>): AfterFailure {
  const again = { ...facts, kind: 'unknownOutcome' as const, retryAt: undefined };
  return retryUntil(again, retryPolicy.unknownOutcomeAttemptsMax);
}

export interface ProbeFailureNow {
  kind: FailureKind;
  retryAt: Date | undefined;
  /** Since when the outcome is unknown. */
  askedAt: Date;
  now: Date;
  jitter: number;
}

/** Decides what follows a look-up that itself failed: it is tried again, and a send is never the answer. */
export function afterProbeFailure(facts: ProbeFailureNow): AfterFailure {
  const { kind, now } = facts;
  const askedForMs = Math.max(0, now.getTime() - facts.askedAt.getTime());
  switch (kind) {
    case 'unreachable':
    case 'unknownOutcome':
    case 'conflict': {
      if (askedForMs > retryPolicy.probeForMs) return parkUnknown();
      // Growing with the age of the question needs no counter of its own.
      const spanMs = clamp(askedForMs / 4, retryPolicy.probeRetryFirstMs, retryPolicy.backoffMaxMs);
      return { do: 'probe', at: after(now, jittered(spanMs, facts.jitter)) };
    }
    case 'rateLimited':
      return { do: 'probe', at: rateLimitedUntil(facts) };
    case 'unauthorized':
      return { do: 'holdQueue', until: after(now, retryPolicy.unauthorizedHoldMs) };
    case 'rejected':
    case 'unexpectedAnswer':
      return parkUnknown();
  }
}

/** The wait before attempt `attempt + 1`: doubling, capped, the upper half of it by chance. */
export function backoffMs(attempt: number, jitter: number): number {
  const doublings = Math.min(Math.max(attempt - 1, 0), 30);
  const spanMs = Math.min(retryPolicy.backoffFirstMs * 2 ** doublings, retryPolicy.backoffMaxMs);
  return jittered(spanMs, jitter);
}

const nextActions = {
  rejected: 'Correct what the message names, then try again; or dismiss it with a reason.',
  unexpectedAnswer:
    'The other system answered in a way this version does not know. Check what it shows, then try again or dismiss.',
  tooManyAttempts:
    'It failed too many times in a row. Check that the other system is up, then try again or dismiss.',
  unknown:
    'It is not known whether this happened. Look in the other system, then try again (it is looked for first) or dismiss.',
} as const;

function retryUntil(facts: FailureFactsNow, attemptsMax: number): AfterFailure {
  if (facts.attempt >= attemptsMax) {
    return { do: 'park', mayHaveHappened: false, nextAction: nextActions.tooManyAttempts };
  }
  const at = after(facts.now, backoffMs(facts.attempt, facts.jitter));
  const isAskedLater = facts.retryAt !== undefined && facts.retryAt > at;
  return { do: 'retry', at: isAskedLater ? facts.retryAt! : at, costsAttempt: true };
}

function parkUnknown(): AfterFailure {
  return { do: 'park', mayHaveHappened: true, nextAction: nextActions.unknown };
}

function rateLimitedUntil(facts: { now: Date; retryAt: Date | undefined }): Date {
  const soonest = after(facts.now, retryPolicy.rateLimitedMs);
  return facts.retryAt !== undefined && facts.retryAt > soonest ? facts.retryAt : soonest;
}

function jittered(spanMs: number, jitter: number): number {
  return Math.round(spanMs * (0.5 + jitter / 2));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
