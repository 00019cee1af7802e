import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Turns } from '../core/people/turns.ts';
import { inTurns } from './in-turns.ts';

function* counting(turns: number, spend: () => void): Turns<number> {
  for (let turn = 0; turn < turns; turn += 1) {
    spend();
    yield;
  }
  return turns;
}

test('long work lets others go first again and again, and comes to its result', async () => {
  let [ms, slept] = [0, 0];
  const clock = {
    now: () => new Date(ms),
    sleep: async (): Promise<void> => {
      slept += 1;
    },
  };
  const spend = (): void => {
    ms += 5;
  };
  assert.equal(await inTurns({ clock }, counting(100, spend)), 100);
  assert.equal(slept, 25);
});

test('short work waits for nobody', async () => {
  const clock = {
    now: () => new Date(0),
    sleep: () => Promise.reject(new Error('it slept')),
  };
  assert.equal(
    await inTurns(
      { clock },
      counting(3, () => {}),
    ),
    3,
  );
});
