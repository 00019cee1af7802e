// What is left to chance or to a hash, looked at as numbers: gaps without a rhythm, shares as given.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseVariant, isHeldOut } from './choose-variant.ts';
import { gapMs } from './mailbox-limits.ts';

/** A small generator with a seed, so that the test is the same every day. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let mixed = state ^ (state >>> 15);
    mixed = Math.imul(mixed, 0x2c1b3c6d);
    mixed ^= mixed >>> 12;
    return (mixed >>> 0) / 4_294_967_296;
  };
}

test('gaps lie between their bounds, evenly, and follow no rhythm', () => {
  const chance = seeded(7);
  const count = 20_000;
  const gaps = Array.from({ length: count }, () =>
    gapMs({ minSeconds: 60, maxSeconds: 180 }, chance()),
  );
  assert(Math.min(...gaps) >= 60_000 && Math.max(...gaps) <= 180_000);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / count;
  assert(Math.abs(mean - 120_000) < 1_000, `mean ${mean}`);
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / count;
  for (let lag = 1; lag <= 50; lag += 1) {
    let sum = 0;
    for (let at = lag; at < count; at += 1)
      sum += ((gaps[at] ?? 0) - mean) * ((gaps[at - lag] ?? 0) - mean);
    const correlation = sum / (count - lag) / variance;
    assert(Math.abs(correlation) < 0.04, `lag ${lag}: ${correlation.toFixed(3)}`);
  }
});

const people = 100_000;

/** The sum of squared differences, each in units of what chance allows. */
function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  return counts.reduce((sum, count, index) => {
    const expected = people * (shares[index] ?? 0);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

test('of a hundred thousand people each variant gets its share, in every experiment', () => {
  const variants = [
    { id: 'a', weight: 1 },
    { id: 'b', weight: 1 },
    { id: 'c', weight: 2 },
    { id: 'none', weight: 0 },
  ];
  for (const experiment of ['s1:one', 's1:two', 's2:one']) {
    const counts = new Map(variants.map((variant) => [variant.id, 0]));
    for (let person = 0; person < people; person += 1) {
      const chosen = chooseVariant(variants, { experiment, personId: `person-${person}` });
      counts.set(chosen?.id ?? '', (counts.get(chosen?.id ?? '') ?? 0) + 1);
    }
    assert.equal(counts.get('none'), 0);
    const drawn = ['a', 'b', 'c'].map((id) => counts.get(id) ?? 0);
    // Two degrees of freedom: above 13.8 in one of a thousand experiments.
    assert(chiSquare(drawn, [0.25, 0.25, 0.5]) < 13.8, `${experiment}: ${drawn.join(', ')}`);
  }
});

test('the share kept out is the share given, and says nothing about the variant', () => {
  const counts = [0, 0, 0, 0];
  for (let person = 0; person < people; person += 1) {
    const personId = `person-${person}`;
    const isOut = isHeldOut({ sequenceId: 's1', personId }, 10);
    const variants = [
      { id: 'a', weight: 1 },
      { id: 'b', weight: 1 },
    ];
    const isA = chooseVariant(variants, { experiment: 's1:one', personId })?.id === 'a';
    const place = (isOut ? 0 : 2) + (isA ? 0 : 1);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  // Three degrees of freedom: above 16.3 in one of a thousand experiments.
  assert(chiSquare(counts, [0.05, 0.05, 0.45, 0.45]) < 16.3, counts.join(', '));
});
