import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mailBench } from '../../../bench/mail.ts';

const report = await mailBench('test/mail-fixtures', 'test/mail-fixtures/labels.csv');

test('mails of our own making in twenty languages are told apart without a mistake', () => {
  assert.ok(report.files >= 120, 'the fixtures were found');
  assert.deepEqual(report.wrongKinds, []);
});

test('no human reply is taken for a failure notice', () => {
  assert.deepEqual(report.humansTakenForBounces, []);
});

test('a dead address is told from full, filtered, blocked and busy ones', () => {
  assert.deepEqual(report.hard.wronglyHard, []);
  assert.deepEqual(report.hard.missedHard, []);
});
