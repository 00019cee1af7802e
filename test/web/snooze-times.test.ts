// Until when something is put off.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snoozeTimes } from '../../web/src/screens/inbox/snooze-times.ts';

const clockOf = (at: Date) => [at.getDay(), at.getHours(), at.getMinutes()];

test('tomorrow is nine in the morning of the next day, a week the next Monday', () => {
  const tuesday = new Date(2026, 10, 24, 16, 20);
  const times = snoozeTimes(tuesday);
  assert.deepEqual(clockOf(times.hours), [2, 19, 20]);
  assert.deepEqual(clockOf(times.tomorrow), [3, 9, 0]);
  assert.deepEqual(clockOf(times.week), [1, 9, 0]);
  assert.equal(times.week.getDate(), 30);
});

test('on a Monday the next Monday is a week away', () => {
  const monday = new Date(2026, 10, 30, 8, 0);
  assert.equal(snoozeTimes(monday).week.getTime(), new Date(2026, 11, 7, 9, 0).getTime());
});
