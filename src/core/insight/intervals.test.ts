import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differenceOf, ranksOf, shareOf } from './intervals.ts';

function near(value: number | null | undefined, wanted: number): void {
  assert.ok(Math.abs((value ?? Number.NaN) - wanted) < 0.0006, `${value} is not ${wanted}`);
}

test('a share has the interval that Wilson gives', () => {
  // Newcombe 1998, table I: 81 of 263 and 15 of 148.
  const one = shareOf(81, 263);
  near(one.low, 0.2553);
  near(one.high, 0.3662);
  const other = shareOf(15, 148);
  near(other.low, 0.0624);
  near(other.high, 0.1605);
});

test('nothing and everything stay within 0 and 1, and are still unsure', () => {
  const none = shareOf(0, 20);
  assert.equal(none.low, 0);
  near(none.high, 0.1611);
  assert.equal(shareOf(20, 20).high, 1);
  assert.deepEqual(shareOf(0, 0), {
    count: 0,
    of: 0,
    value: null,
    low: null,
    high: null,
    isFew: true,
  });
});

test('small numbers say so', () => {
  assert.equal(shareOf(3, 29).isFew, true);
  assert.equal(shareOf(3, 30).isFew, false);
});

test('the difference of two shares has the interval that Newcombe gives', () => {
  // Newcombe 1998, second paper, method 10: 56 of 70 less 48 of 80.
  const difference = differenceOf(shareOf(56, 70), shareOf(48, 80));
  near(difference?.value, 0.2);
  near(difference?.low, 0.0524);
  near(difference?.high, 0.3339);
  assert.equal(differenceOf(shareOf(1, 2), shareOf(0, 0)), null);
});

test('a quantile is the value at its rank, between the ranks of its interval', () => {
  assert.deepEqual(ranksOf(0.5, 1), { at: 0, low: 0, high: 0 });
  assert.deepEqual(ranksOf(0.5, 100), { at: 49, low: 39, high: 60 });
  assert.equal(ranksOf(0.9, 10)?.at, 8);
  assert.equal(ranksOf(0.5, 0), null);
});
