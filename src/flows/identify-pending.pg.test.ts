import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { serverDatabase } from '../../test/databases.ts';
import { addWorkspace, memberships, quietDeps, receive } from '../../test/people.ts';
import { aProfile, aTouch, withEmail } from '../../test/received.ts';
import { identifyBatch } from './identify-pending.ts';

const region = 'US';

serverDatabase((open) => {
  test('twenty identical hits worked on at once, one by one, make one person', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const id = await addWorkspace(db, deps);
    const hits = Array.from({ length: 20 }, () => withEmail('Ada Lovelace', 'ada@x.example'));
    await receive(deps, id, { profiles: hits });
    const workers = Array.from({ length: 8 }, (_unused, index) => quietDeps(db, `w${index}`));
    await Promise.all(
      workers.map(async (worker) => {
        for (let round = 0; round < 200; round += 1) {
          const left = await sql<{ count: number }>`select count(*) from pending_intake`.execute(
            db,
          );
          if (left.rows[0]?.count === 0) return;
          await identifyBatch(worker, { id, defaultRegion: region }, 1);
        }
      }),
    );
    const of = await memberships(db, id);
    assert.equal(of.size, 20);
    assert.equal(new Set(of.values()).size, 1);
  });

  test('batches full of hits of the same people on several connections leave no duplicates and nothing behind', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const id = await addWorkspace(db, deps);
    const profiles = Array.from({ length: 200 }, (_unused, index) => {
      const person = index % 10;
      return aProfile({
        name: `Ada Lovelace`,
        emails:
          index % 2 === 0 ? [{ value: `p${person}@x.example`, status: 'unverified' as const }] : [],
        externalId: `ext-${person}`,
      });
    });
    const touches = Array.from({ length: 50 }, (_unused, index) =>
      aTouch({ person: { externalId: `ext-${index % 10}` }, step: index }),
    );
    await receive(deps, id, { touches, profiles });
    const workers = Array.from({ length: 6 }, (_unused, index) => quietDeps(db, `v${index}`));
    await Promise.all(
      workers.map(async (worker) => {
        for (let round = 0; round < 500; round += 1) {
          const left = await sql<{ count: number }>`select count(*) from pending_intake`.execute(
            db,
          );
          if (left.rows[0]?.count === 0) return;
          await identifyBatch(worker, { id, defaultRegion: region }, 7);
        }
      }),
    );
    const of = await memberships(db, id);
    assert.equal(of.size, 200);
    assert.equal(new Set(of.values()).size, 10);
    const strays = await sql`select 1 from touches where person_id is null`.execute(db);
    assert.equal(strays.rows.length, 0);
    const waiting = await sql`select 1 from unmatched_touches`.execute(db);
    assert.equal(waiting.rows.length, 0);
  });
});
