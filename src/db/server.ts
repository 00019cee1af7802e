// The Postgres server: a pool of connections with the same value types and limits on every statement.

import type { Socket } from 'node:net';
import { Pool, types } from 'pg';
import type { PoolClient } from 'pg';
import { PostgresDialect, type Dialect } from 'kysely';
import { assert } from '../core/assert.ts';
import type { Secret } from '../core/secret.ts';
import { rememberStatements, statementNames } from './remembered-statements.ts';
import {
  explainRefusal,
  isNotYetReachable,
  readServerAddress,
  refuseUnfit,
  type ServerFacts,
} from './server-address.ts';
import { arrayElementOids, valueParsers } from './value-types.ts';

const poolSizeDefault = 10;
const statementTimeoutMs = 60_000;
const lockTimeoutMs = 10_000;
const idleInTransactionTimeoutMs = 60_000;
const connectTimeoutMs = 10_000;
/** Above every limit that the server itself keeps to: a connection silent for longer has nobody at its other end. */
const silentMsDefault = 75_000;
const connectWithinMsDefault = 30_000;
const waitBetweenTriesMs = 500;

export interface ServerConfig {
  databaseUrl: Secret;
  poolSize?: number;
  /** How long to wait for a server that is still starting. */
  connectWithinMs?: number;
  /** A connection without a word for this long is given up. */
  silentMs?: number;
  sleep(ms: number): Promise<void>;
  onTrouble?(trouble: { kind: 'lost' | 'broken'; message: string }): void;
}

/** Opens a pool on the server and makes sure that it answers. Throws InputError where the operator has to act. */
export async function openServer(
  config: ServerConfig,
): Promise<{ dialect: Dialect; close(): Promise<void> }> {
  const address = readServerAddress(config.databaseUrl.reveal());
  const pool = new Pool({
    connectionString: config.databaseUrl.reveal(),
    max: config.poolSize ?? poolSizeDefault,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    options: '-c TimeZone=UTC',
    application_name: 'fulcrum',
    types: { getTypeParser },
  });
  // A connection that breaks must not end the process: the pool replaces it. The pool tells of idle ones only,
  // the connection itself also when it breaks between two statements of a transaction.
  pool.on('error', () => {});
  const names = statementNames();
  pool.on('connect', (client) => {
    rememberStatements(client, names);
    client.on('error', (error) => config.onTrouble?.({ kind: 'lost', message: error.message }));
    giveUpSilent(client, config.silentMs ?? silentMsDefault);
  });
  try {
    refuseUnfit(await readFacts(pool, config), address);
  } catch (cause) {
    await pool.end();
    throw explainRefusal(cause, address) ?? cause;
  }
  return {
    dialect: new PostgresDialect({ pool }),
    async close() {
      if (!pool.ended) await pool.end();
    },
  };
}

/**
 * Where the server's host is gone, no packet tells so and a statement would wait for ever, and with it the worker.
 * Idle connections are closed by the pool long before.
 */
function giveUpSilent(client: PoolClient, silentMs: number): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.setTimeout(silentMs, () => stream.destroy(new Error('the database server went silent')));
}

async function readFacts(pool: Pool, config: ServerConfig): Promise<ServerFacts> {
  const waitMs = config.connectWithinMs ?? connectWithinMsDefault;
  const triesMax = 1 + Math.floor(waitMs / waitBetweenTriesMs);
  for (let tries = 1; ; tries += 1) {
    try {
      const found = await pool.query<ServerFacts>(`
        select current_setting('server_version_num')::int as "versionNumber",
          current_setting('server_encoding') as "encoding", pg_is_in_recovery() as "isStandby"`);
      const facts = found.rows[0];
      assert(facts !== undefined, 'the server told nothing about itself');
      return facts;
    } catch (error) {
      if (tries >= triesMax || !isNotYetReachable(error)) throw error;
      await config.sleep(waitBetweenTriesMs);
    }
  }
}

const textArrayOid = 1009;

function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (format === 'binary') return types.getTypeParser(oid, 'binary');
  const parse = valueParsers[oid];
  if (parse !== undefined) return parse;
  const elementOid = arrayElementOids[oid];
  const parseElement = elementOid === undefined ? undefined : valueParsers[elementOid];
  if (parseElement === undefined) return types.getTypeParser(oid, 'text');
  const parseTexts: (text: string) => (string | null)[] = types.getTypeParser(
    textArrayOid as number,
  );
  return (text) => parseTexts(text).map((part) => (part === null ? null : parseElement(part)));
}
