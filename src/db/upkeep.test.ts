// Tables that turn over all day stay small.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase, embeddedDatabase } from '../../test/databases.ts';
import { tidyEmbedded } from './upkeep.ts';

embeddedDatabase((open) => {
  test('a table that was filled and emptied many times takes no more room than once', async () => {
    const { db } = await open();
    const turnOver = async (): Promise<number> => {
      await sql`insert into rate_limits (queue_key, next_free_at, rate_per_second, rate_max, burst)
        select 'key ' || n, now(), 1, 1, 1 from generate_series(1, 2000) as n`.execute(db);
      await sql`delete from rate_limits`.execute(db);
      await tidyEmbedded(db);
      const found = await sql<{ size: number }>`
        select pg_table_size('rate_limits') + pg_indexes_size('rate_limits') as size`.execute(db);
      return found.rows[0]?.size ?? 0;
    };
    const once = await turnOver();
    for (let round = 0; round < 5; round += 1) await turnOver();
    assert((await turnOver()) <= once * 2);
  });
});

eachDatabase((kind, open) => {
  test('a server is left to its own upkeep', async () => {
    const { db } = await open();
    const tidied = await tidyEmbedded(db);
    assert.equal(tidied > 0, kind === 'embedded');
  });
});
