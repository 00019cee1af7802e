// Backups of the database within the database: a schema with a copy of every table, filled and put back by one statement.

import { sql } from 'kysely';
import type { Db } from '../../src/db/connect.ts';

export interface Backups {
  /** Keeps what is committed now; the one before is gone. */
  take(): Promise<void>;
  /** Puts the kept state back, sequences included. */
  putBack(): Promise<void>;
}

interface Table {
  name: string;
  columns: string[];
}

const schema = 'sim_backup';

/** Of a database in which `makeCopies` was called. */
export async function newBackups(db: Db): Promise<Backups> {
  const tables = await listTables(db);
  const sequences = await listSequences(db);
  return {
    async take() {
      await sql.raw(oneStatement(tables.map((table) => copyOut(table)))).execute(db);
      const values = sequences.map(
        (name) => `select '${name}' as name, last_value, is_called from public.${name}`,
      );
      await sql
        .raw(
          oneStatement([
            `delete from ${schema}.sim_counters`,
            ...values.map((value) => `insert into ${schema}.sim_counters ${value}`),
          ]),
        )
        .execute(db);
    },
    async putBack() {
      await sql
        .raw(
          oneStatement([
            'set local session_replication_role = replica',
            ...tables.map(({ name }) => `delete from public.${name}`),
            ...tables.map(copyIn),
            `perform setval(format('public.%I', name)::regclass, last_value, is_called) from ${schema}.sim_counters`,
          ]),
        )
        .execute(db);
    },
  };
}

async function listTables(db: Db): Promise<Table[]> {
  const { rows } = await sql<{ tableName: string; columns: string[] }>`
    select c.relname as table_name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migrations'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`.execute(db);
  return rows.map(({ tableName, columns }) => ({ name: `"${tableName}"`, columns }));
}

async function listSequences(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select sequencename as name from pg_sequences where schemaname = 'public' order by 1`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

/** Makes the tables that backups are kept in. */
export async function makeCopies(db: Db): Promise<void> {
  const tables = await listTables(db);
  await sql
    .raw(
      oneStatement([
        `create schema if not exists ${schema}`,
        `create table if not exists ${schema}.sim_counters (name text, last_value bigint, is_called boolean)`,
        ...tables.map(
          ({ name }) => `create table if not exists ${schema}.${name} (like public.${name})`,
        ),
      ]),
    )
    .execute(db);
}

function copyOut({ name, columns }: Table): string {
  return `delete from ${schema}.${name}; insert into ${schema}.${name} (${listOf(columns)}) select ${listOf(columns, 't.')} from public.${name} t`;
}

function copyIn({ name, columns }: Table): string {
  return `insert into public.${name} (${listOf(columns)}) overriding system value select ${listOf(columns, 't.')} from ${schema}.${name} t`;
}

/** Qualified where it is read: a column may have the name of a variable of the block around the statement. */
function listOf(columns: readonly string[], of = ''): string {
  return columns.map((column) => `${of}"${column}"`).join(', ');
}

function oneStatement(statements: readonly string[]): string {
  return `do $sim$ begin\n${statements.join(';\n')};\nend $sim$`;
}
