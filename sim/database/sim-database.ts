// The one database of a simulator process: emptied between seeds, so that none of them knows of another.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CamelCasePlugin, Kysely, sql, type Dialect } from 'kysely';
import type { Db } from '../../src/db/connect.ts';
import { migrate, readMigrations } from '../../src/db/migrate.ts';
import type { Tables } from '../../src/db/tables.ts';
import { newBackups, type Backups } from './backups.ts';
import { openPrepared, type PreparedDatabase } from './prepared.ts';

export interface SimDatabase {
  dialect: Dialect;
  /** Outside of the simulated world: checks and preparations, without points. */
  direct: Db;
  backups: Backups;
  /** As after a fresh start: no rows, sequences from the beginning. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Opens it with today's schema. One per process: opening takes longer than a seed. */
export async function openSimDatabase(): Promise<SimDatabase> {
  const memory = await openMigrated();
  const direct = dbOver(memory.dialect);
  const backups = await newBackups(direct);
  return {
    dialect: memory.dialect,
    direct,
    backups,
    async reset() {
      await empty(direct);
      memory.run('discard plans');
    },
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

/** Loading a migrated copy is faster than migrating; simulator processes share it through a file. */
async function openMigrated(): Promise<PreparedDatabase> {
  const version = readMigrations().map((migration) => migration.checksum.slice(0, 12));
  const path = join(tmpdir(), `fulcrum-sim-template-${version.join('-')}.tar`);
  if (existsSync(path)) return await openPrepared(new Blob([readFileSync(path)]));
  const memory = await openPrepared();
  const db = dbOver(memory.dialect);
  await migrate(db);
  await db.destroy();
  // Commits are not waited for here, so the last of them may be in memory alone.
  memory.run('checkpoint');
  const dump = Buffer.from(await (await memory.dump()).arrayBuffer());
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, dump);
  renameSync(partial, path);
  // Also the first one works on a loaded copy, so that every process sees the same files.
  await memory.close();
  return await openPrepared(new Blob([dump]));
}

// Truncated and not deleted: the same rows must land in the same order however many seeds went before.
async function empty(db: Db): Promise<void> {
  await sql
    .raw(
      `do $$
      declare
        used text;
      begin
        select string_agg(format('%I.%I', n.nspname, c.relname), ', ') into used
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind = 'r' and c.relname <> 'schema_migrations' and pg_relation_size(c.oid) > 0
          and n.nspname not like 'pg\\_%' and n.nspname not like 'sim\\_%' and n.nspname <> 'information_schema';
        if used is not null then execute 'truncate ' || used || ' cascade'; end if;
        for used in select sequencename from pg_sequences
          where schemaname = 'public' and last_value is not null
        loop
          perform setval(format('public.%I', used)::regclass, 1, false);
        end loop;
      end $$`,
    )
    .execute(db);
}
