import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from './decide.ts';
import type { Assessment } from './decide.ts';

const about = (personId: string, given: Partial<Assessment> = {}): Assessment => ({
  personId,
  verdict: 'same',
  score: 0.999,
  evidence: ['same email address'],
  hasRecord: false,
  ...given,
});
const yes = (): boolean => true;

test('nobody like it makes a new person', () => {
  assert.equal(decide([], yes).decide, 'new');
  assert.equal(decide([about('1', { verdict: 'different', score: 0 })], yes).decide, 'new');
});

test('one match is joined', () => {
  const decision = decide([about('1')], yes);
  assert.deepEqual([decision.decide, decision.personId], ['join', '1']);
});

test('two matches become one; whoever Lever knows stays, else the older', () => {
  assert.deepEqual(decide([about('2'), about('1')], yes).mergedIds, ['2']);
  const known = decide([about('1'), about('2', { hasRecord: true })], yes);
  assert.deepEqual([known.decide, known.personId, known.mergedIds], ['merge', '2', ['1']]);
});

test('people whom a human keeps apart are never merged: the better match is joined, the other a question', () => {
  const decision = decide([about('1', { score: 0.991 }), about('2')], () => false);
  assert.deepEqual([decision.decide, decision.personId, decision.mergedIds], ['join', '2', []]);
  assert.deepEqual(
    decision.rivals.map((rival) => [rival.personId, rival.verdict]),
    [['1', 'doubtful']],
  );
});

test('a doubtful match asks, and makes a new person meanwhile', () => {
  const decision = decide([about('1', { verdict: 'doubtful', score: 0.5 })], yes);
  assert.deepEqual(
    [decision.decide, decision.personId, decision.rivals.length],
    ['review', null, 1],
  );
});

test('the order of the candidates does not matter', () => {
  const all = [
    about('1'),
    about('2', { hasRecord: true }),
    about('3', { verdict: 'doubtful', score: 0.4 }),
  ];
  assert.deepEqual(decide(all, yes), decide(all.toReversed(), yes));
});
