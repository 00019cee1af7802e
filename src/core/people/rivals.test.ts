import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oddsAgainst, shareBetweenRivals } from './rivals.ts';
import type { RivalEdge } from './rivals.ts';

const edge = (one: number, other: number, probability: number, isKeyed = false): RivalEdge => {
  return { one, other, probability, isKeyed };
};

test('what fits two strangers alike is even odds at best', () => {
  const [one = 1, other = 1] = shareBetweenRivals([edge(0, 1, 0.99), edge(0, 2, 0.99)]);
  assert.ok(one < 0.5 && Math.abs(one - other) < 1e-9, `${one} ${other}`);
});

test('parts of one human not put together yet take nothing from each other', () => {
  const shared = shareBetweenRivals([edge(0, 1, 0.97), edge(0, 2, 0.97), edge(1, 2, 0.9)]);
  assert.deepEqual(shared, [0.97, 0.97, 0.9]);
});

test('a shared key stands whatever namesakes there are, and takes from those who have none', () => {
  const [keyed, named = 1] = shareBetweenRivals([edge(0, 1, 0.999, true), edge(0, 2, 0.95)]);
  assert.equal(keyed, 0.999);
  assert.ok(named < 0.05, `${named}`);
});

test('an unlikely stranger takes next to nothing, and no order matters', () => {
  const edges = [edge(0, 1, 0.95), edge(0, 2, 0.03), edge(1, 3, 0.4), edge(0, 3, 0.02)];
  const shared = shareBetweenRivals(edges);
  const turned = shareBetweenRivals(
    edges.toReversed().map((one) => ({ ...one, one: one.other, other: one.one })),
  ).toReversed();
  for (const [at, probability] of shared.entries())
    assert.ok(Math.abs(probability - (turned[at] ?? 0)) < 1e-12);
  assert.ok((shared[0] ?? 0) > 0.9);
});

test('what was taken away can be told again as odds', () => {
  assert.ok(Math.abs(oddsAgainst(0.9, 0.75) - 2) < 1e-9);
});
