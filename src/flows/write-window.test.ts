// What happens in Lever between the last reading and the write: an address is added, the candidate archived.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts';
import { changeStageMoves } from './change-sync-rules.ts';

const hour = 60 * 60_000;

async function arrive(world: SyncWorld, emails: string): Promise<string> {
  const foundAt = emails.startsWith('ana.two')
    ? '2026-03-01T00:00:00.000Z'
    : '2026-02-01T00:00:00.000Z';
  const [personId = ''] = await world.arrive([
    withEmail('Person ana', `${emails}@x-mail.example`, { externalId: 'ana', foundAt }),
  ]);
  return personId;
}

eachDatabase((_kind, open) => {
  test('a candidate archived just before our move stays where it is, and nothing turns in a circle', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const rules = { isOn: true, contactedStageId: 'lead-reached-out', repliedStageId: null };
    await changeStageMoves(deps, { workspaceId, body: rules, actor: 'user:admin' });
    const personId = await arrive(world, 'ana');
    await world.settle(hour);
    const opportunity = await world.opportunityOf(personId);
    const reason = world.control.archiveReasons({}).find((one) => one.type === 'non-hired')?.id;
    let reads = 0;
    world.beforeCall = (call) => {
      if (call !== 'getOpportunity') return;
      reads += 1;
      // The first reading decides on the move; the second is the one in the breath of the write.
      if (reads === 2) world.control.archive({ opportunity, reason: reason ?? '' });
    };
    await world.touch({ person: { email: 'ana@x-mail.example' }, kind: 'sent', sequence: 'S' });
    await world.settle(2 * hour);
    const row = world.control.opportunity({ id: opportunity });
    assert.equal(row?.stage, 'lead-new');
    assert.ok(!world.calls.includes('setStage'));
    assert.ok(reads <= 4, `${reads} readings`);
  });

  test('a value that a human sets between the decision and the write is merged, not covered', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const personId = await arrive(world, 'ana');
    await world.settle(hour);
    const opportunity = await world.opportunityOf(personId);
    const human = 'human@else.example';
    let reads = 0;
    world.beforeCall = (call) => {
      if (call !== 'getContact') return;
      reads += 1;
      if (reads !== 2) return;
      const { id: contact, emails } = world.control.contactOf({ opportunity });
      world.control.editContact({ contact, emails: [...emails, human] });
    };
    await arrive(world, 'ana.two');
    await world.settle(2 * hour);
    const { emails } = world.control.contactOf({ opportunity });
    assert.deepEqual(emails.toSorted(), ['ana.two@x-mail.example', 'ana@x-mail.example', human]);
    assert.equal(world.calls.filter((call) => call === 'updateContact').length, 1);
  });
});
