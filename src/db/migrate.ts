// Brings the schema up to date: numbered SQL files, forward only, each in one transaction under an advisory lock.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { InputError } from '../core/input-error.ts';
import type { Db, Trx } from './connect.ts';
import { databaseErrorCode } from './errors.ts';

const folder = new URL('migrations/', import.meta.url);
const fileForm = /^(\d{4})_[a-z0-9_]+\.sql$/;
// Any number that nothing else on the server uses.
const lockNumber = 7_126_401_913;

export interface Migration {
  version: number;
  name: string;
  text: string;
  /** SHA-256 of the text, in hex. */
  checksum: string;
}

/** Applies what is missing and returns the names. Safe to call from several processes at once. */
export async function migrate(db: Db, migrations = readMigrations()): Promise<string[]> {
  const applied: string[] = [];
  for (const migration of migrations) {
    const isNew = await db
      .transaction()
      .execute((trx) => apply(trx, migration, migrations))
      .catch((error: unknown) => {
        throw databaseErrorCode(error) === mayNotCode ? mayNotCreate(error) : error;
      });
    if (isNew) applied.push(migration.name);
  }
  return applied;
}

/** The migrations this version knows, in order. */
export function readMigrations(): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  let before = 0;
  const migrations = names.toSorted().map((name) => {
    const version = Number(fileForm.exec(name)?.[1]);
    // A number may be left out, but never be given twice.
    if (!(version > before)) throw new Error(`Migration ${name} is out of order.`);
    before = version;
    const text = readFileSync(new URL(name, folder), 'utf8');
    return { version, name, text, checksum: createHash('sha256').update(text).digest('hex') };
  });
  if (migrations.length === 0) throw new Error('No migrations were found.');
  return migrations;
}

async function apply(trx: Trx, migration: Migration, known: Migration[]): Promise<boolean> {
  // Another process may be migrating for longer than the usual limits.
  await sql`set local lock_timeout = 0`.execute(trx);
  await sql`set local statement_timeout = 0`.execute(trx);
  await sql`select pg_advisory_xact_lock(${lockNumber}::bigint)`.execute(trx);
  await sql`create table if not exists schema_migrations (
    version integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`.execute(trx);
  const applied = await sql<AppliedRow>`
    select version, name, checksum from schema_migrations order by version`.execute(trx);
  refuseForeignSchema(applied.rows, known);
  if (applied.rows.some((row) => row.version === migration.version)) return false;
  await sql.raw(asOneStatement(migration.text)).execute(trx);
  await sql`insert into schema_migrations (version, name, checksum)
    values (${migration.version}, ${migration.name}, ${migration.checksum})`.execute(trx);
  return true;
}

const mayNotCode = '42501';

function mayNotCreate(cause: unknown): InputError {
  const error = new InputError(
    'forbidden',
    'DATABASE_URL: this user may not make tables in the database. Let it: grant create on schema public to <user> (as the owner of the database).',
  );
  error.cause = cause;
  return error;
}

interface AppliedRow {
  version: number;
  name: string;
  checksum: string;
}

function refuseForeignSchema(applied: AppliedRow[], known: Migration[]): void {
  const newest = applied.at(-1);
  const newestKnown = known.at(-1)?.version ?? 0;
  if (newest !== undefined && newest.version > newestKnown) {
    throw new InputError(
      'conflict',
      `This database was written by a newer Fulcrum (its schema is ${newest.version}, this version knows ${newestKnown}). Start that newer version, or restore a backup made before the upgrade.`,
    );
  }
  for (const row of applied) {
    const migration = known.find(({ version }) => version === row.version);
    if (migration === undefined || migration.checksum === row.checksum) continue;
    throw new InputError(
      'conflict',
      `This database was made by another build of Fulcrum: its migration ${row.name} differs from ours. Use the release that made it, or start with an empty database.`,
    );
  }
}

/** The embedded driver takes one statement per call; a DO block makes one of many. */
function asOneStatement(text: string): string {
  const quote = '$migration$';
  if (text.includes(quote)) throw new Error(`A migration must not contain ${quote}.`);
  return `do $do$ begin execute ${quote}\n${text}\n${quote}; end $do$`;
}
