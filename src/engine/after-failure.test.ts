// Every kind of failure, repeatable or not, has one next step.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { failureKinds } from '../ports/failure.ts';
import {
  afterAbsence,
  afterFailure,
  afterProbeFailure,
  backoffMs,
  retryPolicy,
} from './after-failure.ts';

const now = new Date('2026-03-02T10:00:00Z');
const facts = { retryAt: undefined, attempt: 1, isRepeatable: false, now, jitter: 0 };
const quiesceMs = 30_000;

function afterMs(ms: number): Date {
  return new Date(now.getTime() + ms);
}

test('an unreachable other side is tried again after a wait, at the cost of an attempt', () => {
  assert.deepEqual(afterFailure({ ...facts, kind: 'unreachable' }, quiesceMs), {
    do: 'retry',
    at: afterMs(500),
    costsAttempt: true,
  });
});

test('an unreachable other side parks the intent after the last attempt, as surely not done', () => {
  const last = {
    ...facts,
    kind: 'unreachable' as const,
    attempt: retryPolicy.unreachableAttemptsMax,
  };
  const next = afterFailure(last, quiesceMs);
  assert.equal(next.do, 'park');
  assert.ok(next.do === 'park' && !next.mayHaveHappened && next.nextAction.length > 20);
});

test('a refusal for speed costs no attempt and waits for the named time', () => {
  const retryAt = afterMs(7_000);
  assert.deepEqual(afterFailure({ ...facts, kind: 'rateLimited', retryAt }, quiesceMs), {
    do: 'retry',
    at: retryAt,
    costsAttempt: false,
  });
  assert.deepEqual(afterFailure({ ...facts, kind: 'rateLimited', attempt: 9_999 }, quiesceMs), {
    do: 'retry',
    at: afterMs(300),
    costsAttempt: false,
  });
});

test('an unknown outcome is looked for after the quiet time and not sent again', () => {
  assert.deepEqual(afterFailure({ ...facts, kind: 'unknownOutcome' }, quiesceMs), {
    do: 'probe',
    at: afterMs(quiesceMs),
  });
});

test('an unknown outcome of a repeatable write is just sent again later', () => {
  const next = afterFailure({ ...facts, kind: 'unknownOutcome', isRepeatable: true }, quiesceMs);
  assert.equal(next.do, 'retry');
});

test('a conflict leads to a new decision', () => {
  assert.deepEqual(afterFailure({ ...facts, kind: 'conflict' }, quiesceMs), { do: 'decideAgain' });
});

test('a rejection parks as surely not done', () => {
  const next = afterFailure({ ...facts, kind: 'rejected' }, quiesceMs);
  assert.ok(next.do === 'park' && !next.mayHaveHappened);
});

test('an answer that makes no sense parks as possibly done, unless it may be repeated anyway', () => {
  const once = afterFailure({ ...facts, kind: 'unexpectedAnswer' }, quiesceMs);
  assert.ok(once.do === 'park' && once.mayHaveHappened);
  const often = afterFailure({ ...facts, kind: 'unexpectedAnswer', isRepeatable: true }, quiesceMs);
  assert.ok(often.do === 'park' && !often.mayHaveHappened);
});

test('a refused credential holds the whole queue', () => {
  const next = afterFailure({ ...facts, kind: 'unauthorized' }, quiesceMs);
  assert.deepEqual(next, { do: 'holdQueue', until: afterMs(retryPolicy.unauthorizedHoldMs) });
});

test('a write that must not be repeated is never retried while its outcome is unknown', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...failureKinds),
      fc.integer({ min: 1, max: 200 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (kind, attempt, jitter) => {
        const next = afterFailure({ ...facts, kind, attempt, jitter }, quiesceMs);
        const mayHaveHappened = kind === 'unknownOutcome' || kind === 'unexpectedAnswer';
        if (mayHaveHappened) assert.ok(next.do === 'probe' || next.do === 'park');
        if (next.do === 'retry') assert.ok(next.at > now);
      },
    ),
  );
});

test('a look-up that fails is never an argument for sending', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...failureKinds),
      fc.integer({ min: 0, max: 200_000 }),
      (kind, agoSeconds) => {
        const askedAt = new Date(now.getTime() - agoSeconds * 1_000);
        const next = afterProbeFailure({ kind, retryAt: undefined, askedAt, now, jitter: 0.5 });
        assert.notEqual(next.do, 'retry');
        assert.notEqual(next.do, 'decideAgain');
        if (next.do === 'park') assert.equal(next.mayHaveHappened, true);
      },
    ),
  );
});

test('the looking ends in bounded time', () => {
  const askedAt = new Date(now.getTime() - retryPolicy.probeForMs - 1);
  const facts = { kind: 'unreachable' as const, retryAt: undefined, askedAt, now, jitter: 0 };
  assert.equal(afterProbeFailure(facts).do, 'park');
});

test('an effect that stays missing is sent again with growing gaps and parked in the end', () => {
  let spentMs = 0;
  let attempt = 1;
  for (; attempt < 1_000; attempt++) {
    const next = afterAbsence({ attempt, isRepeatable: false, now, jitter: 0.999 });
    if (next.do !== 'retry') break;
    spentMs += next.at.getTime() - now.getTime();
  }
  assert.equal(attempt, retryPolicy.unknownOutcomeAttemptsMax);
  assert.ok(spentMs > 600_000 && spentMs < 4 * 3_600_000, String(spentMs));
});

test('the wait grows, stays under its cap and is spread by chance', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, jitter) => {
        const ms = backoffMs(attempt, jitter);
        assert.ok(ms >= retryPolicy.backoffFirstMs / 2 && ms <= retryPolicy.backoffMaxMs);
        assert.ok(backoffMs(attempt + 1, jitter) >= ms);
      },
    ),
  );
  assert.ok(backoffMs(5, 0) < backoffMs(5, 0.9));
});
