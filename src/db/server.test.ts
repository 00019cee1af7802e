// The Postgres server: clear refusals, limits on every session, and a lost connection costs one query.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { createServerDatabase, serverDatabase } from '../../test/databases.ts';
import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { openDatabase, type Conn, type OpenedDatabase } from './connect.ts';
import { isLostConnection, isTryAgain } from './errors.ts';
import { migrate, readMigrations } from './migrate.ts';
import { readServerAddress, refuseUnfit } from './server-address.ts';

const opened: { close(): Promise<void> }[] = [];
after(async () => {
  for (const database of opened) await database.close();
});

async function open(
  url: string,
  options: {
    sleep?: () => Promise<void>;
    onTrouble?: () => void;
    connectWithinMs?: number;
    poolSize?: number;
  } = {},
): Promise<OpenedDatabase> {
  const database = await openDatabase({
    databaseUrl: new Secret(url),
    dataDir: '',
    connectWithinMs: 0,
    sleep: async () => {},
    ...options,
  });
  opened.push(database);
  return database;
}

/** What the operator reads; never with the password. */
async function refusalOf(url: string): Promise<string> {
  const error: unknown = await open(url).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(error instanceof InputError, String(error));
  assert(!error.message.includes('hidden'));
  return error.message;
}

async function unusedPort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

serverDatabase((openFresh) => {
  test('a wrong password, a missing database and an address that is none are told apart', async () => {
    const created = await createServerDatabase();
    const { url } = created;
    const wrong = new URL(url);
    wrong.password = 'hidden';
    assert.match(await refusalOf(wrong.href), /DATABASE_URL.*does not let the user "postgres" in/);
    const missing = new URL(url);
    missing.pathname = '/not_there';
    assert.match(await refusalOf(missing.href), /no database "not_there"\. Make it: createdb/);
    assert.match(await refusalOf('mysql://root:hidden@localhost/x'), /postgres:\/\/user:password@/);
    assert.match(await refusalOf('hidden'), /postgres:\/\/user:password@/);
    await created.drop();
  });

  test('a server that does not answer is tried again until the time is over', async () => {
    const port = await unusedPort();
    const url = `postgres://me:hidden@127.0.0.1:${port}/things`;
    assert.match(await refusalOf(url), new RegExp(`No server answers at 127.0.0.1:${port}/things`));
    let waits = 0;
    const sleep = async (): Promise<void> => void (waits += 1);
    await assert.rejects(open(url, { sleep, connectWithinMs: 2_000 }), /No server answers/);
    assert.equal(waits, 4);
  });

  test('a server that is too old, of another encoding or a standby is refused', () => {
    const address = readServerAddress('postgres://me:hidden@db.example/things');
    const fit = { versionNumber: 150_004, encoding: 'UTF8', isStandby: false };
    refuseUnfit(fit, address);
    const refuse = (facts: Partial<typeof fit>) => () => refuseUnfit({ ...fit, ...facts }, address);
    assert.throws(refuse({ versionNumber: 140_011 }), /is Postgres 14; 15 or newer is needed/);
    assert.throws(refuse({ encoding: 'LATIN1' }), /stores LATIN1, not UTF8.*createdb/);
    assert.throws(refuse({ isStandby: true }), /read-only standby/);
  });

  test('a user who may not make tables is told what to grant', async () => {
    const created = await createServerDatabase();
    const admin = await open(created.url);
    await sql.raw(`drop schema public, insight cascade; create schema public`).execute(admin.db);
    const role = `guest_${created.url.slice(-8)}`;
    await sql.raw(`create role ${role} login password 'hidden'`).execute(admin.db);
    await sql.raw(`grant usage on schema public to ${role}`).execute(admin.db);
    const url = new URL(created.url);
    url.username = role;
    url.password = 'hidden';
    const guest = await open(url.href);
    await assert.rejects(migrate(guest.db), /grant create on schema public/);
    await guest.close();
    await sql.raw(`drop owned by ${role}; drop role ${role}`).execute(admin.db);
    await admin.close();
    await created.drop();
  });

  test('sessions run in UTC with limits on statements, locks and idle transactions', async () => {
    const { db } = await openFresh();
    const found = await sql<Record<string, string>>`
      select current_setting('TimeZone') as zone, current_setting('statement_timeout') as statement,
        current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle`.execute(db);
    assert.deepEqual(found.rows[0], { zone: 'UTC', statement: '1min', lock: '10s', idle: '1min' });
  });

  test('a connection cut by the server fails what was under way; the next query has a new one', async () => {
    const created = await createServerDatabase();
    const troubles: string[] = [];
    const database = await open(created.url, { onTrouble: () => troubles.push('lost') });
    const { db } = database;
    const cut = db.transaction().execute(async (trx) => {
      const found = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`select pg_terminate_backend(${found.rows[0]?.pid}::int)`.execute(db);
      await sql`select 1`.execute(trx);
    });
    await assert.rejects(cut, isLostConnection);
    const found = await sql<{ one: number }>`select 1 as one`.execute(db);
    assert.equal(found.rows[0]?.one, 1);
    await database.close();
    await created.drop();
  });

  test('a statement is worked out once, and anew where its table changed', async () => {
    const created = await createServerDatabase();
    const database = await open(created.url, { poolSize: 1 });
    const { db } = database;
    await sql`create table things (id int, name text)`.execute(db);
    await sql`insert into things values (1, 'one')`.execute(db);
    const look = async (conn: Conn) =>
      (await sql`select * from things where id = ${1}`.execute(conn)).rows;
    for (let times = 0; times < 8; times += 1) await look(db);
    const kept =
      await sql`select 1 from pg_prepared_statements where statement like ${'%from things%'}`.execute(
        db,
      );
    assert.equal(kept.rows.length, 1);
    await sql`alter table things add column age int`.execute(db);
    const inside = db.transaction().execute(look);
    await assert.rejects(inside, isTryAgain);
    assert.deepEqual(await db.transaction().execute(look), [{ id: 1, name: 'one', age: null }]);
    await database.close();
    await created.drop();
  });

  test('outside a transaction a statement whose table changed is simply asked again', async () => {
    const created = await createServerDatabase();
    const database = await open(created.url, { poolSize: 1 });
    const { db } = database;
    await sql`create table things (id int)`.execute(db);
    const look = async () => (await sql`select * from things where ${1} = 1`.execute(db)).rows;
    for (let times = 0; times < 8; times += 1) await look();
    await sql`alter table things add column age int`.execute(db);
    assert.deepEqual(await look(), []);
    await database.close();
    await created.drop();
  });

  test('processes that migrate at the same moment apply everything once', async () => {
    const created = await createServerDatabase();
    const admin = await open(created.url);
    await sql.raw(`drop schema public, insight cascade; create schema public`).execute(admin.db);
    const processes = await Promise.all(Array.from({ length: 4 }, () => open(created.url)));
    const applied = await Promise.all(processes.map(({ db }) => migrate(db)));
    assert.deepEqual(
      applied.flat().toSorted(),
      readMigrations().map((migration) => migration.name),
    );
    for (const database of [admin, ...processes]) await database.close();
    await created.drop();
  });
});
