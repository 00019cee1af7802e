import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffRules } from './diff-rules.ts';

test('only values that differ are told, with the whole way to them', () => {
  const before = { from: { mass_update: 500, back_fill: 500 }, hours: 72, muted: ['drift'] };
  const after = { from: { mass_update: 50, back_fill: 500 }, hours: 72, muted: ['drift', 'x'] };
  assert.deepEqual(diffRules(before, after), [
    { path: 'from.mass_update', before: 500, after: 50 },
    { path: 'muted.1', before: undefined, after: 'x' },
  ]);
  assert.deepEqual(diffRules(before, structuredClone(before)), []);
});

test('what went and what became empty is told too', () => {
  assert.deepEqual(diffRules({ quiet: { from: 'a' }, owner: null }, { quiet: null, owner: {} }), [
    { path: 'owner', before: null, after: {} },
    { path: 'quiet', before: undefined, after: null },
    { path: 'quiet.from', before: 'a', after: undefined },
  ]);
});
