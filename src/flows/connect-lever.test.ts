import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { openOutreachWorld } from '../../test/outreach-world.ts';
import type { OutreachWorld } from '../../test/outreach-world.ts';
import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { findCatalog } from '../db/queries/lever-catalog.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { listHooks } from '../db/queries/lever-hooks.ts';
import { requestWork } from '../engine/work.ts';
import { connectLever } from './connect-lever.ts';
import type { LeverToConnect } from './connect-lever.ts';
import { ensureHooks } from './ensure-hooks.ts';
import { findLeverAccess } from './lever-access.ts';
import { refreshCatalog } from './refresh-catalog.ts';
import { switchSyncOff } from './switch-sync.ts';

function wish(world: OutreachWorld, more: Partial<LeverToConnect> = {}): LeverToConnect {
  const [user] = world.control.users({});
  return {
    workspaceId: world.workspaceId,
    baseUrl: 'https://lever.example/v1/',
    apiKey: new Secret(world.account.sandbox.apiKey),
    performAsEmail: user?.email ?? '',
    publicUrl: 'https://fulcrum.example/',
    actor: 'user:admin',
    ...more,
  };
}

eachDatabase((_kind, open) => {
  test('a connection that Lever accepts is kept sealed and asks for catalog, webhooks and poll', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db, { isUnconnected: true });
    const made = await connectLever(world.deps, wish(world));
    const connection = await findConnection(db, world.workspaceId);
    assert.equal(connection?.baseUrl, 'https://lever.example/v1');
    assert.match(made.hookUrl ?? '', /^https:\/\/fulcrum\.example\/hooks\/lever\/.{20,}$/);
    const found = await findLeverAccess(db, world.deps, world.workspaceId);
    assert.equal(found?.access.credential.reveal(), world.account.sandbox.apiKey);
    assert.equal(found.performAs, made.leverUserId);
    const work = await db.selectFrom('work').select(['kind', 'queueKey']).orderBy('kind').execute();
    assert.deepEqual(
      work.map((row) => row.kind),
      ['lever_catalog', 'lever_hooks', 'lever_poll', 'lever_sweep'],
    );
    assert.ok(work.every((row) => row.queueKey === found.queueKey));
    assert.deepEqual(await world.audit(), ['connection.made']);
  });

  test('what cannot work is refused, with the field and the way out, and nothing is kept', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db, { isUnconnected: true });
    const [, second] = world.control.users({});
    world.control.setUserActive({ user: second?.id ?? '', active: false });
    const limited = world.control.addKey({ permissions: ['stages:read'] }).apiKey;
    const cases: [Partial<LeverToConnect>, string][] = [
      [{ apiKey: new Secret('not-the-key') }, 'apiKey'],
      [{ apiKey: new Secret(limited) }, 'apiKey'],
      [{ performAsEmail: 'nobody@example.org' }, 'performAsEmail'],
      [{ performAsEmail: second?.email ?? '' }, 'performAsEmail'],
      [{ baseUrl: 'lever' }, 'baseUrl'],
      [{ baseUrl: 'http://lever.example/v1' }, 'baseUrl'],
      [{ baseUrl: 'https://user:pass@lever.example/v1' }, 'baseUrl'],
      [{ baseUrl: 'https://lever.example/v2' }, 'baseUrl'],
      [{ publicUrl: 'ftp://fulcrum.example' }, 'publicUrl'],
    ];
    for (const [change, field] of cases) {
      await assert.rejects(connectLever(world.deps, wish(world, change)), (error) => {
        assert.ok(error instanceof InputError, `${JSON.stringify(change)}: ${String(error)}`);
        assert.equal(error.field, field);
        assert.doesNotMatch(error.message, /not-the-key|pass@/);
        return true;
      });
    }
    assert.equal(await findConnection(db, world.workspaceId), undefined);
    assert.deepEqual(await world.audit(), []);
  });

  test('a new key takes the waiting work along and keeps the webhook address', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db, { isUnconnected: true });
    const before = await connectLever(world.deps, wish(world));
    const old = (await findConnection(db, world.workspaceId))?.credentialKey ?? '';
    await requestWork(db, {
      workspaceId: world.workspaceId,
      kind: 'record',
      subjectId: world.deps.ids.next(),
      queueKey: old,
      lane: 2,
      dueAt: world.deps.clock.now(),
      because: 'test',
    });
    const apiKey = new Secret(world.control.addKey({}).apiKey);
    const after = await connectLever(world.deps, wish(world, { apiKey }));
    assert.equal(after.hookUrl, before.hookUrl);
    const left = await db.selectFrom('work').select('kind').where('queueKey', '=', old).execute();
    assert.deepEqual(left, []);
  });

  test('who was found while Lever was not connected is worked on once it is connected', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db, { isUnconnected: true });
    const person = await world.source('Ada');
    await connectLever(world.deps, wish(world));
    const work = await db
      .selectFrom('work')
      .select('subjectId')
      .where('kind', '=', 'record')
      .execute();
    assert.deepEqual(work, [{ subjectId: person.recordId }]);
  });

  test('a key without the confidential grant works, and asks for the rest only', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db, { isUnconnected: true });
    const apiKey = new Secret(world.control.addKey({ confidential: false }).apiKey);
    const made = await connectLever(world.deps, wish(world, { apiKey }));
    assert.equal(made.mayReadConfidential, false);
    await refreshCatalog(world.deps, world.work('lever_catalog'));
    const postings = await findCatalog(db, { workspaceId: world.workspaceId, kind: 'posting' });
    assert.ok(postings.length > 0);
    assert.deepEqual(await world.poll().then((result) => result.next), 'again');
  });

  test('switched off, nothing is asked of Lever and webhooks find no address', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db, { keepHooks: true });
    await switchSyncOff(world.deps, {
      workspaceId: world.workspaceId,
      actor: 'user:admin',
      because: 'the trial is over',
    });
    world.control.clearLog({});
    assert.deepEqual(await world.poll(), { next: 'done' });
    assert.equal(world.control.counters({}).total, 0);
    const secret = (await findConnection(db, world.workspaceId))?.hookSecret ?? '';
    const answer = await world.deliver({ secret, body: Buffer.from('{}') });
    assert.equal(answer.status, 404);
  });

  test('the catalog mirrors the account and marks what went away as inactive', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db);
    const key = { workspaceId: world.workspaceId };
    const stages = await findCatalog(db, { ...key, kind: 'stage' });
    assert.deepEqual(
      stages.map((row) => row.id).sort(),
      world.control
        .stages({})
        .map((row) => row.id)
        .sort(),
    );
    const [, user] = world.control.users({});
    await db
      .insertInto('users')
      .values({
        ...key,
        id: world.deps.ids.next(),
        email: (user?.email ?? '').toUpperCase(),
        name: 'Recruiter',
        createdAt: world.deps.clock.now(),
      })
      .execute();
    const [posting] = world.control.postings({}).filter((each) => each.state === 'published');
    world.control.setPostingState({ posting: posting?.id ?? '', state: 'closed' });
    await refreshCatalog(world.deps, world.work('lever_catalog'));
    const postings = await findCatalog(db, { ...key, kind: 'posting' });
    assert.equal(postings.find((row) => row.id === posting?.id)?.isActive, false);
    const matched = await db.selectFrom('users').select('leverUserId').executeTakeFirst();
    assert.equal(matched?.leverUserId, user?.id);
    const reasons = await findCatalog(db, { ...key, kind: 'archive_reason' });
    assert.ok(reasons.some((row) => row.detail['isHired'] === true));
  });

  test('every wanted event has one subscription with a known token, and foreign ones are left alone', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db);
    const { lever, access } = world.account;
    const key = { workspaceId: world.workspaceId };
    const foreign = await lever.createHook(access, {
      event: 'candidateHired',
      url: 'https://else.example/hook',
    });
    const first = await listHooks(db, key);
    assert.equal(first.length, 7);
    world.control.clearLog({});
    await ensureHooks(world.deps, world.work('lever_hooks'));
    assert.equal(world.control.counters({}).total, 1);

    // One token is lost, one subscription was made twice, one was deleted in Lever.
    const [lost, doubled, deleted] = first;
    assert.ok(lost !== undefined && doubled !== undefined && deleted !== undefined);
    await db.deleteFrom('leverHooks').where('id', '=', lost.id).execute();
    await lever.createHook(access, { event: doubled.event, url: doubled.url });
    await lever.deleteHook(access, deleted.id);
    await ensureHooks(world.deps, world.work('lever_hooks'));

    const stored = await listHooks(db, key);
    const atLever = (await lever.listHooks(access)).filter((hook) => hook.id !== foreign.id);
    assert.deepEqual(
      stored.map((hook) => hook.event).sort(),
      first.map((hook) => hook.event).sort(),
    );
    assert.deepEqual(stored.map((hook) => hook.id).sort(), atLever.map((hook) => hook.id).sort());
    assert.ok(stored.every((hook) => hook.sealedToken !== null));
    assert.ok((await lever.listHooks(access)).some((hook) => hook.id === foreign.id));
  });

  test('without the permission for webhooks the poll does the work alone', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db, { isUnconnected: true });
    await connectLever(world.deps, wish(world));
    world.control.addFault({ kind: 'errorBefore', status: 403, path: '/webhooks' });
    const result = await ensureHooks(world.deps, world.work('lever_hooks'));
    assert.equal(result.next, 'again');
    assert.deepEqual(world.alerts, ['hooks.refused']);
  });
});
