// Processes on one server wake each other, seldom enough, and also after a broken connection.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { createServerDatabase } from '../../test/databases.ts';
import { Secret } from '../core/secret.ts';
import { openBell, type Bell } from './bell.ts';
import { openDatabase } from './connect.ts';

test('a ring wakes the other processes and not the one that rings', async () => {
  const street = await openStreet();
  const [one, two, three] = await street.houses(['one', 'two', 'three']);
  one!.bell.ring();
  await two!.rung(2);
  await three!.rung(2);
  // Its own only: the one on starting to listen.
  assert.equal(one!.count(), 1);
});

test('many rings in a moment are few notices, and the last one is heard', async () => {
  const street = await openStreet();
  const [one, two] = await street.houses(['one', 'two']);
  for (let ring = 0; ring < 1_000; ring++) one!.bell.ring();
  await two!.rung(2);
  for (let ring = 0; ring < 1_000; ring++) one!.bell.ring();
  await two!.rung(3);
  assert.ok(two!.count() <= 4, String(two!.count()));
});

test('a listener whose connection was cut listens again, and wakes for what it missed', async () => {
  const street = await openStreet();
  const [one, two] = await street.houses(['one', 'two']);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'fulcrum bell' and datname = current_database()`.execute(street.db);
  await two!.rung(2);
  one!.bell.ring();
  await two!.rung(3);
});

interface House {
  bell: Bell;
  count(): number;
  /** Resolves once this process was woken so often. */
  rung(times: number): Promise<void>;
}

async function openStreet() {
  const created = await createServerDatabase();
  const databaseUrl = new Secret(created.url);
  const database = await openDatabase({ databaseUrl, dataDir: '', sleep: async () => {} });
  const bells: Bell[] = [];
  after(async () => {
    for (const bell of bells) await bell.close();
    await database.close();
    await created.drop();
  });
  const house = async (name: string): Promise<House> => {
    let count = 0;
    const waiting: { times: number; resolve(): void }[] = [];
    const bell = openBell({
      db: database.db,
      databaseUrl,
      name,
      onRing() {
        count++;
        for (const one of waiting) if (count >= one.times) one.resolve();
      },
      // Time does not matter here: a pause is a turn of the event loop.
      sleep: async () =>
        await new Promise((resolve) => {
          setImmediate(resolve);
        }),
    });
    bells.push(bell);
    await bell.ready;
    return {
      bell,
      count: () => count,
      rung: async (times) =>
        await new Promise((resolve) => {
          if (count >= times) resolve();
          else waiting.push({ times, resolve });
        }),
    };
  };
  return {
    db: database.db,
    houses: async (names: string[]) => await Promise.all(names.map(house)),
  };
}
