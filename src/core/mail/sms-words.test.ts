import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smsWordOf } from './sms-words.ts';

const cases: readonly [string, ReturnType<typeof smsWordOf>][] = [
  ['STOP', 'stop'],
  [' stop. ', 'stop'],
  ['“Stop!”', 'stop'],
  ['ＳＴＯＰ', 'stop'],
  ['Stop All', 'stop'],
  ['opt-out', 'stop'],
  ['QUIT', 'stop'],
  ['start', 'start'],
  ['UNSTOP', 'start'],
  ['Help?', 'help'],
  ['stop by on Tuesday', null],
  ['I cannot start before May', null],
  ['help me understand the role', null],
  ['', null],
];

for (const [text, word] of cases) {
  test(`“${text}” ${word === null ? 'is an ordinary message' : `means ${word}`}`, () => {
    assert.equal(smsWordOf(text), word);
  });
}
