// The real server as a process of its own for benchmarks, with the sandbox of the benchmark's process as Lever.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Listening, Sandbox } from '../sandbox/sandbox.ts';

export interface Serving {
  url: string;
  /** Told at the first start on a database. */
  apiKey: string;
  /** From the start of the process to its first word that it is ready. */
  startMs: number;
  /** Resident memory in bytes. */
  rssBytes(): number;
  stop(): Promise<void>;
}

export interface ServingWish {
  folder: string;
  databaseUrl: string | undefined;
  /** Needed with a database server, the same at every start on it. */
  secretKey: string;
  sandbox: Sandbox;
  lever: Listening;
  settings?: Record<string, string>;
  /** Of an earlier start on the same database. */
  apiKey?: string;
}

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const pageBytes = 4096;

export function newSecretKey(): string {
  return randomBytes(32).toString('base64');
}

/** Starts it and waits until it is ready. */
export async function startServing(wish: ServingWish): Promise<Serving> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, 'start', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: wish.folder,
    env: environmentOf(wish),
  });
  const ready = await firstLine(child);
  const startMs = performance.now() - startedAt;
  const told = JSON.parse(ready) as { url: string; firstKey?: string };
  return {
    url: told.url,
    apiKey: told.firstKey ?? wish.apiKey ?? '',
    startMs,
    rssBytes: () => rssOf(child.pid ?? 0),
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function environmentOf(wish: ServingWish): Record<string, string> {
  const admin = wish.sandbox.control.users({}).find((user) => user.accessRole === 'super admin');
  return {
    DATA_DIR: wish.folder,
    PORT: '0',
    LOG_LEVEL: 'error',
    LEVER_BASE_URL: wish.lever.url,
    LEVER_API_KEY: wish.lever.apiKey,
    LEVER_PERFORM_AS: admin?.email ?? '',
    LEVER_POLL_SECONDS: '3600',
    ALLOW_PRIVATE_WEBHOOKS: 'true',
    ...(wish.databaseUrl === undefined
      ? {}
      : { DATABASE_URL: wish.databaseUrl, SECRET_KEY: wish.secretKey }),
    ...wish.settings,
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the server has no output');
  return await new Promise((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)));
  });
}

/** Linux tells it in pages. */
function rssOf(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Number(pages) * pageBytes;
}
