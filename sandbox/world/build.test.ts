// Generated worlds repeat for a seed and look like an account.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildWorld } from './build.ts';
import { storedWorld } from './store.ts';

const NOW = 1_790_000_000_000;

test('the same size, seed and time give the same world, another seed another', () => {
  const json = (seed: string): string =>
    JSON.stringify(storedWorld(buildWorld({ size: 150, seed, now: NOW }), null));
  assert.equal(json('a'), json('a'));
  assert.notEqual(json('a'), json('b'));
});

test('a world looks like an account: stages, archived, old rows without updatedAt, second candidacies', () => {
  const world = buildWorld({ size: 2_000, seed: 'look', now: NOW });
  const rows = [...world.opportunities.values()];
  assert.equal(world.contacts.size, 2_000);
  assert.ok(rows.length > 2_100);
  assert.ok(new Set(rows.map((row) => row.stage)).size > 6);
  const share = (test: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(test).length / rows.length;
  assert.ok(share((row) => row.archived !== null) > 0.25);
  assert.ok(share((row) => row.updatedAt === null) > 0.5);
  assert.ok(rows.every((row) => row.createdAt <= NOW && row.lastAdvancedAt <= NOW));
  assert.ok(
    [...world.contacts.values()].every((each) =>
      each.emails.every((email) => email.endsWith('.example')),
    ),
  );
});

test('an empty world has users, postings and a form template, and no candidates', () => {
  const world = buildWorld({ size: 'empty', seed: 'x', now: NOW });
  assert.equal(world.opportunities.size, 0);
  assert.ok(world.users.size > 0 && world.postings.size > 0 && world.formTemplates.size > 0);
});

test('a size beyond the limit is refused', () => {
  assert.throws(() => buildWorld({ size: 200_001, seed: 'x', now: NOW }), RangeError);
});
