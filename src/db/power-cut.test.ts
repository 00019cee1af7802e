// A power cut loses nothing that was acknowledged, at whatever moment it comes and whatever the disk kept.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Kysely, sql } from 'kysely';
import { openEmbedded } from './embedded.ts';
import { RecordedDisk } from './recorded-disk.fixture.ts';

const transactions = 60;
const folder = mkdtempSync(join(tmpdir(), 'fulcrum-power-cut-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Recording {
  disk: RecordedDisk;
  start: string;
  /** After which operation each transaction was acknowledged, in order. */
  acknowledged: { number: number; moment: number }[];
}

/** Pairs of rows in two tables, one transaction each; now and then a checkpoint and a new table. */
async function record(): Promise<Recording> {
  const dataDir = join(folder, 'live');
  const start = join(folder, 'start');
  const prepared = await openEmbedded({ dataDir });
  const db = new Kysely<unknown>({ dialect: prepared.dialect });
  await sql`create table one (number int primary key, filler text)`.execute(db);
  await sql`create table two (number int primary key)`.execute(db);
  await prepared.close();
  cpSync(join(dataDir, 'db'), start, { recursive: true });
  const disk = new RecordedDisk(join(dataDir, 'db'));
  const live = await openEmbedded({ dataDir, watch: disk.watch });
  const acknowledged: Recording['acknowledged'] = [];
  const liveDb = new Kysely<unknown>({ dialect: live.dialect });
  for (let number = 1; number <= transactions; number += 1) {
    await liveDb.transaction().execute(async (trx) => {
      await sql`insert into one values (${number}::int, repeat(md5(${number}::text), 200))`.execute(
        trx,
      );
      await sql`insert into two values (${number}::int)`.execute(trx);
    });
    acknowledged.push({ number, moment: disk.moment });
    if (number % 20 === 0) await sql`checkpoint`.execute(liveDb);
    if (number % 25 === 0) {
      await sql.raw(`create table more_${number} as select * from one`).execute(liveDb);
    }
  }
  await live.close();
  return { disk, start, acknowledged };
}

/** What a start on the rebuilt folder finds; null where it cannot start. */
async function findAfterCut(
  recording: Recording,
  cut: { moment: number; keeps: () => boolean; ignoresFlushes?: boolean },
): Promise<number[] | null> {
  const dataDir = join(folder, 'rebuilt');
  rmSync(dataDir, { recursive: true, force: true });
  recording.disk.rebuild({ start: recording.start, target: join(dataDir, 'db'), ...cut });
  let driver;
  try {
    driver = await openEmbedded({ dataDir });
  } catch {
    return null;
  }
  const db = new Kysely<unknown>({ dialect: driver.dialect });
  const one = await sql<{ number: number }>`select number from one order by number`.execute(db);
  const two = await sql<{ number: number }>`select number from two order by number`.execute(db);
  await driver.close();
  assert.deepEqual(one.rows, two.rows, 'a transaction is there as a whole or not at all');
  return one.rows.map((row) => row.number);
}

/** Not random, so that a failure can be repeated. */
function sometimes(seed: number): () => boolean {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state > 1_073_741_824;
  };
}

const recording = record();

const kept: [string, (seed: number) => () => boolean][] = [
  ['nothing that was not flushed', () => () => false],
  ['half of what was not flushed', sometimes],
  ['everything', () => () => true],
];

for (const [name, keeps] of kept) {
  test(`every acknowledged transaction is there after a cut when the disk kept ${name}`, async () => {
    const { disk, acknowledged } = await recording;
    for (const share of [0.33, 0.77, 1]) {
      const moment = Math.floor(disk.moment * share);
      const expected = acknowledged.filter((ack) => ack.moment <= moment).map((ack) => ack.number);
      const found = await findAfterCut(await recording, { moment, keeps: keeps(moment) });
      assert(found !== null, `starts after a cut at ${moment}`);
      // At most the transaction that was being committed may be there beyond what was acknowledged.
      assert.deepEqual(found.slice(0, expected.length), expected, `cut at ${moment}`);
      assert(found.length <= expected.length + 1, `cut at ${moment}`);
    }
  });
}

test('without the flushes the same cut does lose acknowledged transactions', async () => {
  const { disk, acknowledged } = await recording;
  const moment = acknowledged[14]?.moment ?? 0;
  assert(moment < disk.moment);
  const cut = { moment, keeps: () => false, ignoresFlushes: true };
  const found = await findAfterCut(await recording, cut);
  assert((found ?? []).length < 15, 'this test can fail');
});
