// Field by field: what both sides hold of a person in Lever, and what the answer says after somebody changed it there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { startRunning, type Running } from '../../test/running.ts';
import { profileOf } from '../http/api.fixture.ts';
import { readPersonFields, type RecordFields } from './person-fields.ts';

async function fieldsOf(running: Running): Promise<Map<string, RecordFields['fields'][number]>> {
  const { deps, workspaceId } = running;
  const { id: personId } = await deps.db
    .selectFrom('persons')
    .select('id')
    .executeTakeFirstOrThrow();
  const [record] = await readPersonFields(deps, { workspaceId, personId });
  return new Map(record?.fields.map((field) => [field.field, field]));
}

eachDatabase((_kind, open) => {
  test('what was written is the same on both sides', async () => {
    const running = await startRunning(await open());
    try {
      const job = { externalId: 'backend', name: 'Backend' };
      await running.profiles(profileOf('1', { title: 'Engineer', location: 'Porto', job }));
      await running.quiet();
      const fields = await fieldsOf(running);
      const headline = fields.get('contact.headline');
      assert.deepEqual(
        [headline?.state, headline?.ours, headline?.theirs],
        ['same', 'Engineer', 'Engineer'],
      );
      const emails = fields.get('contact.emails');
      assert.equal(emails?.state, 'same');
      assert.deepEqual(emails?.ours, ['ana.1@initech.example']);
    } finally {
      await running.stop();
    }
  });

  test('somebody unknown has no fields', async () => {
    const running = await startRunning(await open(), { isConnected: false });
    try {
      const { deps, workspaceId } = running;
      assert.deepEqual(
        await readPersonFields(deps, { workspaceId, personId: deps.ids.next() }),
        [],
      );
    } finally {
      await running.stop();
    }
  });
});
