import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, memberships, quietDeps, receive } from '../../test/people.ts';
import { withEmail } from '../../test/received.ts';
import { mergeByHand } from './merge-by-hand.ts';
import { putJob } from './put-job.ts';
import { triggerByHand } from './trigger-by-hand.ts';

const actor = 'user:admin';

eachDatabase((_kind, open) => {
  test('somebody who was merged since the page was loaded is triggered as the person they are now', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    await putJob(deps, {
      workspaceId,
      source: 'pin',
      externalId: 'job-a',
      change: { name: 'A', trigger: 'by_hand', postingId: '' },
      preview: false,
      actor,
    });
    const { id: jobId } = await db.selectFrom('jobs').select('id').executeTakeFirstOrThrow();
    const profileIds = await receive(deps, workspaceId, {
      profiles: [
        withEmail('Ada Abara', 'ada@one.example', { externalId: '1' }),
        withEmail('Bo Berg', 'bo@two.example', { externalId: '2' }),
      ],
    });
    await identifyAll(deps);
    const personOf = await memberships(db, workspaceId);
    const personIds = profileIds.map((id) => personOf.get(id) ?? '');
    const [ada = '', bo = ''] = personIds;
    await db
      .insertInto('candidacies')
      .values(
        personIds.map((personId) => ({
          workspaceId,
          personId,
          jobId,
          createdAt: deps.clock.now(),
        })),
      )
      .execute();
    const { survivorId } = await mergeByHand(deps, { workspaceId, personIds: [ada, bo], actor });

    // Both, as a page that was loaded before the merge names them.
    const { recordCount } = await triggerByHand(deps, { workspaceId, jobId, personIds, actor });

    assert.equal(recordCount, 1);
    const records = await db.selectFrom('records').select('personId').execute();
    assert.deepEqual(records, [{ personId: survivorId }]);
    const audited = await db
      .selectFrom('auditEntries')
      .select('personId')
      .where('action', '=', 'candidacy.triggered')
      .execute();
    assert.deepEqual(audited, [{ personId: survivorId }]);
  });
});
