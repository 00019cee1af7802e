// The Postgres server: a pool of connections with the same value types and limits on every statement.

import { Pool, types } from 'pg';
import { PostgresDialect, type Dialect } from 'kysely';
import type { Secret } from '../core/secret.ts';
import { arrayElementOids, valueParsers } from './value-types.ts';

const poolSizeDefault = 10;
const statementTimeoutMs = 60_000;
const lockTimeoutMs = 10_000;
const idleInTransactionTimeoutMs = 60_000;
const connectTimeoutMs = 10_000;

export interface ServerConfig {
  databaseUrl: Secret;
  poolSize?: number;
  onTrouble?(trouble: { kind: 'lost' | 'broken'; message: string }): void;
}

/** Opens a pool on the server named by the address. */
export async function openServer(
  config: ServerConfig,
): Promise<{ dialect: Dialect; close(): Promise<void> }> {
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
  // An idle connection that breaks must not end the process; the pool replaces it.
  pool.on('error', (error) => config.onTrouble?.({ kind: 'lost', message: error.message }));
  // Nor must one that breaks between two queries of a transaction: its next query fails and tells.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { dialect: new PostgresDialect({ pool }), close: () => endOnce(pool) };
}

async function endOnce(pool: Pool): Promise<void> {
  if (!pool.ended) await pool.end();
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
