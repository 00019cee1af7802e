// kill -9 at each boundary of an effect, on a real Postgres: after the restart nothing is doubled and nothing lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { points } from '../../src/engine/deps.ts';
import { createServerDatabase } from '../databases.ts';
import { openCrashWorld } from './crash-world.ts';
import type { CrashWorld } from './crash-world.ts';
import { hits, personCount, touches } from './people.ts';

// The first effects are the candidates, the later ones the entries on their timelines.
const passings = [2, personCount + 3];

for (const point of points) {
  for (const passing of passings) {
    test(`killed at ${point}, passing ${passing}: zero duplicates, zero lost`, async () => {
      const database = await createServerDatabase();
      const world = await openCrashWorld(database.url);
      try {
        const doomed = await world.start({ crashAt: `${point}:${passing}` });
        const sending = send(world);
        assert.equal(await doomed.gone, 'SIGKILL');
        await world.start();
        await sending;
        await world.quiet();
        await checkAll(world);
      } finally {
        await world.stop();
        await database.drop();
      }
    });
  }
}

async function send(world: CrashWorld): Promise<void> {
  for (const [path, items] of [
    ['/v1/profiles', hits()],
    ['/v1/touches', touches()],
  ] as const) {
    await world.insist((api) => api.ask({ method: 'POST', path, body: { items } }));
  }
}

async function checkAll(world: CrashWorld): Promise<void> {
  assert.deepEqual(await world.compare(), { differences: [], duplicates: 0, lost: 0 });
  const held = world.sandbox.control.opportunities({ limit: 1000 });
  assert.deepEqual(
    held.flatMap((one) => one.person?.emails ?? []).toSorted(),
    Array.from({ length: personCount }, (_, number) => `person${number}@mail.example`),
  );
  for (const one of held) {
    const text = one.notes.flatMap((note) => note.entries.map((entry) => entry.value)).join('\n');
    for (const words of ['Email sent, step 1', 'Email sent, step 2', 'Added to the sequence']) {
      assert.equal(text.split(words).length - 1, 1, words);
    }
    assert.deepEqual(one.tags, ['pilot']);
  }
}
