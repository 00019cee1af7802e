// The one database of a simulator process: put back to its first moment between seeds, so that none knows of another.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CamelCasePlugin, Kysely, type Dialect } from 'kysely';
import type { Db } from '../../src/db/connect.ts';
import { migrate, readMigrations } from '../../src/db/migrate.ts';
import type { Tables } from '../../src/db/tables.ts';
import { makeCopies, newBackups, type Backups } from './backups.ts';
import { openPrepared, type PreparedDatabase } from './prepared.ts';

export interface SimDatabase {
  dialect: Dialect;
  /** Outside of the simulated world: checks and preparations, without points. */
  direct: Db;
  backups: Backups;
  /** As after a fresh start: no rows, sequences from the beginning. */
  reset(): void;
  /** Every statement that was run so far. */
  statements(): string[];
  close(): Promise<void>;
}

/** Opens it with today's schema. One per process: opening takes longer than a seed. `statements` are planned at once. */
export async function openSimDatabase(statements: readonly string[] = []): Promise<SimDatabase> {
  const memory = await openMigrated();
  const direct = dbOver(memory.dialect);
  const backups = await newBackups(direct);
  memory.plan(statements);
  memory.keepPicture();
  return {
    dialect: memory.dialect,
    direct,
    backups,
    reset: () => memory.putBack(),
    statements: () => memory.statements(),
    async close() {
      await direct.destroy();
      await memory.close();
    },
  };
}

/** The query builder over any dialect, set up as the real one is. */
export function dbOver(dialect: Dialect): Db {
  return new Kysely<Tables>({
    dialect,
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

/** Writes a file that other processes may read at any time. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, content);
  renameSync(partial, path);
}

// Part of the name of the template: raise it where it is made in another way.
const templateForm = 2;

/** Loading a migrated copy is faster than migrating; simulator processes share it through a file. */
async function openMigrated(): Promise<PreparedDatabase> {
  const version = createHash('sha256').update(`${templateForm}`);
  for (const { checksum } of readMigrations()) version.update(checksum);
  const path = join(tmpdir(), `fulcrum-sim-template-${version.digest('hex').slice(0, 16)}.tar`);
  if (!existsSync(path)) writeWhole(path, await makeTemplate());
  return await openPrepared(new Blob([readFileSync(path)]));
}

async function makeTemplate(): Promise<Uint8Array> {
  const memory = await openPrepared();
  const db = dbOver(memory.dialect);
  await migrate(db);
  await makeCopies(db);
  await db.destroy();
  // Commits are not waited for here, so the last of them may be in memory alone.
  memory.run('checkpoint');
  const dump = Buffer.from(await (await memory.dump()).arrayBuffer());
  await memory.close();
  return dump;
}
