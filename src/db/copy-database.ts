// Copies everything from one database into an empty one: how an installation moves from the embedded database to a
// server, or past a major version of the embedded Postgres.

import { sql } from 'kysely';
import { assert } from '../core/assert.ts';
import { InputError } from '../core/input-error.ts';
import type { Db, Trx } from './connect.ts';

export interface CopiedTable {
  table: string;
  rowCount: number;
}

const rowsAtOnce = 500;
// A row of these can be a whole resume.
const largeTables: readonly string[] = ['files'];

/**
 * Both must have the same schema, and nobody may write to the source meanwhile. One transaction: the target ends
 * with everything or with nothing. References are taken off during the copy and checked as a whole at its end.
 */
export async function copyDatabase(source: Db, target: Db): Promise<CopiedTable[]> {
  return await source.transaction().execute((from) =>
    target.transaction().execute(async (to) => {
      await liftLimits(from);
      await liftLimits(to);
      const tables = await listTables(to);
      await refuseFilled(to, tables);
      const references = await takeOffReferences(to);
      const copied: CopiedTable[] = [];
      for (const table of tables) {
        copied.push({ table: table.name, rowCount: await copyTable({ from, to }, table) });
      }
      for (const reference of references) await sql.raw(reference.add).execute(to);
      return copied;
    }),
  );
}

async function liftLimits(trx: Trx): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(trx);
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx);
}

interface Table {
  name: string;
  /** A column that numbers rows by itself. */
  identity: string | null;
}

async function listTables(trx: Trx): Promise<Table[]> {
  const found = await sql<Table>`
    select r.relname::text as name,
      (select a.attname::text from pg_attribute a where a.attrelid = r.oid and a.attidentity <> '') as identity
    from pg_class r
    where r.relkind = 'r' and r.relnamespace = 'public'::regnamespace
      and r.relname <> 'schema_migrations'
    order by 1`.execute(trx);
  return found.rows;
}

async function refuseFilled(trx: Trx, tables: Table[]): Promise<void> {
  for (const table of tables) {
    const found = await sql<{ hasRows: boolean }>`
      select exists (select from ${sql.table(table.name)}) as has_rows`.execute(trx);
    if (found.rows[0]?.hasRows !== true) continue;
    throw new InputError(
      'conflict',
      `The target database is not empty: ${table.name} has rows. Make a new one with createdb and copy into that.`,
    );
  }
}

/** Tables refer to each other and to themselves, so no order of copying satisfies all references. */
async function takeOffReferences(trx: Trx): Promise<{ add: string }[]> {
  const found = await sql<{ drop: string; add: string }>`
    select format('alter table %I drop constraint %I', r.relname, c.conname) as drop,
      format('alter table %I add constraint %I %s', r.relname, c.conname, pg_get_constraintdef(c.oid)) as add
    from pg_constraint c
    join pg_class r on r.oid = c.conrelid
    where c.contype = 'f' and r.relnamespace = 'public'::regnamespace
    order by 1`.execute(trx);
  for (const reference of found.rows) await sql.raw(reference.drop).execute(trx);
  return found.rows;
}

async function copyTable({ from, to }: { from: Trx; to: Trx }, table: Table): Promise<number> {
  const name = sql.table(table.name);
  const count = largeTables.includes(table.name) ? 1 : rowsAtOnce;
  // What the triggers noted in the source is copied like everything else.
  await sql`alter table ${name} disable trigger user`.execute(to);
  await sql`declare page no scroll cursor for select row_to_json(t)::text as row from ${name} as t`.execute(
    from,
  );
  let rowCount = 0;
  let rows: { row: string }[];
  do {
    const page = await sql<{ row: string }>`fetch ${sql.lit(count)} from page`.execute(from);
    rows = page.rows;
    rowCount += rows.length;
    // The rows travel as JSON text that nobody parses on the way, so every value arrives as it was.
    const list = `[${rows.map(({ row }) => row).join(',')}]`;
    await sql`insert into ${name} overriding system value
      select * from json_populate_recordset(null::${name}, ${list}::json)`.execute(to);
  } while (rows.length === count);
  await sql`close page`.execute(from);
  await sql`alter table ${name} enable trigger user`.execute(to);
  if (table.identity !== null) {
    await sql`select setval(pg_get_serial_sequence(${table.name}, ${table.identity}), max(${sql.ref(table.identity)}))
      from ${name} having count(*) > 0`.execute(to);
  }
  const stored = await sql<{ count: number }>`select count(*) as count from ${name}`.execute(to);
  assert(stored.rows[0]?.count === rowCount, `${table.name} was copied in part`);
  return rowCount;
}
