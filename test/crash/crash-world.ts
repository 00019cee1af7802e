// Real server processes on a real Postgres with the sandbox over HTTP: started, killed, started again, and compared.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { createSandbox } from '../../sandbox/sandbox.ts';
import type { Listening, Sandbox } from '../../sandbox/sandbox.ts';
import { remoteServer } from '../../src/cli/remote-server.ts';
import type { RemoteServer } from '../../src/cli/remote-server.ts';
import { Secret } from '../../src/core/secret.ts';
import { openDatabase } from '../../src/db/connect.ts';
import type { Db, OpenedDatabase } from '../../src/db/connect.ts';
import { readBelieved } from '../../src/demo/believed.ts';
import { compareWorlds } from '../../src/demo/compare.ts';
import type { Comparison } from '../../src/demo/compare.ts';
import { readSandbox } from '../../src/demo/sandbox-world.ts';
import { credentialKey } from '../../src/flows/connect-lever.ts';
import { setRate } from '../../src/engine/limiter.ts';

export interface ServerProcess {
  url: string;
  /** Told at the very first start on a database. */
  firstKey: string | undefined;
  /** Resolves with the signal that ended it, or null for an ordinary end. */
  gone: Promise<NodeJS.Signals | null>;
  kill(signal: NodeJS.Signals): void;
}

export interface CrashWorld {
  sandbox: Sandbox;
  lever: Listening;
  db: Db;
  workspaceId(): Promise<string>;
  /** Starts a server, on the same port each time unless `isSecond`; resolves when it is ready. */
  start(options?: { crashAt?: string; isSecond?: boolean }): Promise<ServerProcess>;
  /** Calls the API again and again until a server answers, as a careful source would. */
  insist(use: (api: RemoteServer) => Promise<unknown>): Promise<unknown>;
  /** Resolves when nothing waits any more; throws where that takes too long. */
  quiet(): Promise<void>;
  compare(): Promise<Comparison>;
  stop(): Promise<void>;
}

const fixture = fileURLToPath(new URL('server.fixture.ts', import.meta.url));
const lookEveryMs = 100;
const looksMax = 900;
const noLimitPerSecond = 100_000;

/** `databaseUrl` is a fresh, migrated database; `extra` are settings beside the usual short waits. */
export async function openCrashWorld(
  databaseUrl: string,
  extra: Record<string, string> = {},
): Promise<CrashWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-crash-'));
  const sandbox = createSandbox({ world: 'empty', limits: null, webhooksOn: true });
  const lever = await sandbox.listen({ port: 0 });
  const opened = await openOwn(databaseUrl);
  const ports = [await freePort(), await freePort()];
  const servers: ChildProcess[] = [];
  let apiKey: string | undefined;
  const admin = sandbox.control.users().find((user) => user.accessRole === 'super admin');
  const settings: Record<string, string> = {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'error',
    LEVER_BASE_URL: lever.url,
    LEVER_API_KEY: lever.apiKey,
    LEVER_PERFORM_AS: admin?.email ?? '',
    LEVER_POLL_SECONDS: '3600',
    LEVER_CALL_SECONDS: '1.5',
    LEVER_QUIESCE_SECONDS: '1',
    LEASE_SECONDS: '4',
    ALLOW_PRIVATE_WEBHOOKS: 'true',
    ...extra,
  };
  await setRate(opened.db, {
    queueKey: credentialKey(lever.url, new Secret(lever.apiKey)),
    ratePerSecond: noLimitPerSecond,
    burst: noLimitPerSecond,
    now: new Date(),
  });
  const start: CrashWorld['start'] = async ({ crashAt, isSecond } = {}) => {
    const own = isSecond === true ? 'second' : 'first';
    const child = spawn(process.execPath, [fixture], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...settings,
        DATA_DIR: join(folder, own),
        PORT: String(ports[isSecond === true ? 1 : 0]),
        ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }),
      },
    });
    servers.push(child);
    const server = await ready(child);
    apiKey ??= server.firstKey;
    return server;
  };
  const workspaceId = async (): Promise<string> => {
    const row = await opened.db.selectFrom('workspaces').select('id').executeTakeFirstOrThrow();
    return row.id;
  };
  return {
    sandbox,
    lever,
    db: opened.db,
    workspaceId,
    start,
    insist: (use) => insist(() => remoteServer({ url: urlOf(ports[0]), apiKey }), use),
    quiet: () => quiet(opened.db, sandbox),
    compare: async () =>
      compareWorlds(
        await readBelieved(opened.db, await workspaceId()),
        await readSandbox(lever.controlUrl),
      ),
    stop: async () => {
      await Promise.all(servers.map(end));
      await opened.close();
      await lever.close();
      sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openOwn(url: string): Promise<OpenedDatabase> {
  return await openDatabase({
    databaseUrl: new Secret(url),
    dataDir: '',
    connectWithinMs: 20_000,
    sleep: async (ms) => await sleep(ms),
  });
}

async function ready(child: ChildProcess): Promise<ServerProcess> {
  const gone = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('exit', (_code, signal) => resolve(signal));
  });
  const { stdout } = child;
  if (stdout === null) throw new Error('the server has no output');
  const first = new Promise<string>((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve);
    void gone.then((signal) =>
      reject(new Error(`the server ended before it was ready: ${signal}`)),
    );
  });
  const told = JSON.parse(await first) as { url: string; firstKey?: string };
  return {
    url: told.url,
    firstKey: told.firstKey,
    gone,
    kill: (signal) => void child.kill(signal),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function insist(
  api: () => RemoteServer,
  use: (api: RemoteServer) => Promise<unknown>,
): Promise<unknown> {
  for (let look = 1; ; look += 1) {
    try {
      return await use(api());
    } catch (error) {
      if (look === looksMax) throw error;
      await sleep(lookEveryMs);
    }
  }
}

/** Nothing acknowledged waits, no effect is open, and no webhook of the sandbox is on its way; seen twice. */
async function quiet(db: Db, sandbox: Sandbox): Promise<void> {
  let seen = 0;
  for (let look = 0; look < looksMax; look += 1) {
    await sandbox.control.settleWebhooks();
    const waiting = await countWaiting(db).catch(() => Number.NaN);
    seen = waiting === 0 ? seen + 1 : 0;
    if (seen === 2) return;
    await sleep(lookEveryMs);
  }
  const left = await sql`select kind, count(*), max(because) from work group by kind`.execute(db);
  throw new Error(`It does not come to rest: ${JSON.stringify(left.rows)}`);
}

/** Kinds of work that come to an end; the others ask for themselves again for ever. */
const endingKinds = ['record', 'record_read', 'opportunity_read', 'delivery', 'import'];

async function countWaiting(db: Db): Promise<number> {
  const counted = await sql<{ waiting: number }>`
    select (select count(*) from pending_intake where parked_because is null)
      + (select count(*) from work where kind = any(${endingKinds}::text[]))
      + (select count(*) from hook_receipts where handled_at is null)
      + (select count(*) from intents where state in ('planned', 'armed', 'ambiguous')) as waiting`.execute(
    db,
  );
  return counted.rows[0]?.waiting ?? Number.NaN;
}

function urlOf(port: number | undefined): string {
  return `http://127.0.0.1:${port}`;
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
