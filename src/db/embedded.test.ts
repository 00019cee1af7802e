// The embedded database: one process per folder, nothing acknowledged is lost by a kill, clear refusals.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { Kysely, sql } from 'kysely';
import { InputError } from '../core/input-error.ts';
import { openDatabase, openMemoryDatabase, type OpenedDatabase } from './connect.ts';
import { embeddedMajor, openEmbedded } from './embedded.ts';
import { migrate, readMigrations } from './migrate.ts';

const base = mkdtempSync(join(tmpdir(), 'fulcrum-embedded-'));
after(() => rmSync(base, { recursive: true, force: true }));

async function open(dataDir: string): Promise<OpenedDatabase> {
  return await openDatabase({ dataDir, sleep: async () => {} });
}

/** A new database costs seconds to make, a copy of one nothing. */
const fresh = (async () => {
  const dataDir = join(base, 'fresh');
  await (await open(dataDir)).close();
  return join(dataDir, 'db');
})();

async function freshFolder(name: string): Promise<string> {
  const dataDir = join(base, name);
  cpSync(await fresh, join(dataDir, 'db'), { recursive: true });
  return dataDir;
}

const writer = new URL('write-forever.fixture.ts', import.meta.url).pathname;

/** Starts the writing process; resolves when it has said `count` numbers. */
async function startWriter(
  dataDir: string,
  count: number,
): Promise<{ child: ChildProcess; said: number[] }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', writer, dataDir],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const said: number[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The writer ended.')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line !== 'ready') said.push(Number(line));
      if (said.length >= count) resolve();
    });
  });
  return { child, said };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

test('killing the process loses nothing acknowledged, again and again', async () => {
  const dataDir = await freshFolder('killed');
  const said: number[] = [];
  for (const count of [1, 37, 120]) {
    const writing = await startWriter(dataDir, count);
    await kill(writing.child);
    said.push(...writing.said);
  }
  const { db, close } = await openEmbeddedFolder(dataDir);
  const found = await sql<{ number: number }>`select number from numbers order by number`.execute(
    db,
  );
  await close();
  const stored = new Set(found.rows.map((row) => row.number));
  assert(said.length >= 158);
  assert.deepEqual(
    said.filter((number) => !stored.has(number)),
    [],
  );
});

async function openEmbeddedFolder(
  dataDir: string,
): Promise<{ db: Kysely<unknown>; close: () => Promise<void> }> {
  const driver = await openEmbedded({ dataDir });
  return { db: new Kysely<unknown>({ dialect: driver.dialect }), close: () => driver.close() };
}

test('a second process is refused by name, and let in when the first was killed', async () => {
  const dataDir = await freshFolder('shared');
  const { child } = await startWriter(dataDir, 1);
  await assert.rejects(open(dataDir), (error) => {
    assert(error instanceof InputError);
    assert.match(
      error.message,
      new RegExp(`in use by another Fulcrum process \\(process ${child.pid}\\)`),
    );
    assert.match(error.message, /DATA_DIR.*DATABASE_URL/);
    return true;
  });
  await kill(child);
  const database = await open(dataDir);
  await assert.rejects(open(dataDir), /in use by another Fulcrum process/, 'also in one process');
  await database.close();
});

test('a creation that was interrupted starts anew', async () => {
  const dataDir = join(base, 'interrupted');
  mkdirSync(join(dataDir, 'db.new', 'base'), { recursive: true });
  writeFileSync(join(dataDir, 'db.new', 'PG_VERSION'), embeddedMajor);
  const database = await open(dataDir);
  assert((await migrate(database.db)).length > 0);
  await database.close();
});

test('a folder of a newer schema, of another build or of another Postgres is refused', async () => {
  const known = readMigrations();
  const next = {
    version: (known.at(-1)?.version ?? 0) + 1,
    name: 'next',
    text: 'select 1',
    checksum: 'x',
  };
  const memory = await openMemoryDatabase();
  await migrate(memory.db, [...known, next]);
  await assert.rejects(migrate(memory.db, known), /written by a newer Fulcrum.*backup/);
  await memory.close();
  const other = await openMemoryDatabase();
  await migrate(other.db, known);
  const changed = known.map((migration) => ({ ...migration, checksum: 'changed' }));
  await assert.rejects(migrate(other.db, changed), /another build of Fulcrum/);
  await other.close();
  const dataDir = join(base, 'other-major');
  mkdirSync(join(dataDir, 'db'), { recursive: true });
  await assert.rejects(open(dataDir), /holds no database/);
  writeFileSync(join(dataDir, 'db', 'PG_VERSION'), '17\n');
  await assert.rejects(open(dataDir), /written by Postgres 17.*embeds Postgres 18.*operations\.md/);
});

// Numbers of the library's C code; it knows them by this name only.
const failures = [
  ['cannot flush', { fsync: 29 }],
  ['is full', { write: 51 }],
] as const;

for (const [name, failure] of failures) {
  test(`a disk that ${name} stops the database at once; a restart has what was acknowledged`, async () => {
    const dataDir = await freshFolder(name);
    const troubles: string[] = [];
    let isFailing = false;
    const driver = await openEmbedded({
      dataDir,
      onTrouble: (trouble) => troubles.push(trouble.kind),
      watch: (operations) => {
        const { fsync, write } = operations.stream_ops;
        operations.stream_ops.fsync = (stream) =>
          isFailing && 'fsync' in failure ? failure.fsync : (fsync?.(stream) ?? 0);
        operations.stream_ops.write = (...given) => {
          // oxlint-disable-next-line typescript/only-throw-error -- The library throws such objects itself.
          if (isFailing && 'write' in failure) throw { name: 'ErrnoError', errno: failure.write };
          return write(...given);
        };
      },
    });
    const db = new Kysely<unknown>({ dialect: driver.dialect });
    await sql`create table numbers (number int)`.execute(db);
    await sql`insert into numbers values (1)`.execute(db);
    isFailing = true;
    await assert.rejects(sql`insert into numbers values (2)`.execute(db), /restart the process/);
    isFailing = false;
    await assert.rejects(sql`insert into numbers values (3)`.execute(db), /restart the process/);
    await assert.rejects(
      db.transaction().execute((trx) => sql`insert into numbers values (4)`.execute(trx)),
      /restart the process/,
    );
    assert.deepEqual(troubles, ['broken']);
    await driver.close();
    const again = await openEmbeddedFolder(dataDir);
    const found = await sql<{ number: number }>`select number from numbers`.execute(again.db);
    await again.close();
    const numbers = found.rows.map((row) => row.number);
    // The insert that failed was never acknowledged: it may be there or not.
    assert.deepEqual(
      numbers.filter((number) => number !== 2),
      [1],
    );
  });
}

test('a wrong parameter is an error of that query only', async () => {
  const memory = await openMemoryDatabase();
  await assert.rejects(sql`select ${'perhaps'}::boolean`.execute(memory.db));
  const found = await sql<{ one: number }>`select 1 as one`.execute(memory.db);
  assert.equal(found.rows[0]?.one, 1);
  await memory.close();
});
