// Wakes the workers of other processes on the same server, so that they need not wait for their next look.

import { Client } from 'pg';
import { sql } from 'kysely';
import type { Secret } from '../core/secret.ts';
import type { Db } from './connect.ts';

export interface BellConfig {
  db: Db;
  databaseUrl: Secret;
  /** Of this process: it does not wake itself over the network. */
  name: string;
  onRing(): void;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Bell {
  /** Resolves once the other processes can be heard. */
  readonly ready: Promise<void>;
  /** Wakes the others soon. Cheap, never throws. */
  ring(): void;
  close(): Promise<void>;
}

const channel = 'fulcrum_work';
// Every notice takes one lock of the whole server at its commit, so there is at most one per this span.
const quietMs = 100;
const reconnectMs = 2_000;

/** Starts to listen; a connection that breaks is made again, and nothing is lost but time. */
export function openBell(config: BellConfig): Bell {
  const closing = new AbortController();
  const heard = Promise.withResolvers<void>();
  const listening = listen(config, closing.signal, heard.resolve);
  let isWanted = false;
  let ringing: Promise<void> | null = null;
  const ringWhileWanted = async (): Promise<void> => {
    while (isWanted && !closing.signal.aborted) {
      isWanted = false;
      // Unheard is no harm: the others look by themselves before long.
      await notify(config).catch(() => undefined);
      await config.sleep(quietMs, closing.signal);
    }
    ringing = null;
  };
  return {
    ready: heard.promise,
    ring() {
      isWanted = true;
      ringing ??= ringWhileWanted();
    },
    async close() {
      closing.abort();
      heard.resolve();
      await Promise.all([listening, ringing]);
    },
  };
}

async function notify(config: BellConfig): Promise<void> {
  await sql`select pg_notify(${channel}, ${config.name})`.execute(config.db);
}

async function listen(config: BellConfig, signal: AbortSignal, onHeard: () => void): Promise<void> {
  while (!signal.aborted) {
    await listenOnce(config, signal, onHeard).catch(() => undefined);
    if (!signal.aborted) await config.sleep(reconnectMs, signal);
  }
}

// Resolves when the connection ends, whoever ended it.
async function listenOnce(
  config: BellConfig,
  signal: AbortSignal,
  onHeard: () => void,
): Promise<void> {
  const client = new Client({
    connectionString: config.databaseUrl.reveal(),
    application_name: 'fulcrum bell',
    keepAlive: true,
  });
  const ended = new Promise<void>((resolve) => {
    client.once('end', resolve);
    client.on('error', () => resolve());
  });
  const end = (): void => void client.end().catch(() => undefined);
  client.on('notification', (notice) => {
    if (notice.payload !== config.name) config.onRing();
  });
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
    onHeard();
    // What was rung while nobody listened.
    config.onRing();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    await ended;
  } finally {
    signal.removeEventListener('abort', end);
    await client.end().catch(() => undefined);
  }
}
