// The embedded database: Postgres compiled to WebAssembly, in this process, its files in one folder.

import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { PGliteDialect, type Dialect } from 'kysely';
import { byteaOid, formatBytes, valueParsers } from './value-types.ts';

// The default of 128 MB makes the process three times larger and nothing here faster.
const memorySettings = ['-c', 'shared_buffers=16MB'];

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

/** Opens a database in memory, from the dump of another one where given. */
export async function openMemory(
  template?: Blob,
): Promise<{ dialect: Dialect; close(): Promise<void>; dump(): Promise<Blob> }> {
  const pglite = await open({
    startParams: [...PGlite.defaultStartParams, ...memorySettings],
    ...(template === undefined ? {} : { loadDataDir: template }),
  });
  return {
    dialect: new PGliteDialect({ pglite }),
    close: () => closeOnce(pglite),
    dump: () => pglite.dumpDataDir('none'),
  };
}

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
