// The embedded database: Postgres compiled to WebAssembly, in this process, its files in one folder.

import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from 'kysely';
import { embeddedDialect } from './embedded-dialect.ts';
import { InputError } from '../core/input-error.ts';
import { DurableFolder, MemoryFolder, type FileOperations } from './embedded-files.ts';
import { guardEmbedded } from './embedded-guard.ts';
import { flushFolder, flushPath } from './flush-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { byteaOid, formatBytes, valueParsers } from './value-types.ts';

/** The Postgres inside; its files cannot be opened by another major version. */
export const embeddedMajor = '18';

const settings = {
  // The default of 128 MB makes the process three times larger and nothing here faster.
  shared_buffers: '16MB',
  // How much there is to replay after a crash, and how much memory or disk the log takes.
  max_wal_size: '64MB',
  min_wal_size: '32MB',
  // Nobody reads the counters: there is no autovacuum in one process.
  track_counts: 'off',
};

const durableSettings = {
  ...settings,
  fsync: 'on',
  // The only method that reaches our file layer: the library turns fdatasync into nothing.
  wal_sync_method: 'fsync',
};

export interface EmbeddedConfig {
  dataDir: string;
  onTrouble?(trouble: { kind: 'lost' | 'broken'; message: string }): void;
  /** For tests: sees every file operation. */
  watch?: (operations: FileOperations) => void;
}

/** Opens the database in `<dataDir>/db`, creating it where there is none. Throws InputError where it must not. */
export async function openEmbedded(
  config: EmbeddedConfig,
): Promise<{ dialect: Dialect; close(): Promise<void> }> {
  const { dataDir } = config;
  const lock = lockFolder(dataDir);
  try {
    const folder = join(dataDir, 'db');
    if (!existsSync(folder)) await create(dataDir, folder, config.watch);
    refuseOtherMajor(folder);
    const pglite = await openFolder(folder, config.watch);
    const guard = guardEmbedded(pglite, (message) =>
      config.onTrouble?.({ kind: 'broken', message }),
    );
    return {
      dialect: embeddedDialect(pglite, guard),
      async close() {
        // A broken one is left as it is: closing would write what it holds in memory.
        if (!guard.isBroken && !pglite.closed) await pglite.close();
        lock.release();
      },
    };
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

/** Made aside and moved into place when all of it is on the disk: a power cut leaves all of it or nothing. */
async function create(
  dataDir: string,
  folder: string,
  watch: EmbeddedConfig['watch'],
): Promise<void> {
  const unfinished = join(dataDir, 'db.new');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const pglite = await openFolder(unfinished, watch);
  await pglite.close();
  flushFolder(unfinished);
  renameSync(unfinished, folder);
  flushPath(dataDir);
}

function refuseOtherMajor(folder: string): void {
  const path = join(folder, 'PG_VERSION');
  if (!existsSync(path)) {
    throw new InputError(
      'conflict',
      `${folder} holds no database, only other files. Move it away to start with an empty database, or put the backup back.`,
    );
  }
  const major = readFileSync(path, 'utf8').trim();
  if (major === embeddedMajor) return;
  throw new InputError(
    'conflict',
    `The database in ${folder} was written by Postgres ${major}; this version of Fulcrum embeds Postgres ${embeddedMajor}. docs/operations.md says how to move the data.`,
  );
}

async function openFolder(folder: string, watch: EmbeddedConfig['watch']): Promise<PGlite> {
  return await open({
    fs: new DurableFolder(folder, watch),
    startParams: startParams(durableSettings),
  });
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
    fs: new MemoryFolder(),
    startParams: startParams(settings),
    ...(template === undefined ? {} : { loadDataDir: template }),
  });
  const dialect = embeddedDialect(
    pglite,
    guardEmbedded(pglite, () => {}),
  );
  return {
    dialect,
    async close() {
      if (!pglite.closed) await pglite.close();
    },
    handle: () => ({ dialect, close: async () => {} }),
    dump: () => pglite.dumpDataDir('none'),
  };
}

function startParams(wanted: Readonly<Record<string, string>>): string[] {
  const isDurable = wanted['fsync'] === 'on';
  const base = PGlite.defaultStartParams.filter((param) => !(isDurable && param === '-F'));
  return [
    ...base,
    ...Object.entries(wanted).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

async function open(options: PGliteOptions): Promise<PGlite> {
  return await PGlite.create({
    ...options,
    parsers: valueParsers,
    serializers: { [byteaOid]: formatBytes },
  });
}
