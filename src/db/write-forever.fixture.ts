// A process that writes one row after another into a data folder and says each number once it is acknowledged.

import { writeSync } from 'node:fs';
import { sql } from 'kysely';
import { openDatabase } from './connect.ts';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('Give the data folder.');
const { db } = await openDatabase({ dataDir, sleep: async () => {} });
await sql`create table if not exists numbers (number int primary key)`.execute(db);
const found = await sql<{
  last: number;
}>`select coalesce(max(number), 0) as last from numbers`.execute(db);
const countMax = 1_000_000;
const first = (found.rows[0]?.last ?? 0) + 1;
writeSync(1, 'ready\n');
for (let number = first; number < countMax; number += 1) {
  await sql`insert into numbers values (${number}::int)`.execute(db);
  writeSync(1, `${number}\n`);
}
