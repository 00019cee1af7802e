import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld } from '../../test/sync-world.ts';
import { defaultMapping } from '../core/sync/mapping-default.ts';
import { changeJob } from './change-job.ts';
import { changeMapping } from './change-mapping.ts';
import { changeBrake } from './change-sync-rules.ts';
import { confirmRun, startRun } from './start-run.ts';
import { triggerByHand } from './trigger-by-hand.ts';

const hour = 60 * 60_000;
const actor = 'user:admin';

eachDatabase((_kind, open) => {
  test('a trigger, or people sent by hand, that would change too much of Lever has to be a run', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId, jobId } = world;
    const json = defaultMapping({ templateName: null });
    for (const rule of json.rules)
      if (rule.to.kind === 'contact' && rule.to.field === 'headline')
        rule.policy = 'ours_if_untouched';
    await changeMapping(deps, { workspaceId, jobId: null, json, actor });
    const people = (title: string, foundAt: string) =>
      ['ana', 'bo', 'cy'].map((who) =>
        withEmail(`Person ${who}`, `${who}@x-mail.example`, { externalId: who, title, foundAt }),
      );
    const personIds = await world.arrive(people('Engineer', '2026-02-01T00:00:00.000Z'));
    await world.settle(hour);
    await changeBrake(deps, { workspaceId, body: { shareMax: 0, countFree: 1 }, actor });
    // The same people, found anew for another job that sends nobody yet; their work is not done in between.
    const other = deps.ids.next();
    const now = deps.clock.now();
    const job = { workspaceId, id: other, source: 'pin', externalId: 'job-2', name: 'Data' };
    await db
      .insertInto('jobs')
      .values({ ...job, trigger: 'by_hand', createdAt: now, changedAt: now })
      .execute();
    await world.arrive(people('Lead', '2026-03-01T00:00:00.000Z'));
    await db
      .insertInto('candidacies')
      .columns(['workspaceId', 'personId', 'jobId', 'firstProfileId', 'createdAt'])
      .expression((eb) =>
        eb
          .selectFrom('candidacies')
          .where('jobId', '=', jobId)
          .select((row) => [
            'workspaceId',
            'personId',
            row.val(other).as('jobId'),
            'firstProfileId',
            'createdAt',
          ]),
      )
      .execute();
    const refused = /mass-update brake stops this: it would change 3 of 3/;
    const change = { workspaceId, jobId: other, preview: false, actor };
    await assert.rejects(
      changeJob(deps, { ...change, change: { trigger: 'contact_found' } }),
      refused,
    );
    const byHand = { workspaceId, jobId: other, personIds, actor };
    await assert.rejects(triggerByHand(deps, byHand), refused);
    const wish = { kind: 'by_hand', jobId: other } as const;
    const { runId, state } = await startRun(deps, { workspaceId, change: wish, actor });
    assert.equal(state, 'held');
    const started = await confirmRun(deps, { workspaceId, runId, confirmedCount: 3, actor });
    assert.equal(started.state, 'started');
    await world.settle(hour);
    const id = await world.opportunityOf(personIds[0] ?? '');
    assert.equal(world.control.contactOf({ opportunity: id }).headline, 'Lead');
  });
});
