// The embedded database: Postgres compiled to WebAssembly, in this process, its files in one folder.

import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { PGliteDialect, type Dialect, type PGliteDialectConfig } from 'kysely';
import { byteaOid, formatBytes, valueParsers } from './value-types.ts';

// The default of 128 MB makes the process three times larger and nothing here faster.
const memorySettings = [
  '-c',
  'shared_buffers=16MB',
  '-c',
  'max_wal_size=64MB',
  '-c',
  'min_wal_size=32MB',
];

export interface EmbeddedConfig {
  dataDir: string;
}

/** Opens the database in `<dataDir>/db`, creating it where there is none. */
export async function openEmbedded(
  config: EmbeddedConfig,
): Promise<{ dialect: Dialect; close(): Promise<void> }> {
  const pglite = await open({
    dataDir: `${config.dataDir}/db`,
    startParams: [...PGlite.defaultStartParams, ...memorySettings],
  });
  return { dialect: new PGliteDialect({ pglite }), close: () => closeOnce(pglite) };
}

export interface MemoryDriver {
  dialect: Dialect;
  close(): Promise<void>;
  /** The same database for another user, whose close does nothing. */
  handle(): { dialect: Dialect; close(): Promise<void> };
  dump(): Promise<Blob>;
}

/** Opens a database in memory, from the dump of another one where given. */
export async function openMemory(template?: Blob): Promise<MemoryDriver> {
  const pglite = await open({
    startParams: [...PGlite.defaultStartParams, ...memorySettings],
    ...(template === undefined ? {} : { loadDataDir: template }),
  });
  return {
    dialect: new PGliteDialect({ pglite }),
    close: () => closeOnce(pglite),
    handle: () => ({
      dialect: new PGliteDialect({ pglite: withoutClose(pglite) }),
      close: keepOpen,
    }),
    dump: () => pglite.dumpDataDir('none'),
  };
}

type DialectPGlite = Exclude<PGliteDialectConfig['pglite'], (...args: never[]) => unknown>;

function withoutClose(pglite: PGlite): DialectPGlite {
  return {
    closed: false,
    ready: true,
    waitReady: pglite.waitReady,
    close: keepOpen,
    query: (query, params, options) => pglite.query(query, params, options),
    transaction: (callback) => pglite.transaction(callback),
  };
}

async function keepOpen(): Promise<void> {}

async function open(options: PGliteOptions): Promise<PGlite> {
  return await PGlite.create({
    ...options,
    parsers: valueParsers,
    serializers: { [byteaOid]: formatBytes },
  });
}

async function closeOnce(pglite: PGlite): Promise<void> {
  if (!pglite.closed) await pglite.close();
}
