// The installation under test: a real Postgres, several server processes, the sandbox on a port as Lever, a source that
// listens for webhooks, and a proxy of ours on every way between them.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createSandbox } from '../../sandbox/sandbox.ts';
import type { Listening, Sandbox } from '../../sandbox/sandbox.ts';
import { openReceiver } from '../../sandbox/source/receive-webhooks.ts';
import type { ReceivedWebhook, Receiver } from '../../sandbox/source/receive-webhooks.ts';
import { Secret } from '../../src/core/secret.ts';
import { openDatabase } from '../../src/db/connect.ts';
import type { Db } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { credentialKey } from '../../src/flows/connect-lever.ts';
import { setRate } from '../../src/engine/limiter.ts';
import { startPostgres } from '../../test/postgres.ts';
import type { TestPostgres } from '../../test/postgres.ts';
import { serverSlot } from './server-process.ts';
import type { ServerSlot } from './server-process.ts';
import { openTcpProxy } from './tcp-proxy.ts';
import type { TcpProxy } from './tcp-proxy.ts';

export interface ProcessWorld {
  folder: string;
  postgres: TestPostgres;
  sandbox: Sandbox;
  lever: Listening;
  /** Our own connection, past all proxies. */
  db: Db;
  slots: readonly ServerSlot[];
  /** By name: `server-1 to Postgres`, `servers to Lever`, `Lever to servers`, `source to servers`, `servers to source`. */
  links: ReadonlyMap<string, TcpProxy>;
  /** Where the source reaches whichever server takes the connection. */
  apiUrl: string;
  apiKey: string;
  received: ReceivedWebhook[];
  queueKey: string;
  stop(): Promise<void>;
}

/** Two that do everything, one that only serves, one that only works. */
const slotRoles = ['all', 'all', 'web', 'worker'] as const;
/** The waits of production, shortened: a call 1.5 s, a lost answer looked up after 1 s and 2 s more, a lease 4 s. */
const waits = {
  LEVER_CALL_SECONDS: '1.5',
  LEVER_QUIESCE_SECONDS: '1',
  LEASE_SECONDS: '4',
  LEVER_POLL_SECONDS: '15',
};
export const leaseMs = 4_000;
const linkDelayMs = 300;
/** Lever's limit, shortened like the waits: what the sandbox allows and what we take. */
const sandboxPace = { perSecond: 50, burst: 100 };
const ourPace = { ratePerSecond: 49.9, burst: 25 };

