import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusCounts } from '../db/queries/status-counts.ts';
import { statusLines } from './status.ts';

const quiet: StatusCounts = {
  profiles: 500,
  people: 311,
  inLever: 300,
  waitingIntake: 0,
  waitingRecords: 0,
  touches: 1,
  calls: 1200,
  refusedCalls: 0,
  paused: 1,
  parkedIntents: 0,
  parkedIntake: 0,
  parkedDeliveries: 0,
  openReviews: 0,
  openConflicts: 0,
  heldRuns: 0,
  openReplies: 0,
  openTasks: 0,
};

test('a quiet workspace is told in a few lines', () => {
  assert.deepEqual(statusLines(quiet), [
    '500 profiles received: 311 people, 300 opportunities in Lever.',
    '1 touch; outreach to 1 person is held.',
    '1200 calls to Lever, 0 refused by its rate limit.',
    'Nothing waits.',
  ]);
});

test('what waits for time and what waits for a person are told apart', () => {
  const lines = statusLines({ ...quiet, waitingRecords: 2, waitingIntake: 7, parkedIntents: 1 });
  assert.ok(lines.includes('Waiting: 7 received and not worked on yet, 2 on their way to Lever.'));
  assert.ok(lines.includes('1 thing waits for a person: "fulcrum parked list".'));
});
