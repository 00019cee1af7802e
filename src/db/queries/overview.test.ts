import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryDatabase } from '../connect.ts';
import { migrate } from '../migrate.ts';
import { getOverview } from './overview.ts';

const now = new Date('2026-04-06T09:00:00Z');
const workspaceId = '018f0000-0000-7000-8000-000000000001';

test('an empty workspace counts nothing and has no Lever account', async () => {
  const opened = await openMemoryDatabase();
  const { db } = opened;
  await migrate(db);
  const overview = await getOverview(db, { workspaceId, now });
  const { lever, ...counts } = overview;
  assert.equal(lever, null);
  assert.ok(Object.keys(counts).length > 10);
  for (const [name, count] of Object.entries(counts)) assert.equal(count, 0, name);
  await opened.close();
});

test('work is told apart by whether its time has come', async () => {
  const opened = await openMemoryDatabase();
  const { db } = opened;
  await migrate(db);
  await db
    .insertInto('workspaces')
    .values({ id: workspaceId, slug: 'one', name: 'One', createdAt: now })
    .execute();
  const work = { workspaceId, kind: 'record', queueKey: 'q', lane: 2 };
  await db
    .insertInto('work')
    .values([
      { ...work, subjectId: '018f0000-0000-7000-8000-00000000000a', dueAt: now },
      {
        ...work,
        subjectId: '018f0000-0000-7000-8000-00000000000b',
        dueAt: new Date(now.getTime() + 1),
      },
    ])
    .execute();
  const overview = await getOverview(db, { workspaceId, now });
  assert.equal(overview.openWorkCount, 1);
  assert.equal(overview.laterWorkCount, 1);
  await opened.close();
});
