import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts';
import { withEmail } from '../../test/received.ts';
import { InputError } from '../core/input-error.ts';
import { findPreflight, type PreflightReport } from '../db/queries/preflight.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { runPreflight } from './preflight.ts';
import { switchSyncOff, switchSyncOn } from './switch-sync.ts';

const actor = 'user:admin';
const hour = 60 * 60_000;

function resultsOf(report: PreflightReport): Record<string, string> {
  return Object.fromEntries(report.checks.map((check) => [check.name, check.result]));
}
/** How many things of each kind the account holds. */
function held(world: SyncWorld): unknown {
  return world.control.totals({});
}

eachDatabase((_kind, open) => {
  test('the preflight tries every permission and leaves no trace in the account', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const before = held(world);
    const report = await runPreflight(deps, { workspaceId });
    assert.deepEqual(held(world), before);
    const results = resultsOf(report);
    assert.equal(results['permissions'], 'pass', JSON.stringify(report.checks));
    assert.equal(results['integration user'], 'pass');
    assert.equal(results['sources'], 'warn', 'the source is not in the account yet');
    assert.equal(results['webhooks'], 'warn', 'no event has come yet');
    assert.notEqual(report.result, 'fail');
    assert.deepEqual((await findPreflight(db, workspaceId))?.checks, report.checks);

    const [personId = ''] = await world.arrive([withEmail('Ana Núñez', 'ana@x-mail.example')]);
    await world.settle(hour);
    const opportunity = await world.opportunityOf(personId);
    world.control.moveStage({ opportunity, stage: 'lead-reached-out' });
    await world.settle(hour);
    const later = resultsOf(await runPreflight(deps, { workspaceId }));
    assert.equal(later['sources'], 'pass', JSON.stringify(later));
    assert.equal(later['webhooks'], 'pass');
  });

  test('a key without a permission is told by its name in Lever', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const permissions = [
      'opportunities',
      'contact',
      'contacts',
      'forms',
      'form_templates',
      'files',
      'resumes',
      'postings',
      'stages',
      'archive_reasons',
      'sources',
      'tags',
      'users',
      'webhooks',
    ].flatMap((noun) => [`${noun}:read`, `${noun}:write`]);
    const { apiKey } = world.control.addKey({ permissions });
    await world.connect({ apiKey });
    const report = await runPreflight(deps, { workspaceId });
    const check = report.checks.find((one) => one.name === 'permissions');
    assert.equal(check?.result, 'fail');
    assert.match(check.because, /"Create an opportunity note"/);
    assert.doesNotMatch(check.because, /tags/);
    assert.match(check.fix, /make a new one/);
  });

  test('a refused key and a missing connection are told first', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    world.control.revokeKey({ apiKey: world.account.sandbox.apiKey });
    assert.deepEqual(resultsOf(await runPreflight(deps, { workspaceId })), {
      reachability: 'pass',
      'API key': 'fail',
    });
    const other = await openSyncWorld((await open()).db);
    await other.deps.db.deleteFrom('leverConnections').execute();
    const { workspaceId: unconnected } = other;
    const report = await runPreflight(other.deps, { workspaceId: unconnected });
    assert.deepEqual(resultsOf(report), { connection: 'fail' });
  });

  test('sync is switched on only where nothing fails, or with a reason that is kept', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId, jobId } = world;
    await switchSyncOff(deps, { workspaceId, actor, because: 'test' });
    const posting = world.control.postings({}).find((one) => one.state === 'published');
    await db
      .updateTable('jobs')
      .set({ postingId: posting?.id ?? '' })
      .where('id', '=', jobId)
      .execute();
    world.control.setPostingState({ posting: posting?.id ?? '', state: 'closed' });
    const input = { workspaceId, actor, overrideBecause: null };
    await assert.rejects(switchSyncOn(deps, input), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(
        error.message,
        /postings: 1 jobs whose posting takes no candidates: Platform \(closed\)/,
      );
      return true;
    });
    assert.equal((await findConnection(db, workspaceId))?.state, 'off');
    await switchSyncOn(deps, { ...input, overrideBecause: 'the posting opens tomorrow' });
    const connection = await findConnection(db, workspaceId);
    assert.deepEqual(
      [connection?.state, connection?.because],
      ['on', 'overridden: the posting opens tomorrow'],
    );
    assert.ok((await world.audit()).includes('connection.switched_on'));
    world.control.setPostingState({ posting: posting?.id ?? '', state: 'published' });
    await switchSyncOff(deps, { workspaceId, actor, because: 'test' });
    await switchSyncOn(deps, input);
    assert.equal((await findConnection(db, workspaceId))?.state, 'on');
  });
});
