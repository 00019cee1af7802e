// Several server processes at once, one of them killed; and a database that loses its connections under load.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { createServerDatabase } from '../databases.ts';
import { openCrashWorld } from './crash-world.ts';
import type { CrashWorld } from './crash-world.ts';
import { hits, personCount, touches } from './people.ts';

async function withWorld(use: (world: CrashWorld) => Promise<void>): Promise<void> {
  const database = await createServerDatabase();
  const world = await openCrashWorld(database.url);
  try {
    await use(world);
  } finally {
    await world.stop();
    await database.drop();
  }
}

test('two servers share the work, and when one is killed the other finishes it', async () => {
  await withWorld(async (world) => {
    await world.start();
    const second = await world.start({ isSecond: true });
    await send(world, { copies: 1 });
    await untilSomeAreInLever(world);
    second.kill('SIGKILL');
    assert.equal(await second.gone, 'SIGKILL');
    await world.quiet();
    await checkAll(world);
  });
});

test('the same input to two servers at once makes everything once', async () => {
  await withWorld(async (world) => {
    await world.start();
    await world.start({ isSecond: true });
    await Promise.all([send(world, { copies: 3 }), send(world, { copies: 3 })]);
    await world.quiet();
    await checkAll(world);
  });
});

test('every connection to the database is cut again and again: the server goes on by itself', async () => {
  await withWorld(async (world) => {
    const server = await world.start();
    const sending = send(world, { copies: 4 });
    for (let cut = 0; cut < 5; cut += 1) {
      await sleep(150);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(world.db);
    }
    await sending;
    await world.quiet();
    await checkAll(world);
    server.kill('SIGTERM');
    assert.equal(await server.gone, null, 'it still stops in good order');
  });
});

async function send(world: CrashWorld, { copies }: { copies: number }): Promise<void> {
  for (let copy = 0; copy < copies; copy += 1) {
    for (const [path, items] of [
      ['/v1/profiles', hits()],
      ['/v1/touches', touches()],
    ] as const) {
      await world.insist((api) => api.ask({ method: 'POST', path, body: { items } }));
    }
  }
}

async function untilSomeAreInLever(world: CrashWorld): Promise<void> {
  while (world.sandbox.control.totals({}).opportunities === 0) await sleep(1);
}

async function checkAll(world: CrashWorld): Promise<void> {
  assert.deepEqual(await world.compare(), { differences: [], duplicates: 0, lost: 0 });
  assert.equal(world.sandbox.control.opportunities({ limit: 1000 }).length, personCount);
  const counted = await sql<{ profiles: number; touches: number }>`
    select (select count(*) from profiles) as profiles, (select count(*) from touches) as touches`.execute(
    world.db,
  );
  assert.deepEqual(counted.rows[0], { profiles: hits().length, touches: touches().length });
}
