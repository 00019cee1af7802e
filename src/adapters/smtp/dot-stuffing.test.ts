import { test } from 'node:test';
import assert from 'node:assert/strict';
import { stuffed } from './dot-stuffing.ts';

const cases: readonly [string, string][] = [
  ['', '\r\n'],
  ['a', 'a\r\n'],
  ['a\r\n', 'a\r\n'],
  ['a\n.b\n', 'a\r\n..b\r\n'],
  ['.', '..\r\n'],
  ['a\r.\r\n', 'a\r\n..\r\n'],
  ['\n\n', '\r\n\r\n'],
  ['a\r', 'a\r\n'],
];

for (const [given, wire] of cases) {
  test(`${JSON.stringify(given)} goes out as ${JSON.stringify(wire)}`, () => {
    assert.equal(Buffer.from(stuffed(Buffer.from(given))).toString(), wire);
  });
}
