// An upgrade in the middle of everything: what is there is moved into the schema of the version before, as far as that
// one could hold it, and today's migrations then bring it up to date.

import { sql } from 'kysely';
import type { Db } from '../../src/db/connect.ts';
import { migrate, readMigrations } from '../../src/db/migrate.ts';
import type { SimDatabase } from './sim-database.ts';

/** Returns what the older schema had no room for. Nothing of the installation may run meanwhile. */
export async function upgradeFromOld(database: SimDatabase): Promise<string[]> {
  const { direct } = database;
  const all = readMigrations();
  const before = all.slice(0, -1);
  // Other schemas hold what is worked out from the tables; today's migrations make them anew.
  for (const schema of await listDerivedSchemas(direct))
    await sql.raw(`drop schema "${schema}" cascade`).execute(direct);
  await sql.raw('alter schema public rename to sim_newer').execute(direct);
  await sql.raw('create schema public').execute(direct);
  await migrate(direct, before);
  const lost = await moveBack(direct);
  await migrate(direct, all);
  await sql.raw('drop schema sim_newer cascade').execute(direct);
  return lost;
}

async function listDerivedSchemas(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select nspname as name from pg_namespace
    where nspname not like 'pg\\_%' and nspname not like 'sim\\_%'
      and nspname not in ('public', 'information_schema')`.execute(db);
  return rows.map(({ name }) => name);
}

async function columnsOf(db: Db, schema: string): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ tableName: string; columns: string[] }>`
    select c.relname as table_name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid
    where n.nspname = ${schema} and c.relkind = 'r' and c.relname <> 'schema_migrations'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`.execute(db);
  return new Map(rows.map(({ tableName, columns }) => [tableName, columns]));
}

async function moveBack(db: Db): Promise<string[]> {
  const older = await columnsOf(db, 'public');
  const newer = await columnsOf(db, 'sim_newer');
  const lost = [...newer.keys()].filter((table) => !older.has(table));
  const statements = ['set local session_replication_role = replica'];
  for (const [table, columns] of older) {
    const shared = columns.filter((column) => newer.get(table)?.includes(column) === true);
    if (shared.length === 0) continue;
    const list = shared.map((column) => `"${column}"`).join(', ');
    const read = shared.map((column) => `t."${column}"`).join(', ');
    statements.push(
      `insert into public."${table}" (${list}) overriding system value select ${read} from sim_newer."${table}" t`,
    );
  }
  const sequences = await sql<{ name: string }>`
    select sequencename as name from pg_sequences where schemaname = 'public' order by 1`.execute(
    db,
  );
  for (const { name } of sequences.rows) {
    statements.push(
      `perform setval('public."${name}"'::regclass, (select last_value from sim_newer."${name}"), (select is_called from sim_newer."${name}"))`,
    );
  }
  await sql.raw(`do $sim$ begin\n${statements.join(';\n')};\nend $sim$`).execute(db);
  return lost;
}
