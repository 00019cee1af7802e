// Puts very many rows into tables without keeping their indexes up to date meanwhile: they are built once, at the end.

import { sql } from 'kysely';
import type { Db } from '../src/db/connect.ts';

interface Rebuild {
  drop: string;
  make: string;
}

/** For a database that nobody else uses. What other tables refer to by a foreign key stays. */
export async function withoutIndexes(
  db: Db,
  tables: readonly string[],
  load: () => Promise<void>,
): Promise<void> {
  const found = await sql<Rebuild>`
    select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as drop,
      format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) as make
    from pg_constraint c
    where c.contype in ('p', 'u') and c.conrelid = any(${tables}::text[]::regclass[])
      and not exists (select 1 from pg_constraint f where f.contype = 'f' and f.conindid = c.conindid)
    union all
    select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
    from pg_index i
    where i.indrelid = any(${tables}::text[]::regclass[])
      and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
  `.execute(db);
  for (const { drop } of found.rows) await sql.raw(drop).execute(db);
  await load();
  await db.connection().execute(async (conn) => {
    await sql`set maintenance_work_mem = '512MB'`.execute(conn);
    for (const { make } of found.rows) await sql.raw(make).execute(conn);
    await sql`reset maintenance_work_mem`.execute(conn);
  });
}
