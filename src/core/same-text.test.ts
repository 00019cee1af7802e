import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameText } from './same-text.ts';

test('texts are the same exactly where they are equal', () => {
  const texts = ['', 'a', 'b', 'aa', 'ab', 'ba', 'aaa', 'abab', 'é'];
  for (const one of texts) {
    for (const other of texts) assert.equal(sameText(one, other), one === other);
  }
});
