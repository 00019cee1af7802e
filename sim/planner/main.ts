// `npm run sim:planner -- --cases 1000000 [--seed 1] [--from 0] [--json]`: the pure core alone, case after case.
// A broken promise ends it with 1 and with the command that shows that case again.

import { parseArgs } from 'node:util';
import { runCases } from './run-cases.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const report = runCases({
  cases: Number(values.cases),
  seed: Number(values.seed),
  from: Number(values.from),
});
process.stdout.write(
  values.json
    ? `${JSON.stringify(report)}\n`
    : `${Object.entries(report)
        .map(([name, value]) => `${name.padEnd(16)} ${String(value)}`)
        .join('\n')}\n`,
);
