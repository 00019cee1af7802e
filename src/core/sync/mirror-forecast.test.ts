import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mirrorForecast } from './mirror-forecast.ts';

const first = {
  isRead: false,
  rowCount: 0,
  mirroredCount: 0,
  candidates: null,
  ratePerSecond: null,
};

test('a first mirror of 100,000 candidates takes a thousand calls and less than two minutes', () => {
  const forecast = mirrorForecast({ ...first, candidates: 100_000 });
  assert.deepEqual(forecast, { callsLeft: 1_000, secondsLeft: 100 });
});

test('without a number from anywhere nothing is promised', () => {
  const nothing = { callsLeft: null, secondsLeft: null };
  assert.deepEqual(mirrorForecast(first), nothing);
  assert.deepEqual(mirrorForecast({ ...first, rowCount: 300, mirroredCount: 300 }), nothing);
});

test('a later reading expects what the one before it found', () => {
  const later = { ...first, rowCount: 200, mirroredCount: 1_050, ratePerSecond: 5 };
  assert.deepEqual(mirrorForecast(later), { callsLeft: 9, secondsLeft: 2 });
  assert.equal(mirrorForecast({ ...later, isRead: true }).callsLeft, 0);
});
