// `npm run fuzz -- --cases 1000000 [--seed 1] [--only email] [--json]`: everything that takes input from outside, on input
// made to hurt. Ends with 1 where a promise was broken, with the smallest input that does it.

import { parseArgs } from 'node:util';
import { openMemoryDatabase } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { runFuzz } from './run.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const opened = await openMemoryDatabase();
await migrate(opened.db);
const startedAt = performance.now();
const reports = await runFuzz(opened, {
  cases: Number(values.cases),
  seed: Number(values.seed),
  only: values.only,
  say: (line) => {
    if (!values.json) process.stderr.write(`${line}\n`);
  },
});
const seconds = (performance.now() - startedAt) / 1000;
const cases = reports.reduce((sum, report) => sum + report.cases, 0);
const faults = reports.filter((report) => report.fault !== null);
const total = { cases, seconds: Math.round(seconds), casesPerSecond: Math.round(cases / seconds) };
process.stdout.write(
  values.json
    ? `${JSON.stringify({ seed: Number(values.seed), ...total, faults: faults.length, targets: reports })}\n`
    : `${total.cases} cases in ${total.seconds} s (${total.casesPerSecond}/s), ${faults.length} faults\n${faults
        .map((report) => `\n${report.target}: ${report.fault}\n`)
        .join('')}`,
);
process.exit(faults.length === 0 ? 0 : 1);
