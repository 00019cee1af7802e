// Databases for tests: every suite runs on the embedded database and on a real Postgres, each test on a fresh one.

import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { Secret } from '../src/core/secret.ts';
import {
  openDatabase,
  openMemoryDatabase,
  type DatabaseKind,
  type Db,
  type MemoryDatabase,
  type OpenedDatabase,
} from '../src/db/connect.ts';
import { migrate, readMigrations } from '../src/db/migrate.ts';
import { postgresVariable, templateName } from './test-server.ts';

export type OpenTestDatabase = () => Promise<OpenedDatabase>;

/**
 * Registers the suite once per kind of database. `open` gives a fresh, migrated database; all are closed
 * after the suite. Without the test command's Postgres the server half fails: it is never skipped.
 */
export function eachDatabase(suite: (kind: DatabaseKind, open: OpenTestDatabase) => void): void {
  describe('embedded database', () => suite('embedded', closedAfterwards(openEmbeddedForTest)));
  describe('Postgres server', () => {
    if (process.env[postgresVariable] === undefined) {
      test('has a server', () => {
        throw new Error('No Postgres: run the tests with `npm test` or `npm test -- <file>`.');
      });
      return;
    }
    suite('server', closedAfterwards(openServerForTest));
  });
}

/** Only the embedded database: for tests of rules that no driver can change. */
export function embeddedDatabase(suite: (open: OpenTestDatabase) => void): void {
  describe('embedded database', () => suite(closedAfterwards(openEmbeddedForTest)));
}

/** Only the server: for what one connection cannot show (locks, several processes). */
export function serverDatabase(suite: (open: OpenTestDatabase) => void): void {
  describe('Postgres server', () => suite(closedAfterwards(openServerForTest)));
}

/**
 * What a test opens is closed when the next one starts (by then everything that the test itself stops has stopped),
 * what the suite opens before its tests at the end of the suite.
 */
function closedAfterwards(open: OpenTestDatabase): OpenTestDatabase {
  const ofSuite: OpenedDatabase[] = [];
  const ofTest: OpenedDatabase[] = [];
  let isInTest = false;
  const closeAll = async (databases: OpenedDatabase[]): Promise<void> => {
    for (const database of databases.splice(0)) await database.close();
  };
  beforeEach(async () => {
    await closeAll(ofTest);
    isInTest = true;
  });
  after(async () => {
    await closeAll(ofTest);
    await closeAll(ofSuite);
  });
  return async () => {
    const database = await open();
    (isInTest ? ofTest : ofSuite).push(database);
    return database;
  };
}

const idle: MemoryDatabase[] = [];
// Of the whole process: an open PGlite keeps a timer, and with it the process.
after(async () => {
  for (const memory of idle.splice(0)) await memory.close();
});
let template: Promise<Blob> | undefined;

/** A fresh embedded database in memory. A closed one is emptied and handed out again: 20 times faster. */
export async function openEmbeddedForTest(): Promise<OpenedDatabase> {
  const memory = idle.pop() ?? (await openMemoryDatabase(await (template ??= makeTemplate())));
  const handle = memory.handle();
  let isOpen = true;
  return {
    ...handle,
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await handle.close();
      await empty(memory.db);
      idle.push(memory);
    },
  };
}

/** Migrating takes longer than loading a migrated copy, which all test processes share through a file. */
async function makeTemplate(): Promise<Blob> {
  const checksums = readMigrations().map((migration) => migration.checksum);
  // One short name however many migrations there are: file names have an end.
  const version = createHash('sha256').update(checksums.join(' ')).digest('hex').slice(0, 32);
  const path = join(tmpdir(), `fulcrum-test-template-${version}.tar`);
  if (existsSync(path)) return new Blob([readFileSync(path)]);
  const memory = await openMemoryDatabase();
  await migrate(memory.db);
  const dump = await memory.dump();
  await memory.close();
  const partial = `${path}.${randomUUID()}`;
  writeFileSync(partial, Buffer.from(await dump.arrayBuffer()));
  renameSync(partial, path);
  return dump;
}

async function empty(db: Db): Promise<void> {
  // Not truncate: that gives each table and index new files, forty times slower for a few rows.
  await sql
    .raw(
      `do $$
      declare
        name text;
      begin
        set local session_replication_role = replica;
        for name in select relname from pg_class where relkind = 'r'
          and relnamespace = 'public'::regnamespace and relname <> 'schema_migrations'
        loop
          execute format('delete from %I', name);
        end loop;
        for name in select sequencename from pg_sequences
          where schemaname = 'public' and last_value is not null
        loop
          perform setval(quote_ident(name)::regclass, 1, false);
        end loop;
      end $$`,
    )
    .execute(db);
}

/** A fresh database on the test command's server; dropped when closed. */
export async function openServerForTest(): Promise<OpenedDatabase> {
  const created = await createServerDatabase();
  const database = await openServer(created.url);
  let isOpen = true;
  return {
    ...database,
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await database.close();
      await created.drop();
    },
  };
}

/** A fresh, migrated database on the server, for tests whose processes connect by themselves. */
export async function createServerDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name} template ${templateName}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`drop database ${name} with (force)`) };
}

async function onServer(statement: string): Promise<void> {
  const admin = await openServer(serverUrl());
  try {
    await sql.raw(statement).execute(admin.db);
  } finally {
    await admin.close();
  }
}

function serverUrl(): string {
  const url = process.env[postgresVariable];
  if (url === undefined) throw new Error('No Postgres: run the tests with `npm test`.');
  return url;
}

async function openServer(url: string): Promise<OpenedDatabase> {
  return await openDatabase({
    databaseUrl: new Secret(url),
    dataDir: '',
    poolSize: 10,
    connectWithinMs: 0,
    sleep: async () => {},
  });
}
