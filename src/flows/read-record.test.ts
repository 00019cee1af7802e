import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { openOutreachWorld, type OutreachWorld } from '../../test/outreach-world.ts';
import { readRecord } from './read-record.ts';

eachDatabase((_kind, open) => {
  test('a candidate that a lagging index does not show yet is looked for again, and not taken for deleted', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db);
    const { recordId } = await world.source('Ada');
    world.control.addFault({ kind: 'stale', lagMs: 60_000, times: 1 });
    const work = { ...world.work('record_read'), subjectId: recordId };
    const first = await readRecord(world.deps, work);
    assert.equal(first.next, 'again');
    assert.equal(await goneOf(world, recordId), null);
    const second = await readRecord(world.deps, { ...work, attempts: 1 });
    assert.equal(second.next, 'done');
    assert.equal(await goneOf(world, recordId), null);
  });

  test('a candidate that two looks do not find is gone', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db, { keepHooks: true });
    const { recordId, opportunityId } = await world.source('Ada');
    world.control.deleteOpportunity({ opportunity: opportunityId });
    const work = { ...world.work('record_read'), subjectId: recordId };
    assert.equal((await readRecord(world.deps, work)).next, 'again');
    assert.equal((await readRecord(world.deps, { ...work, attempts: 1 })).next, 'done');
    assert.equal(await goneOf(world, recordId), 'deleted');
  });
});

async function goneOf({ deps }: OutreachWorld, recordId: string): Promise<string | null> {
  const { gone } = await deps.db
    .selectFrom('records')
    .select('gone')
    .where('id', '=', recordId)
    .executeTakeFirstOrThrow();
  return gone;
}
