// Ids are well formed, unique and ordered.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { isUuid } from '../../core/ids.ts';
import { systemIds } from './system-ids.ts';

test('ten thousand ids of one millisecond are unique, ordered and well formed', () => {
  const ids = systemIds({ now: () => new Date(1_790_000_000_000), sleep: async () => undefined });
  const made = Array.from({ length: 10_000 }, () => ids.next());
  assert.equal(new Set(made).size, made.length);
  assert.deepEqual(made.toSorted(), made);
  assert(made.every(isUuid));
  assert(made.every((id) => id[14] === '7' && '89ab'.includes(id[19] ?? '')));
});

test('a clock that goes back does not break the order', () => {
  const times = [2000, 1000, 3000];
  const ids = systemIds({ now: () => new Date(times.shift() ?? 0), sleep: async () => undefined });
  const made = [ids.next(), ids.next(), ids.next()];
  assert.deepEqual(made.toSorted(), made);
});
