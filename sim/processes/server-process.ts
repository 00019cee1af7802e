// One server process of the installation: started, killed, stopped in its tracks, let go on, and started again.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type ServerState = 'down' | 'starting' | 'ready' | 'frozen';

export interface ServerSlot {
  name: string;
  /** Null for a process that serves no HTTP. */
  port: number | null;
  state(): ServerState;
  /** How often a process of this slot ended by itself, with its last words. */
  ownEnds(): readonly string[];
  /** Resolves with what it told when it was ready; null when it was ended before. */
  start(): Promise<{ firstKey?: string } | null>;
  /** Resolves when it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  freeze(): void;
  thaw(): void;
}

export interface SlotOptions {
  name: string;
  port: number | null;
  environment: Record<string, string>;
  /** Everything it writes to standard error. */
  logFile: string;
}

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const lastWordsMax = 2_000;
/** A polite stop may take this long before it is forced. */
const politeMs = 40_000;

/** Starts nothing yet. */
export function serverSlot(options: SlotOptions): ServerSlot {
  let child: ChildProcess | null = null;
  let state: ServerState = 'down';
  const ends: string[] = [];

  async function start(): Promise<{ firstKey?: string } | null> {
    if (child !== null) return null;
    const own = spawn(process.execPath, [program, 'start', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: options.environment,
    });
    child = own;
    state = 'starting';
    const log = createWriteStream(options.logFile, { flags: 'a' });
    let lastWords = '';
    own.stderr.on('data', (data: Buffer) => {
      log.write(data);
      lastWords = (lastWords + data.toString()).slice(-lastWordsMax);
    });
    const gone = new Promise<null>((resolve) => {
      own.once('close', (code, signal) => {
        log.end();
        if (child === own) {
          child = null;
          state = 'down';
        }
        if (signal === null && code !== 0) ends.push(`exit ${code}: ${lastWords}`);
        resolve(null);
      });
    });
    const told = new Promise<{ firstKey?: string }>((resolve) => {
      createInterface({ input: own.stdout }).on('line', (line) => {
        const said = JSON.parse(line) as { firstKey?: string; error?: unknown };
        if (said.error !== undefined) {
          lastWords += line;
          return;
        }
        if (child === own && state === 'starting') state = 'ready';
        resolve(said);
      });
    });
    return await Promise.race([told, gone]);
  }

  async function kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const own = child;
    if (own === null) return;
    const gone = new Promise<void>((resolve) => own.once('close', () => resolve()));
    own.kill(signal);
    // A frozen process hears a polite signal only when it goes on.
    own.kill('SIGCONT');
    const force = setTimeout(() => own.kill('SIGKILL'), politeMs);
    await gone;
    clearTimeout(force);
  }

  return {
    name: options.name,
    port: options.port,
    state: () => state,
    ownEnds: () => ends,
    start,
    kill,
    freeze() {
      if (child?.kill('SIGSTOP') === true) state = 'frozen';
    },
    thaw() {
      if (state !== 'frozen') return;
      state = 'ready';
      child?.kill('SIGCONT');
    },
  };
}
