// The weeks of a trend.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trendOf } from '../../web/src/screens/insight/trend.ts';

const row = (key: string, found: number, replied: number) => ({
  key,
  funnel: [
    { step: 'found', people: found },
    { step: 'replied', people: replied },
  ],
});

test('a week in which nobody was found stands between the others with nothing', () => {
  assert.deepEqual(trendOf([row('2026-11-23', 3, 1), row('2026-11-09', 2, 0)]), [
    { monday: '2026-11-09', found: 2, contacted: 0, replied: 0 },
    { monday: '2026-11-16', found: 0, contacted: 0, replied: 0 },
    { monday: '2026-11-23', found: 3, contacted: 0, replied: 1 },
  ]);
});

test('of a very long time the newest weeks are shown, and of nothing none', () => {
  const long = trendOf([row('2010-01-04', 1, 0), row('2026-11-23', 1, 0)]);
  assert.equal(long.length, 120);
  assert.equal(long.at(-1)?.monday, '2026-11-23');
  assert.deepEqual(trendOf([]), []);
});
