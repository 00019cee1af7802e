import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { apiUrl, openOAuthWorld, type OAuthWorld } from '../../test/oauth-world.ts';
import { openLeverAccount } from '../../test/lever-account.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld } from '../../test/sync-world.ts';
import { Secret } from '../core/secret.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { findGrant } from '../db/queries/lever-grants.ts';
import { listHooks } from '../db/queries/lever-hooks.ts';
import { connectLever } from './connect-lever.ts';
import { disconnectLever } from './disconnect-lever.ts';
import { ensureHooks } from './ensure-hooks.ts';
import { finishOAuth } from './finish-oauth.ts';
import { findLeverAccess } from './lever-access.ts';
import { refreshCatalog } from './refresh-catalog.ts';
import { runPreflight } from './preflight.ts';
import { switchSyncOn } from './switch-sync.ts';

async function nothingIsConnected(world: OAuthWorld): Promise<void> {
  const { deps, workspaceId } = world;
  assert.equal(await findConnection(deps.db, workspaceId), undefined);
  assert.equal(await findGrant(deps.db, workspaceId), undefined);
}

eachDatabase((_kind, open) => {
  test('a consent becomes a connection that works like one by key', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    const { deps, workspaceId } = world;
    const url = new URL(await world.start());
    assert.equal(url.searchParams.get('audience'), `${apiUrl}/`);
    assert.match(url.searchParams.get('scope') ?? '', /^offline_access .*confidential:access/);
    const made = await finishOAuth(deps, await world.consent(url.href));
    assert.equal(made.mayReadConfidential, true);
    const connection = await findConnection(db, workspaceId);
    assert.deepEqual([connection?.state, connection?.credentialKind], ['on', 'oauth']);
    await refreshCatalog(deps, world.work('lever_catalog'));
    await world.poll();
    const report = await runPreflight(deps, { workspaceId });
    const found = report.checks.find((check) => check.name === 'permissions');
    assert.equal(found?.result, 'pass', found?.because);
    assert.equal(report.checks.find((check) => check.name === 'OAuth grant')?.result, 'pass');
    assert.deepEqual(await world.audit(), ['connection.consent_asked', 'connection.made']);
  });

  test('a state is good once, for half an hour, and cannot be guessed', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    const { deps } = world;
    const back = await world.consent(await world.start());
    const forged = { ...back, state: 'made-up' };
    await assert.rejects(finishOAuth(deps, forged), /Start again/);
    await assert.rejects(finishOAuth(deps, { ...back, state: undefined }), /Start again/);
    await nothingIsConnected(world);
    const both = await Promise.allSettled([finishOAuth(deps, back), finishOAuth(deps, back)]);
    assert.deepEqual(both.map((one) => one.status).toSorted(), ['fulfilled', 'rejected']);
    await assert.rejects(finishOAuth(deps, back), /used already/);
    const late = await world.consent(await world.start());
    await world.account.clock.advance(31 * 60_000);
    await assert.rejects(finishOAuth(deps, late), /too old/);
    const kept = await db.selectFrom('leverSignIns').selectAll().execute();
    assert.ok(kept.every((row) => !JSON.stringify(row).includes(late.state ?? '?')));
  });

  test('no consent, a wrong code and a user that Lever does not know change nothing and say what to do', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    const { deps } = world;
    world.control.setSwitches({ oauthConsent: 'refuse' });
    const refused = await world.consent(await world.start());
    await assert.rejects(finishOAuth(deps, refused), /gave no consent/);
    world.control.setSwitches({ oauthConsent: 'grant' });
    const back = await world.consent(await world.start());
    await assert.rejects(finishOAuth(deps, { ...back, code: 'wrong' }), /start again/);
    const unknown = await world.consent(await world.start({ performAsEmail: 'no@example.org' }));
    await assert.rejects(finishOAuth(deps, unknown), /no user with the address/);
    delete deps.leverApp;
    await assert.rejects(world.start(), /LEVER_CLIENT_ID.*API key/);
    await nothingIsConnected(world);
  });

  test('another account takes the place of one that nothing was written to, and is refused after that', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const other = openLeverAccount({ seed: 99 });
    const [user] = other.sandbox.control.users({});
    const input = {
      workspaceId,
      baseUrl: 'https://other.lever.example/v1',
      apiKey: new Secret(other.sandbox.apiKey),
      performAsEmail: user?.email ?? '',
      publicUrl: null,
      actor: 'user:admin',
    };
    const before = await findConnection(db, workspaceId);
    await world.arrive([withEmail('Ana Núñez', 'ana@x-mail.example')]);
    await world.settle(60 * 60_000);
    const elsewhere = { ...deps, lever: other.lever };
    await assert.rejects(connectLever(elsewhere, input), /another Lever account.*1 candidates/s);
    const kept = await findConnection(db, workspaceId);
    assert.equal(kept?.credentialKey, before?.credentialKey);
    await db.updateTable('records').set({ opportunityId: null }).execute();
    await connectLever(elsewhere, input);
    assert.equal((await findConnection(db, workspaceId))?.performAs, user?.id);
    assert.deepEqual(await db.selectFrom('mirrorOpportunities').selectAll().execute(), []);
  });

  test('disconnected, the credential is forgotten, our webhooks are taken away and what was read stays', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    const { deps, workspaceId } = world;
    await finishOAuth(
      deps,
      await world.consent(await world.start({ publicUrl: 'https://fulcrum.example' })),
    );
    await ensureHooks(deps, world.work('lever_hooks'));
    assert.ok(world.control.webhooks({}).length > 0);
    const wish = { workspaceId, actor: 'user:admin', because: 'the trial is over' };
    assert.deepEqual(await disconnectLever(deps, wish), { hooksLeftCount: 0 });
    assert.equal(world.control.webhooks({}).length, 0);
    assert.deepEqual(await listHooks(db, { workspaceId }), []);
    assert.equal(await findGrant(db, workspaceId), undefined);
    const connection = await findConnection(db, workspaceId);
    assert.deepEqual([connection?.state, connection?.credentialKind], ['off', 'none']);
    assert.equal(await findLeverAccess(db, deps, workspaceId), null);
    await assert.rejects(
      switchSyncOn(deps, { workspaceId, actor: 'user:admin', overrideBecause: 'now' }),
      /connect one first/,
    );
    await world.connectByOAuth();
    assert.equal((await findConnection(db, workspaceId))?.state, 'on');
    assert.equal((await findConnection(db, workspaceId))?.hookSecret, connection?.hookSecret);
  });
});
