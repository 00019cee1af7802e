import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../input-error.ts';
import { checkRetentionRules } from './retention-rules.ts';

test('a decision names the days and the reason', () => {
  const rules = { keepDays: 180, because: 'Recruiting policy 4' };
  assert.deepEqual(checkRetentionRules(rules), rules);
  const kept = { keepDays: null, because: 'Consent is asked for' };
  assert.deepEqual(checkRetentionRules(kept), kept);
});

test('what cannot be meant is refused with its field', () => {
  const cases: [unknown, string][] = [
    [null, 'keepDays'],
    [{ because: 'x' }, 'keepDays'],
    [{ keepDays: 0, because: 'x' }, 'keepDays'],
    [{ keepDays: 1.5, because: 'x' }, 'keepDays'],
    [{ keepDays: 4_000, because: 'x' }, 'keepDays'],
    [{ keepDays: 30, because: ' ' }, 'because'],
    [{ keepDays: 30, because: 'x', days: 3 }, 'days'],
  ];
  for (const [body, field] of cases)
    assert.throws(
      () => checkRetentionRules(body),
      (error) => error instanceof InputError && error.field === field,
    );
});
