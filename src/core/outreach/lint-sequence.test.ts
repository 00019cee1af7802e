import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintTemplate } from './lint-sequence.ts';

const foundOf = (text: string) => lintTemplate(text, 'text').map(({ found }) => found);

test('each problem names the words of the text that it is about', () => {
  assert.deepEqual(foundOf('Hi {{ nickname }}, shall we talk?'), ['nickname']);
  assert.deepEqual(foundOf('Hi {first_name}, shall we talk?'), ['{first_name}']);
});

test('one mistake is told once, and a hole that an unknown value leaves is no second one', () => {
  assert.deepEqual(foundOf('Hi {{ nickname }}, [First Name] said you might move.'), [
    'nickname',
    '[First Name]',
  ]);
});

test('a hole of its own is told', () => {
  assert.deepEqual(foundOf('Hi , shall we talk?').length > 0, true);
});
