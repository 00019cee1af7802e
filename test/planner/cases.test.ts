// A slice of `npm run sim:planner` for every check, and two cases that found a bug.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCase } from '../../sim/planner/run-case.ts';
import { runCases } from '../../sim/planner/run-cases.ts';

test('every plan comes to an end with the fewest calls and the values the policies promise', () => {
  const report = runCases({ seed: 6, cases: 100_000, from: 0 });
  assert.equal(report.orderCases, 25_000);
  assert(report.calls > 100_000 && report.plans > report.calls);
  assert(report.toleratedCalls < report.calls / 200, 'calls spared by a fresher reading are rare');
});

test('a contact that changed in Lever after it was read is read again, not agreed on for ever', () => {
  assert.doesNotThrow(() => runCase(1, 160));
  assert.doesNotThrow(() => runCase(1, 2870));
});
