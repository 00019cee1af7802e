// `node sandbox/fuzz/main.ts --requests 100000 --seed 1 [--json]`
import { parseArgs } from 'node:util';
import { fuzz } from './run.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const report = await fuzz({ requests: Number(values.requests), seed: values.seed });
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  const { faults, byStatus, ...figures } = report;
  process.stdout.write(`${JSON.stringify(figures)}\nby status ${JSON.stringify(byStatus)}\n`);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
}
if (report.faults.length > 0) process.exitCode = 1;
