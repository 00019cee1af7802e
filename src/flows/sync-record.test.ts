import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld } from '../../test/sync-world.ts';

const hour = 60 * 60_000;

eachDatabase((_kind, open) => {
  test('a profile becomes one candidate, and a second look makes no call', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const [personId = ''] = await world.arrive([
      withEmail('Ana Núñez', 'ana@x-mail.example', { title: 'Engineer', tags: ['rust'] }),
    ]);
    await world.settle(hour);
    const id = await world.opportunityOf(personId);
    const row = world.control.opportunity({ id });
    assert.deepEqual([row?.tags, row?.sources], [['rust'], ['Pin']]);
    const count = world.calls.length;
    await world.arrive([
      withEmail('Ana Núñez', 'ana@x-mail.example', { title: 'Engineer', tags: ['rust'] }),
    ]);
    await world.settle(hour);
    assert.equal(world.calls.length, count, world.calls.join(' '));
  });
});
