// A slice of `npm run sim:processes` for every check: real processes on a Postgres of their own, killed under load.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runProcesses } from '../../sim/processes/run.ts';

test('servers killed, frozen and cut off under load lose nothing and double nothing', async () => {
  const report = await runProcesses({ seed: 6, kills: 20, hits: 60, say: () => undefined });
  const { trouble, load, verdict } = report;
  assert.equal(trouble.kills, 20);
  assert.deepEqual(verdict.differences, []);
  assert(verdict.opportunities > 0);
  assert(load.hits === 60 && load.touches > 0);
  assert(report.isProven, JSON.stringify(verdict));
});
