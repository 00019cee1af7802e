// A fixed slice of the fuzz run; the whole is a command.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './run.ts';

test('four thousand random requests end in documented statuses and shapes, refusals leave no trace', async () => {
  const report = await fuzz({ requests: 4_000, seed: 'slice' });
  assert.deepEqual(report.faults, []);
  assert.ok(report.tracesChecked > 10);
  for (const status of ['200', '201', '204', '400', '401', '404']) {
    assert.ok((report.byStatus[status] ?? 0) > 0, `some ${status}`);
  }
});
