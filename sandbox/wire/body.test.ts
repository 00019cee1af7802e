// Form field names turned into structure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nested } from './body.ts';

test('form names with brackets become arrays and objects', () => {
  const fields: [string, string][] = [
    ['name', 'A'],
    ['tags[]', 'one'],
    ['tags[]', 'two'],
    ['phones[0][value]', '1'],
    ['phones[0][type]', 'work'],
    ['phones[1][value]', '2'],
    ['archived[reason]', 'r'],
  ];
  assert.deepEqual(nested(fields), {
    name: 'A',
    tags: ['one', 'two'],
    phones: [{ value: '1', type: 'work' }, { value: '2' }],
    archived: { reason: 'r' },
  });
});

test('names that reach for the prototype or too deep are refused', () => {
  assert.throws(() => nested([['__proto__[x]', '1']]), /Malformed/);
  assert.throws(() => nested([['a[b][c][d][e]', '1']]), /Malformed/);
});
