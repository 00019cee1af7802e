// What a Postgres server does for itself in the background and the embedded one cannot: taking away dead rows and
// counting what the tables hold, without which queues that turn over all day grow for ever.

import { sql } from 'kysely';
import type { Db } from './connect.ts';

/**
 * Tidies every table, one statement each, so that other work comes in between. Does nothing on a server. Returns
 * how many tables were tidied. Safe to repeat; hourly is plenty.
 */
export async function tidyEmbedded(db: Db): Promise<number> {
  // The embedded database is opened without counters; a server never is, its autovacuum needs them.
  const found = await sql<{ counters: string; tables: string[] }>`
    select current_setting('track_counts') as counters, array(
      select relname::text from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace
      order by 1
    ) as tables`.execute(db);
  const { counters, tables = [] } = found.rows[0] ?? {};
  if (counters !== 'off') return 0;
  for (const table of tables) {
    await sql`vacuum (analyze) ${sql.table(table)}`.execute(db);
  }
  return tables.length;
}
