// The real server as a process that kills itself at a wished point: `CRASH_AT=sent:3` is the third passing of `sent`.

import { commandOutput } from '../../src/cli/output.ts';
import { readConfig } from '../../src/config.ts';
import type { Point } from '../../src/engine/deps.ts';
import { serve } from '../../src/serve.ts';

const [wanted, passings = '1'] = (process.env['CRASH_AT'] ?? '').split(':');
let left = Number(passings);

const output = commandOutput(
  {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    isTerminal: false,
  },
  true,
);

await serve(readConfig(process.env), output, {
  onPoint: (point: Point) => {
    if (point !== wanted) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
