import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffSequences } from './diff-sequence.ts';
import { sequenceDefaults } from './sequence.ts';
import type { SequenceBody, SequenceStep } from './sequence.ts';

function step(id: string, text: string): SequenceStep {
  return {
    id,
    channel: 'email',
    delay: { amount: 0, unit: 'hours' },
    window: null,
    isInThread: false,
    variants: [{ id: 'a', weight: 1, subject: 'Hello', text, html: null }],
  };
}

function body(...steps: SequenceStep[]): SequenceBody {
  return { ...sequenceDefaults, steps };
}

test('the same sequence has no differences', () => {
  assert.deepEqual(diffSequences(body(step('one', 'Hi')), body(step('one', 'Hi'))), []);
});

test('a changed text is told by step and variant, a changed setting by its name', () => {
  const before = body(step('one', 'Hi'));
  const after = { ...body(step('one', 'Hello')), holdMinutes: 60 };
  assert.deepEqual(diffSequences(before, after), [
    { field: 'holdMinutes', before: 15, after: 60 },
    { field: 'steps.one.variants.a.text', before: 'Hi', after: 'Hello' },
  ]);
});

test('a step put before another changes the place of the other and nothing else of it', () => {
  const found = diffSequences(body(step('one', 'Hi')), body(step('two', 'New'), step('one', 'Hi')));
  const ofOne = found.filter((each) => each.field.startsWith('steps.one'));
  assert.deepEqual(ofOne, [{ field: 'steps.one.place', before: 1, after: 2 }]);
  const text = found.find((each) => each.field === 'steps.two.variants.a.text');
  assert.deepEqual([text?.before, text?.after], [null, 'New']);
});
