// The sorted list against a plain sorted array.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { sortedList } from './sorted-list.ts';

type Row = { at: number; id: number };
const compare = (a: Row, b: Row): number => a.at - b.at || a.id - b.id;

test('a sorted list agrees with a sorted array over thousands of adds and deletes', () => {
  const random = createRandom('sorted');
  const list = sortedList<Row, Row>(compare);
  let rows: Row[] = [];
  for (let id = 0; id < 5_000; id += 1) {
    if (rows.length > 0 && random.int(3) === 0) {
      const gone = random.pick(rows);
      rows = rows.filter((row) => row !== gone);
      assert.ok(list.delete(gone));
    } else {
      const row = { at: random.int(500), id };
      rows.push(row);
      list.add(row);
    }
  }
  rows.sort(compare);
  const walked: Row[] = [];
  list.walk(null, (row) => walked.push(row) > 0);
  assert.deepEqual(walked, rows);
  assert.equal(list.size(), rows.length);
  assert.equal(list.first(), rows[0]);
});

test('walking starts at the probe and stops when told; counting is by range', () => {
  const list = sortedList<Row, Row>(compare);
  const rows = Array.from({ length: 3_000 }, (_, id) => ({ at: id * 2, id }));
  list.load(rows.toReversed());
  const seen: number[] = [];
  list.walk({ at: 999, id: 0 }, (row) => seen.push(row.at) < 3);
  assert.deepEqual(seen, [1000, 1002, 1004]);
  assert.equal(list.count({ at: 1000, id: -1 }, { at: 2000, id: -1 }), 500);
  assert.equal(list.count(null, null), 3_000);
  assert.equal(list.delete({ at: 2, id: 1 }), false, 'only the very row');
});
