// A fixed slice of `npm run fuzz` for every check.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedDatabase } from '../databases.ts';
import { runFuzz } from './run.ts';

embeddedDatabase((open) => {
  test('twenty thousand inputs made to hurt are taken or refused in words, and none half', async () => {
    const reports = await runFuzz(await open(), {
      cases: 20_000,
      seed: 6,
      only: '',
      say: () => undefined,
    });
    assert(reports.length >= 20);
    assert(reports.reduce((sum, report) => sum + report.cases, 0) > 19_000);
    assert.deepEqual(
      reports.flatMap((report) =>
        report.fault === null ? [] : `${report.target}: ${report.fault}`,
      ),
      [],
    );
  });
});
