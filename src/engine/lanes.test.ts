// Who is served next, with every mix of lanes that have work.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { allLanes, newRound, nextLane } from './lanes.ts';
import type { Lane, LaneRound } from './lanes.ts';

test('no lane with work means no pick', () => {
  assert.equal(
    nextLane(newRound, () => false),
    null,
  );
});

test('an urgent lane goes before every other, safety before replies', () => {
  assert.equal(nextLane(newRound, () => true)?.lane, 0);
  assert.equal(nextLane(newRound, (lane) => lane !== 0)?.lane, 1);
});

test('with every shared lane full, reconcile and backfill get 5 % each', () => {
  const counts = countPicks([2, 3, 4, 5], 2_000);
  assert.deepEqual(counts, [0, 0, 1_400, 400, 100, 100]);
});

test('an endless flood of urgent work leaves a tenth to the others', () => {
  const counts = countPicks(allLanes, 1_000);
  assert.equal(counts[0], 900);
  assert.equal(
    counts.slice(2).reduce((sum, count) => sum + count),
    100,
  );
});

test('one item of any lane waits a bounded number of picks behind any backlog', () => {
  const someLanes = fc.subarray([...allLanes], { minLength: 1 });
  fc.assert(
    fc.property(
      someLanes,
      fc.constantFrom(...allLanes),
      fc.integer({ min: 0, max: 100 }),
      (backlog, lane, before) => {
        let round = newRound;
        for (let pick = 0; pick < before; pick++) round = pickOf(round, backlog).round;
        const most = lane <= 1 ? 2 : backlog.some((other) => other <= 1) ? 210 : 21;
        for (let pick = 1; ; pick++) {
          const picked = pickOf(round, [...backlog, lane]);
          if (picked.lane === lane || (lane === 1 && picked.lane === 0)) break;
          assert.ok(pick < most, `lane ${lane} behind ${backlog.join()} waited ${pick} picks`);
          round = picked.round;
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('every pick is of a lane that has work, and only an empty queue gives none', () => {
  fc.assert(
    fc.property(
      fc.array(fc.subarray([...allLanes]), { minLength: 1, maxLength: 200 }),
      (moments) => {
        let round = newRound;
        for (const full of moments) {
          const picked = nextLane(round, (lane) => full.includes(lane));
          assert.equal(picked === null, full.length === 0);
          if (picked === null) continue;
          assert.ok(full.includes(picked.lane));
          ({ round } = picked);
        }
      },
    ),
  );
});

function pickOf(round: LaneRound, full: readonly Lane[]): { lane: Lane; round: LaneRound } {
  const picked = nextLane(round, (lane) => full.includes(lane));
  assert.ok(picked);
  return picked;
}

function countPicks(full: readonly Lane[], picks: number): number[] {
  const counts = allLanes.map(() => 0);
  let round = newRound;
  for (let pick = 0; pick < picks; pick++) {
    const picked = pickOf(round, full);
    counts[picked.lane] = counts[picked.lane]! + 1;
    ({ round } = picked);
  }
  return counts;
}
