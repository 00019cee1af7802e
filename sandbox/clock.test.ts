// Virtual time and its timers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { steeredClock } from './clock.ts';

test('virtual time moves by hand and runs timers in order, at their own time', () => {
  const clock = steeredClock(1_000);
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${clock.now()}`);
  clock.after(30, note('b'));
  clock.after(10, note('a'));
  clock.after(10, () => clock.after(5, note('nested')));
  const cancel = clock.after(20, note('cancelled'));
  cancel();
  clock.advance(29);
  assert.deepEqual(ran, ['a@1010', 'nested@1015']);
  clock.advance(1);
  assert.deepEqual(ran, ['a@1010', 'nested@1015', 'b@1030']);
  assert.equal(clock.now(), 1_030);
});

test('real time can be set ahead and frozen', () => {
  const clock = steeredClock();
  clock.set(5_000_000_000_000);
  assert.ok(clock.now() >= 5_000_000_000_000);
  clock.setMode('virtual');
  const frozen = clock.now();
  clock.advance(7);
  assert.equal(clock.now(), frozen + 7);
  clock.stop();
});
