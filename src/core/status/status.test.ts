import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outreachEffects, strongerEffect } from './status.ts';

test('the stronger effect is the later one in the list, whichever comes first', () => {
  for (const [i, one] of outreachEffects.entries()) {
    for (const [j, other] of outreachEffects.entries()) {
      assert.equal(strongerEffect(one, other), outreachEffects[Math.max(i, j)]);
    }
  }
});
