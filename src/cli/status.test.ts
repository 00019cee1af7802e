import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Overview } from '../db/queries/overview.ts';
import { statusLines } from './status.ts';

const quiet: Overview = {
  profileCount: 500,
  personCount: 311,
  touchCount: 1,
  strayTouchCount: 0,
  pendingIntakeCount: 0,
  parkedIntakeCount: 0,
  personInLeverCount: 300,
  opportunityCount: 305,
  waitingRecordCount: 0,
  openWorkCount: 0,
  laterWorkCount: 0,
  openIntentCount: 0,
  parkedIntentCount: 0,
  pendingDeliveryCount: 0,
  parkedDeliveryCount: 0,
  heldPersonCount: 1,
  lever: null,
};

test('a quiet workspace is told in a few lines, with what to do next', () => {
  assert.deepEqual(statusLines(quiet), [
    '500 profiles received, 311 people; 300 in Lever with 305 opportunities',
    '1 touch',
    '1 person with outreach held',
    'Nothing waits.',
    'Lever is not connected: run "fulcrum connect".',
  ]);
});

test('what waits for time and what waits for a person are told apart', () => {
  const lines = statusLines({
    ...quiet,
    strayTouchCount: 4,
    openWorkCount: 2,
    laterWorkCount: 7,
    parkedIntentCount: 1,
    lever: {
      baseUrl: 'http://127.0.0.1/v1',
      state: 'unauthorized',
      because: 'the key was refused',
      callCount: 12,
      refusedCount: 1,
      ratePerSecond: 9.98,
      holdUntil: null,
    },
  });
  assert.ok(lines.includes('1 touch, 4 of people not known yet'));
  assert.ok(lines.includes('Waiting: 2 at work or due, 7 for later'));
  assert.ok(lines.includes('1 thing waits for a person: "fulcrum parked list"'));
  assert.match(lines.at(-1) ?? '', /unauthorized \(the key was refused\): 12 calls, 1 refused/);
});
