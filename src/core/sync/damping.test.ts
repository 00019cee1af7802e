import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideFreeze, flipWindowMs } from './damping.ts';

const minute = 60_000;

describe('a field that changes back and forth', () => {
  it('waits for a person after the third flip within an hour', () => {
    const writes = ['a', 'b', 'a', 'b', 'a'].map((value, index) => ({
      atMs: index * minute,
      value,
      isOverwrite: false,
    }));
    assert.equal(decideFreeze(writes.slice(0, 4), 5 * minute).isFrozen, false);
    assert.equal(decideFreeze(writes, 5 * minute).isFrozen, true);
  });

  it('counts every write over somebody else’s value', () => {
    const writes = ['a', 'b', 'c'].map((value, index) => ({
      atMs: index * minute,
      value,
      isOverwrite: true,
    }));
    assert.equal(decideFreeze(writes, 3 * minute).isFrozen, true);
  });

  it('may go forward as often as it likes', () => {
    const writes = ['a', 'b', 'c', 'd', 'e', 'f'].map((value, index) => ({
      atMs: index * minute,
      value,
      isOverwrite: false,
    }));
    assert.equal(decideFreeze(writes, 6 * minute).isFrozen, false);
  });

  it('thaws when the flips are more than an hour old, and ignores a clock that ran ahead', () => {
    const writes = [0, 1, 2].map((at) => ({ atMs: at, value: 'a', isOverwrite: true }));
    assert.equal(decideFreeze(writes, 10).isFrozen, true);
    assert.equal(decideFreeze(writes, flipWindowMs + 2).isFrozen, false);
    assert.equal(decideFreeze(writes, 0).isFrozen, false);
  });
});