/** All servers are ready and the source's webhook endpoint is made when it resolves. */
export async function openProcessWorld(): Promise<ProcessWorld> {
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one();
  };
  try {
    return await openParts(stop, (one) => stops.push(one));
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openParts(
  stop: () => Promise<void>,
  onStop: (stop: () => unknown) => void,
): Promise<ProcessWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-processes-'));
  onStop(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = await startPostgres();
  onStop(() => postgres.stop());
  const sandbox = createSandbox({ world: 'empty', limits: sandboxPace, webhooksOn: true });
  onStop(() => sandbox.close());
  const lever = await sandbox.listen({ port: 0 });
  onStop(() => lever.close());
  const received: ReceivedWebhook[] = [];
  const receiver = await openReceiver((webhook) => received.push(webhook));
  onStop(() => receiver.close());
  const opened = await openDatabase({
    databaseUrl: new Secret(postgres.url),
    dataDir: '',
    sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
  });
  onStop(() => opened.close());
  await migrate(opened.db);

  const links = new Map<string, TcpProxy>();
  const link = async (name: string, target: () => number | null): Promise<TcpProxy> => {
    const proxy = await openTcpProxy({ target, delayMs: linkDelayMs });
    onStop(() => proxy.close());
    links.set(name, proxy);
    return proxy;
  };
  const slots: ServerSlot[] = [];
  const leverLink = await link('servers to Lever', () => portOf(lever.url));
  const balanced = roundRobin(slots);
  const hooksLink = await link('Lever to servers', balanced);
  const sourceLink = await link('source to servers', balanced);
  const toSource = await link('servers to source', () => portOf(receiver.url));
  const admin = sandbox.control.users().find((user) => user.accessRole === 'super admin');
  const leverUrl = `http://127.0.0.1:${leverLink.port}/v1`;
  const common = {
    PATH: process.env['PATH'] ?? '',
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    SECRET_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'warn',
    PUBLIC_URL: `http://127.0.0.1:${hooksLink.port}`,
    LEVER_BASE_URL: leverUrl,
    LEVER_API_KEY: lever.apiKey,
    LEVER_PERFORM_AS: admin?.email ?? '',
    ALLOW_PRIVATE_WEBHOOKS: 'true',
    DATA_DIR: join(folder, 'data'),
    ...waits,
  };
  for (const [index, role] of slotRoles.entries()) {
    const name = `server-${index + 1}`;
    const database = new URL(postgres.url);
    const toPostgres = await link(`${name} to Postgres`, () => portOf(postgres.url));
    database.port = String(toPostgres.port);
    const port = role === 'worker' ? null : await freePort();
    slots.push(
      serverSlot({
        name,
        port,
        logFile: join(folder, `${name}.log`),
        environment: {
          ...common,
          ROLE: role,
          PORT: String(port ?? 0),
          DATABASE_URL: database.href,
        },
      }),
    );
  }
  onStop(() => Promise.all(slots.map(async (slot) => await slot.kill('SIGKILL'))));
  const queueKey = credentialKey(leverUrl, new Secret(lever.apiKey));
  await setRate(opened.db, { queueKey, ...ourPace, now: new Date() });
  const apiKey = await startAll(slots);
  const apiUrl = `http://127.0.0.1:${sourceLink.port}`;
  await addEndpoint({ apiUrl, apiKey, receiver, port: toSource.port });
  return {
    folder,
    postgres,
    sandbox,
    lever,
    db: opened.db,
    slots,
    links,
    apiUrl,
    apiKey,
    received,
    queueKey,
    stop,
  };
}

/** The first alone: it makes the workspace and the first key. */
async function startAll(slots: readonly ServerSlot[]): Promise<string> {
  const [first, ...others] = slots;
  const told = await first?.start();
  if (told?.firstKey === undefined) {
    throw new Error(`The first server did not start. ${first?.ownEnds().join('\n')}`);
  }
  await Promise.all(others.map(async (slot) => await slot.start()));
  return told.firstKey;
}

async function addEndpoint(given: {
  apiUrl: string;
  apiKey: string;
  receiver: Receiver;
  port: number;
}): Promise<void> {
  const url = new URL(given.receiver.url);
  url.port = String(given.port);
  const events = ['outreach.pause', 'outreach.stop', 'outreach.resume'];
  const response = await fetch(new URL('/v1/webhook-endpoints', given.apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${given.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: url.href, events }),
  });
  if (!response.ok) throw new Error(`No webhook endpoint: ${await response.text()}`);
  given.receiver.trust(((await response.json()) as { secret: string }).secret);
}

/** A balancer that asks nobody how they are: a frozen or starting server gets its share too. */
function roundRobin(slots: readonly ServerSlot[]): () => number | null {
  let turn = 0;
  return () => {
    const ports = slots.flatMap((slot) =>
      slot.port === null || slot.state() === 'down' ? [] : slot.port,
    );
    turn += 1;
    return ports[turn % Math.max(ports.length, 1)] ?? null;
  };
}

/** Ids of every profile and touch that is stored. */
export async function storedEvents(db: Db): Promise<Set<string>> {
  const found = await sql<{ id: string }>`
    select 'profile ' || source || ' ' || source_event_id as id from profiles
    union all select 'touch ' || source || ' ' || source_event_id from touches`.execute(db);
  return new Set(found.rows.map((row) => row.id));
}

function portOf(url: string): number {
  return Number(new URL(url).port);
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
