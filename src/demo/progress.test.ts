import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine, progressText, rateLimitUse } from './progress.ts';
import type { ProgressFacts } from './progress.ts';

const facts: ProgressFacts = {
  counts: {
    profiles: 500,
    people: 311,
    inLever: 120,
    waitingIntake: 0,
    waitingRecords: 190,
    touches: 300,
    calls: 450,
    refusedCalls: 0,
    paused: 4,
    parkedIntents: 0,
    parkedIntake: 0,
    parkedDeliveries: 0,
    openReviews: 0,
    openConflicts: 0,
    heldRuns: 0,
    openReplies: 0,
    openTasks: 0,
  },
  touchesReported: 300,
  touchesPlanned: 900,
  secondsSoFar: 60,
  callsPerSecondMax: 10,
};

test('the line tells every number', () => {
  assert.equal(
    progressText(facts),
    ' 60 s · 500 profiles · 311 people · 120 in Lever · 190 waiting · 300/900 touches · 450 calls (75 % of the limit) · 4 paused',
  );
});

test('on a terminal the line is refreshed in place and ended once', () => {
  const written: string[] = [];
  const line = progressLine(true, (text) => written.push(text));
  line.show(facts);
  line.show(facts);
  line.end();
  line.end();
  assert.equal(written.length, 3);
  assert.ok(written[0]?.startsWith('\r'));
  assert.equal(written[2], '\n');
});

test('elsewhere a plain line comes every few seconds', () => {
  const written: string[] = [];
  const line = progressLine(false, (text) => written.push(text));
  for (const secondsSoFar of [0, 1, 4, 5, 9, 10.5]) line.show({ ...facts, secondsSoFar });
  line.end();
  assert.equal(written.length, 3);
  assert.ok(written.every((text) => text.endsWith('\n') && !text.includes('\r')));
});

test('the use of the limit is a share between 0 and 1', () => {
  assert.equal(rateLimitUse(50, { secondsSoFar: 0, callsPerSecondMax: 10 }), 0);
  assert.equal(rateLimitUse(50, { secondsSoFar: 10, callsPerSecondMax: 10 }), 0.5);
  // The burst at the start lies above the average.
  assert.equal(rateLimitUse(120, { secondsSoFar: 10, callsPerSecondMax: 10 }), 1);
});
