// Both drivers take and give the same JavaScript values.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { toJson } from './json.ts';

const id = '0190f3c4-0000-7000-8000-000000000001';
const moment = new Date('2026-11-23T20:15:30.123Z');

eachDatabase((_, open) => {
  test('single values come back as they went in', async () => {
    const { db } = await open();
    const found = await sql<Record<string, unknown>>`
      select ${moment}::timestamptz as moment, ${id}::uuid as id, ${7}::int as small_number,
        ${2 ** 40}::bigint as big_number, ${0.1}::float8 as share, ${true}::boolean as is_true,
        ${Buffer.from([0, 1, 254, 255])}::bytea as bytes, ${'a\'"\\é漢'}::text as words,
        ${toJson({ snake_key: [1, 'x', null], list: [] })}::jsonb as body,
        ${null}::timestamptz as no_moment, ${null}::bytea as no_bytes, ${null}::jsonb as no_body`.execute(
      db,
    );
    const row = found.rows[0] ?? {};
    assert.ok(row['bytes'] instanceof Uint8Array);
    assert.deepEqual(
      { ...row, bytes: [...row['bytes']] },
      {
        moment,
        id,
        smallNumber: 7,
        bigNumber: 2 ** 40,
        share: 0.1,
        isTrue: true,
        bytes: [0, 1, 254, 255],
        words: 'a\'"\\é漢',
        body: { snake_key: [1, 'x', null], list: [] },
        noMoment: null,
        noBytes: null,
        noBody: null,
      },
    );
  });

  test('lists of every used type come back as they went in, nulls included', async () => {
    const { db } = await open();
    const texts = ['plain', 'with "quotes"', 'comma, {brace}', 'back\\slash', '', 'NULL', null];
    const found = await sql<Record<string, unknown>>`
      select ${texts}::text[] as texts, ${[id, null]}::uuid[] as ids, ${[]}::text[] as none,
        ${[moment, null]}::timestamptz[] as moments, ${[1, 2 ** 40, null]}::bigint[] as numbers,
        ${[true, false, null]}::boolean[] as flags`.execute(db);
    assert.deepEqual(found.rows[0], {
      texts,
      ids: [id, null],
      none: [],
      moments: [moment, null],
      numbers: [1, 2 ** 40, null],
      flags: [true, false, null],
    });
  });

  test('a batch of rows goes in through unnest, one list per column', async () => {
    const { db } = await open();
    const found = await sql<Record<string, unknown>>`
      select * from unnest(
        ${[id, id]}::uuid[],
        ${['a', null]}::text[],
        ${[Buffer.from([9]), null]}::bytea[],
        ${[toJson({ a: [1] }), null]}::jsonb[],
        ${[moment, null]}::timestamptz[],
        ${[1, null]}::bigint[]
      ) as t (id, word, bytes, body, moment, amount)`.execute(db);
    assert.deepEqual(
      found.rows.map((row) => ({ ...row, bytes: row['bytes'] && [...(row['bytes'] as Buffer)] })),
      [
        { id, word: 'a', bytes: [9], body: { a: [1] }, moment, amount: 1 },
        { id, word: null, bytes: null, body: null, moment: null, amount: null },
      ],
    );
  });

  test('counts, sums and averages are numbers, days and spans are texts', async () => {
    const { db } = await open();
    const found = await sql<Record<string, unknown>>`
      select count(*) as amount, sum(n) as total, avg(n) as middle,
        date '2026-11-23' as day, interval '90 minutes' as span,
        array_agg(n::bigint) as numbers
      from generate_series(1, 3) as n`.execute(db);
    assert.deepEqual(found.rows[0], {
      amount: 3,
      total: 6,
      middle: 2,
      day: '2026-11-23',
      span: '01:30:00',
      numbers: [1, 2, 3],
    });
  });

  test('instants keep their milliseconds from 1970 to 9999', async () => {
    const { db } = await open();
    for (const text of ['1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']) {
      const found = await sql<{ moment: Date }>`
        select ${new Date(text)}::timestamptz as moment`.execute(db);
      assert.equal(found.rows[0]?.moment.toISOString(), text);
    }
  });
});
