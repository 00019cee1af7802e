// A helper process that speaks JSON lines on its standard output, started with the same Node and stopped with us.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface JsonProcess {
  /** The lines in order; ends when the process closes its output. */
  lines: AsyncIterator<unknown>;
  tell(order: object): void;
  /** Resolves when the process is gone; safe to call twice. */
  stop(): Promise<void>;
}

const stopWithinMs = 5_000;

/** Starts `node <script> <args>`. What it writes to standard error is shown in the error if it ends too early. */
export function startJsonProcess(script: URL, args: readonly string[]): JsonProcess {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A Ctrl-C in the terminal reaches us alone; we stop the helpers in our order.
    detached: true,
  });
  let complaints = '';
  child.stderr.on('data', (data: Buffer) => {
    complaints = (complaints + data.toString()).slice(-2_000);
  });
  child.stdin.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  let isStopping = false;
  return {
    lines: parsedLines(),
    tell: (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
    },
    stop: async () => {
      if (!isStopping) {
        isStopping = true;
        child.stdin.end();
        child.kill('SIGTERM');
        const force = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
        await gone;
        clearTimeout(force);
      }
      await gone;
    },
  };

  async function* parsedLines(): AsyncGenerator {
    for await (const line of createInterface({ input: child.stdout })) {
      yield JSON.parse(line) as unknown;
    }
    await gone;
    if (!isStopping) {
      throw new Error(`${script.pathname} ended with code ${child.exitCode}.\n${complaints}`);
    }
  }
}

/** The next line; throws where the process ended without one. */
export async function nextLine<Line>(helper: JsonProcess): Promise<Line> {
  const next = await helper.lines.next();
  if (next.done === true) throw new Error('the helper process ended without a word');
  return next.value as Line;
}
