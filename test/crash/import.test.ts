// kill -9 in the middle of an import: the restart goes on where it stood, and every row is taken in once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { generatePeople } from '../../sandbox/source/generate-people.ts';
import { writeCsv } from '../../sandbox/source/write-csv.ts';
import { createServerDatabase } from '../databases.ts';
import { openCrashWorld } from './crash-world.ts';
import type { CrashWorld, ServerProcess } from './crash-world.ts';

const rowCount = 6_000;
const killsMax = 3;

interface Shown {
  id: string;
  state: string;
  rows: number;
  accepted: number;
  duplicates: number;
  rejected: number;
}

test('an import survives being killed again and again', async () => {
  const database = await createServerDatabase();
  // Nobody goes to Lever here: only the rows count.
  const world = await openCrashWorld(database.url, { DEFAULT_TRIGGER: 'never' });
  try {
    let server = await world.start();
    const { hits } = generatePeople({ seed: 'crash', hitCount: rowCount });
    const id = await upload(world, writeCsv(hits));
    let shown = await progress(world, id);
    for (let kills = 0; kills < killsMax; kills += 1) {
      shown = await killAfter(world, { server, id, rows: shown.rows });
      server = await world.start();
    }
    shown = await whenEnded(world, id);
    assert.equal(shown.state, 'finished');
    assert.deepEqual([shown.rows, shown.accepted, shown.rejected], [rowCount, rowCount, 0]);
    const stored = await world.db
      .selectFrom('profiles')
      .select((row) => row.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    assert.equal(stored.count, rowCount);
  } finally {
    await world.stop();
    await database.drop();
  }
});

async function upload(world: CrashWorld, csv: string): Promise<string> {
  const content = (async function* () {
    yield Buffer.from(csv);
  })();
  const uploaded = (await world.insist((api) => api.upload('/v1/imports?source=pin', content))) as {
    import: Shown;
  };
  const { id } = uploaded.import;
  await world.insist((api) => api.ask({ method: 'POST', path: `/v1/imports/${id}/start` }));
  return id;
}

async function progress(world: CrashWorld, id: string): Promise<Shown> {
  const path = `/v1/imports/${id}`;
  return (await world.insist((api) => api.ask({ method: 'GET', path }))) as Shown;
}

/** Kills as soon as more rows are in than before, or the import is through. */
async function killAfter(
  world: CrashWorld,
  given: { server: ServerProcess; id: string; rows: number },
): Promise<Shown> {
  const { server, id, rows } = given;
  let shown = await progress(world, id);
  while (shown.state === 'running' && shown.rows <= rows) {
    await sleep(5);
    shown = await progress(world, id);
  }
  server.kill('SIGKILL');
  await server.gone;
  return shown;
}

async function whenEnded(world: CrashWorld, id: string): Promise<Shown> {
  for (;;) {
    const shown = await progress(world, id);
    if (shown.state !== 'running') return shown;
    await sleep(100);
  }
}
