import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { openOutreachWorld } from '../../test/outreach-world.ts';
import { erasePerson } from './erase-person.ts';

eachDatabase((_kind, open) => {
  test('an erased person who applies in Lever is not mirrored', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db);
    const { deps, workspaceId, control } = world;
    const { personId } = await world.source('Ada');
    const other = await world.source('Grace');
    await world.poll();
    assert.deepEqual(await mirrored(), ['ada@acme-ada.example', 'grace@acme-grace.example']);
    await erasePerson(deps, {
      workspaceId,
      personId,
      cause: 'request',
      because: 'request 17',
      actor: 'test',
    });
    control.editContact({
      contact: other.contactId,
      emails: ['grace@acme-grace.example', 'grace@home.example'],
    });
    // Somebody adds a candidate of their own under an address of the erased person, on another contact.
    const late = await world.source('Late');
    control.editContact({ contact: late.contactId, emails: ['ada@acme-ada.example'] });
    await world.account.clock.advance(60_000);
    await world.poll();
    assert.deepEqual(await mirrored(), ['grace@acme-grace.example', 'grace@home.example']);

    async function mirrored(): Promise<string[]> {
      const rows = await db
        .selectFrom('mirrorKeys')
        .select('value')
        .where('kind', '=', 'email')
        .execute();
      return rows.map(({ value }) => value).toSorted();
    }
  });
});
