// The pace against a token bucket, in whatever order calls are asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { afterRefusal, afterSuccess, freshPace, paceDefaults, takeSlot } from './gcra.ts';
import type { Pace } from './gcra.ts';

const rate = { ratePerSecond: paceDefaults.ratePerSecond, burst: paceDefaults.burst };

test('an urgent call may spend the whole burst at once, another only what is not spared', () => {
  assert.equal(countAtOnce(true), paceDefaults.burst);
  assert.equal(countAtOnce(false), paceDefaults.burst - paceDefaults.sparedTokens);
});

test('an urgent call goes out at once behind any backlog of others', () => {
  let pace = freshPace(0, rate);
  for (let nowMs = 0; nowMs < 60_000; nowMs += 7) {
    const slot = takeSlot(pace, { nowMs, isUrgent: false });
    if (slot.isReserved) ({ pace } = slot);
  }
  const urgent = takeSlot(pace, { nowMs: 60_000, isUrgent: true });
  assert.ok(urgent.isReserved && urgent.sendAtMs - 60_000 < 1);
});

test('no slot is promised further ahead than the limit', () => {
  let pace = freshPace(0, rate);
  for (let asked = 0; asked < 50; asked++) {
    const slot = takeSlot(pace, { nowMs: 0, isUrgent: asked % 3 === 0 });
    if (slot.isReserved) {
      ({ pace } = slot);
      assert.ok(slot.sendAtMs <= paceDefaults.aheadMs);
    } else assert.ok(slot.retryAtMs > 0 && !slot.isHeld);
  }
});

test('asking again at the told time gets the slot', () => {
  let pace = freshPace(0, rate);
  let nowMs = 0;
  for (let taken = 0; taken < 200;) {
    const slot = takeSlot(pace, { nowMs, isUrgent: false });
    if (slot.isReserved) {
      ({ pace } = slot);
      taken++;
    } else {
      nowMs = slot.retryAtMs;
      assert.ok(takeSlot(pace, { nowMs, isUrgent: false }).isReserved);
    }
  }
});

test('in any span the slots stay within rate and burst, however urgent and other calls mix', () => {
  const ask = fc.record({ gapMs: fc.integer({ min: 0, max: 400 }), isUrgent: fc.boolean() });
  fc.assert(
    fc.property(fc.array(ask, { minLength: 1, maxLength: 300 }), (asks) => {
      let pace = freshPace(0, rate);
      let nowMs = 0;
      const sends: number[] = [];
      for (const { gapMs, isUrgent } of asks) {
        nowMs += gapMs;
        const slot = takeSlot(pace, { nowMs, isUrgent });
        if (!slot.isReserved) continue;
        ({ pace } = slot);
        assert.ok(slot.sendAtMs >= nowMs);
        sends.push(slot.sendAtMs);
      }
      assertWithin(sends);
    }),
    { numRuns: 300 },
  );
});

test('a queue that always has work uses the whole rate', () => {
  let pace = freshPace(0, rate);
  let count = 0;
  for (let nowMs = 0; nowMs < 3_600_000;) {
    const slot = takeSlot(pace, { nowMs, isUrgent: false });
    if (slot.isReserved) {
      ({ pace } = slot);
      count++;
    } else nowMs = slot.retryAtMs;
  }
  assert.ok(count >= 3_600 * paceDefaults.ratePerSecond, String(count));
});

test('a refusal slows down at most once a second, holds, and empties nothing else', () => {
  const first = afterRefusal(freshPace(0, rate), { nowMs: 1_000 });
  assert.equal(first.ratePerSecond, 9.98 * 0.85);
  assert.equal(first.holdUntilMs, 1_300);
  const echo = afterRefusal(first, { nowMs: 1_200 });
  assert.equal(echo.ratePerSecond, first.ratePerSecond);
  assert.equal(echo.holdUntilMs, 1_500);
  const second = afterRefusal(echo, { nowMs: 2_000 });
  assert.equal(second.ratePerSecond, 9.98 * 0.85 * 0.85);
});

test('a named time of the other side is kept to, by urgent calls too', () => {
  const pace = afterRefusal(freshPace(0, rate), { nowMs: 0, retryAtMs: 5_000 });
  const slot = takeSlot(pace, { nowMs: 100, isUrgent: true });
  assert.deepEqual(slot, { isReserved: false, retryAtMs: 4_800, isHeld: true });
  const later = takeSlot(pace, { nowMs: 4_900, isUrgent: true });
  assert.ok(later.isReserved && later.sendAtMs === 5_000);
});

test('the rate never falls under its floor and always comes back', () => {
  let pace = freshPace(0, rate);
  for (let second = 0; second < 200; second++) pace = afterRefusal(pace, { nowMs: second * 1_000 });
  assert.equal(pace.ratePerSecond, 9.98 * paceDefaults.rateFloor);
  for (let call = 0; call < 5_000; call++) pace = afterSuccess(pace);
  assert.equal(pace.ratePerSecond, 9.98);
});

test('a clock that jumps back an hour goes on at once, at the same pace and without a second burst', () => {
  let pace: Pace = { ...freshPace(3_600_000, rate), nextFreeMs: 3_600_400 };
  const sends: number[] = [];
  for (let nowMs = 0; nowMs < 5_000;) {
    const slot = takeSlot(pace, { nowMs, isUrgent: false });
    if (slot.isReserved) {
      ({ pace } = slot);
      sends.push(slot.sendAtMs);
    } else nowMs = slot.retryAtMs;
  }
  assert.equal(sends[0], 0);
  assert.ok(sends.length >= 50 && sends.length <= 54, String(sends.length));
  assertWithin(sends);
});

function countAtOnce(isUrgent: boolean): number {
  let pace = freshPace(0, rate);
  for (let count = 0; ; count++) {
    const slot = takeSlot(pace, { nowMs: 0, isUrgent });
    if (!slot.isReserved || slot.sendAtMs > 0) return count;
    ({ pace } = slot);
  }
}

function assertWithin(sends: number[]): void {
  const ordered = sends.toSorted((a, b) => a - b);
  for (let from = 0; from < ordered.length; from++) {
    for (let to = from; to < ordered.length; to++) {
      const spanSeconds = (ordered[to]! - ordered[from]!) / 1_000;
      const most = paceDefaults.ratePerSecond * spanSeconds + paceDefaults.burst;
      assert.ok(to - from + 1 <= most + 1e-6, `${to - from + 1} in ${spanSeconds} s`);
    }
  }
}
