// Opens the database: embedded in a folder, or a Postgres server. Same SQL, same values, one type for both.

import { CamelCasePlugin, Kysely, type Dialect, type Transaction } from 'kysely';
import type { Secret } from '../core/secret.ts';
import { openEmbedded, openMemory } from './embedded.ts';
import { openServer } from './server.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;
/** Inside `db.transaction()` use the transaction and nothing else: embedded, anything else waits for ever. */
export type Conn = Db | Trx;

export const databaseKinds = ['embedded', 'server'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

export interface DatabaseConfig {
  /** Of a Postgres server; without it the database is embedded, in `<dataDir>/db`. */
  databaseUrl?: Secret | undefined;
  dataDir: string;
  /** Connections to the server at most. */
  poolSize?: number;
  /** How long to wait for a server that is not reachable yet. */
  connectWithinMs?: number;
  sleep(ms: number): Promise<void>;
  /** Told when the server closed a connection, or when the embedded database stopped for good. */
  onTrouble?(trouble: DatabaseTrouble): void;
}

export interface DatabaseTrouble {
  /** `lost`: the next query reconnects. `broken`: the process has to be restarted. */
  kind: 'lost' | 'broken';
  message: string;
}

export interface OpenedDatabase {
  db: Db;
  kind: DatabaseKind;
  close(): Promise<void>;
}

/** What the embedded and the server variant give: a dialect, and how to let go of it. */
export interface Driver {
  dialect: Dialect;
  close(): Promise<void>;
}

/** Opens (and where it is new, creates) the database. Throws InputError where the operator has to act. */
export async function openDatabase(config: DatabaseConfig): Promise<OpenedDatabase> {
  if (config.databaseUrl === undefined) {
    return wrap(await openEmbedded(config), 'embedded');
  }
  return wrap(await openServer({ ...config, databaseUrl: config.databaseUrl }), 'server');
}

export interface MemoryDatabase extends OpenedDatabase {
  /** Another handle on the same database; closing it leaves the database open. */
  handle(): OpenedDatabase;
  /** The whole database as a file that openMemoryDatabase takes. */
  dump(): Promise<Blob>;
}

/** A database in memory, gone with the process: for tests and the generator. */
export async function openMemoryDatabase(template?: Blob): Promise<MemoryDatabase> {
  const driver = await openMemory(template);
  return {
    ...wrap(driver, 'embedded'),
    handle: () => wrap(driver.handle(), 'embedded'),
    dump: () => driver.dump(),
  };
}

function wrap(driver: Driver, kind: DatabaseKind): OpenedDatabase {
  const db = new Kysely<Tables>({
    dialect: driver.dialect,
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return {
    db,
    kind,
    async close() {
      await db.destroy();
      await driver.close();
    },
  };
}
