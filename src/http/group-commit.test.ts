// Requests that arrive together share a commit; failures reach exactly those whose commit failed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { groupCommit } from './group-commit.ts';

function held() {
  const commits: { items: number[]; finish(): void; fail(): void }[] = [];
  const commit = (_context: null, items: number[]): Promise<number[]> =>
    new Promise((resolve, reject) => {
      commits.push({
        items,
        finish: () => resolve(items.map((item) => item * 10)),
        fail: () => reject(new Error('gone')),
      });
    });
  return { commits, commit };
}

test('items of one turn go together, those that come meanwhile form the next group', async () => {
  const { commits, commit } = held();
  const group = groupCommit({ commit, itemsMax: 3, inFlightMax: 1, waitingMax: 100 });
  const first = [1, 2].map((item) => group.add('a', null, item));
  await turn();
  const second = [3, 4, 5, 6].map((item) => group.add('a', null, item));
  await turn();
  assert.deepEqual(
    commits.map((one) => one.items),
    [[1, 2]],
  );
  commits[0]?.finish();
  assert.deepEqual(await Promise.all(first), [10, 20]);
  await turn();
  commits[1]?.finish();
  await turn();
  await turn();
  commits[2]?.finish();
  assert.deepEqual(await Promise.all(second), [30, 40, 50, 60]);
  assert.deepEqual(
    commits.map((one) => one.items),
    [[1, 2], [3, 4, 5], [6]],
  );
});

test('different keys never share a commit', async () => {
  const { commits, commit } = held();
  const group = groupCommit({ commit, itemsMax: 10, inFlightMax: 1, waitingMax: 100 });
  void group.add('a', null, 1);
  void group.add('b', null, 2);
  await turn();
  assert.deepEqual(
    commits.map((one) => one.items),
    [[1], [2]],
  );
});

test('a failed commit fails its items and no others', async () => {
  const { commits, commit } = held();
  const group = groupCommit({ commit, itemsMax: 10, inFlightMax: 1, waitingMax: 100 });
  const failing = group.add('a', null, 1);
  await turn();
  const later = group.add('a', null, 2);
  commits[0]?.fail();
  await assert.rejects(failing, /gone/);
  await turn();
  commits[1]?.finish();
  assert.equal(await later, 20);
});

test('more waiting items than allowed are refused as busy', async () => {
  const { commit } = held();
  const group = groupCommit({ commit, itemsMax: 1, inFlightMax: 1, waitingMax: 2 });
  void group.add('a', null, 1);
  void group.add('a', null, 2);
  await assert.rejects(group.add('a', null, 3), { code: 'busy', statusCode: 503 });
});
