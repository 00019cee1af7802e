import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibrate } from './calibrate.ts';

const before = { slope: 1, offset: 0 };

test('without answers nothing changes, and a few change little', () => {
  assert.deepEqual(calibrate([], before), { slope: 1, offset: 0 });
  const few = calibrate([{ bits: 3, isSame: false }], before);
  assert.ok(Math.abs(few.offset) < 1 && Math.abs(few.slope - 1) < 0.2);
});

test('questions that always turn out to be different people lower the odds', () => {
  const answers = Array.from({ length: 200 }, (_unused, index) => ({
    bits: (index % 6) - 1,
    isSame: false,
  }));
  assert.ok(calibrate(answers, before).offset < -1);
});

test('answers as stated leave the scale as it is', () => {
  const answers = [-2, 0, 2, 4].flatMap((bits) =>
    Array.from({ length: 100 }, (_unused, index) => ({
      bits,
      isSame: index < 100 / (1 + 2 ** -bits),
    })),
  );
  const learned = calibrate(answers, before);
  assert.ok(Math.abs(learned.slope - 1) < 0.1 && Math.abs(learned.offset) < 0.1);
});

test('the order of the answers does not matter', () => {
  const answers = Array.from({ length: 50 }, (_unused, index) => ({
    bits: index % 7,
    isSame: index % 3 > 0,
  }));
  const [one, other] = [calibrate(answers, before), calibrate(answers.toReversed(), before)];
  assert.ok(Math.abs(one.offset - other.offset) < 1e-9);
});
