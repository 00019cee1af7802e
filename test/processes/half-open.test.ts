// A database that is gone without a word, as when its host fails: no packet comes, not even the end of the connection.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kysely, sql } from 'kysely';
import { openTcpProxy } from '../../sim/processes/tcp-proxy.ts';
import { Secret } from '../../src/core/secret.ts';
import { openServer } from '../../src/db/server.ts';
import { createServerDatabase } from '../databases.ts';

test('a statement on a connection that went silent fails, and the next one has a new connection', async () => {
  const database = await createServerDatabase();
  const behind = Number(new URL(database.url).port);
  const proxy = await openTcpProxy({ target: () => behind, delayMs: 0 });
  const url = new URL(database.url);
  url.port = String(proxy.port);
  const opened = await openServer({
    databaseUrl: new Secret(url.href),
    silentMs: 400,
    sleep: async () => {},
  });
  const db = new Kysely<unknown>({ dialect: opened.dialect });
  try {
    await sql`select 1`.execute(db);
    proxy.hurt('half_open');
    await assert.rejects(sql`select 2`.execute(db), /terminated|silent/u);
    proxy.heal();
    const after = await sql<{ three: number }>`select 3 as three`.execute(db);
    assert.equal(after.rows[0]?.three, 3);
  } finally {
    await opened.close();
    await proxy.close();
    await database.drop();
  }
});
