import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { sandboxTransport } from '../../test/lever-account.ts';
import { openOAuthWorld, type OAuthWorld } from '../../test/oauth-world.ts';
import { TransportFailure, type Transport } from '../adapters/lever/transport.ts';
import { Secret } from '../core/secret.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { claimRefresh, findGrant } from '../db/queries/lever-grants.ts';
import { findRateUse } from '../engine/limiter.ts';
import { PortFailure } from '../ports/failure.ts';

const hourMs = 60 * 60_000;
/** Within the last minutes of an hour's token, and past its end. */
const soonOverMs = hourMs - 4 * 60_000;
const overMs = hourMs + 1_000;

function isTokenCall(url: string): boolean {
  return new URL(url).pathname === '/oauth/token';
}

/** The sandbox, with the answers of the sign-in server passed through `change`. */
function withTokenCalls(
  world: OAuthWorld,
  change: (pass: () => ReturnType<Transport>) => ReturnType<Transport>,
): Transport {
  const transport = sandboxTransport(world.account.sandbox);
  return async (request) =>
    isTokenCall(request.url) ? await change(() => transport(request)) : await transport(request);
}

const lost = () => new TransportFailure('afterSending', 'the connection was lost');

eachDatabase((_kind, open) => {
  test('many callers of many processes share one refresh, and each gets the token it brought', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    await world.connectByOAuth();
    for (const waitMs of [soonOverMs, overMs]) {
      await world.account.clock.advance(waitMs);
      const before = world.tokenCallCount();
      const instances = await Promise.all(Array.from({ length: 6 }, () => world.instance()));
      const stages = instances.flatMap(({ deps, access }) =>
        Array.from({ length: 5 }, async () => await deps.lever.listStages(access, null)),
      );
      for (const page of await Promise.all(stages)) assert.ok(page.rows.length > 0);
      assert.equal(world.tokenCallCount() - before, 1);
    }
    assert.equal((await findGrant(db, world.workspaceId))?.generation, 3);
  });

  test('a token that Lever refuses early is replaced once, for everybody, and the call repeated', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    await world.connectByOAuth();
    const [first, second] = [await world.instance(), await world.instance()];
    await first.deps.lever.listStages(first.access, null);
    await second.deps.lever.listStages(second.access, null);
    const before = world.tokenCallCount();
    const kept = await findGrant(db, world.workspaceId);
    // Over at Lever sooner than it told.
    await world.account.clock.advance(overMs);
    await db
      .updateTable('leverGrants')
      .set({ accessExpiresAt: new Date(world.account.clock.nowMs() + hourMs) })
      .execute();
    const again = [await world.instance(), await world.instance(), await world.instance()];
    const pages = again.map(async ({ deps, access }) => await deps.lever.listStages(access, null));
    for (const page of await Promise.all(pages)) assert.ok(page.rows.length > 0);
    assert.equal(world.tokenCallCount() - before, 1);
    const now = await findGrant(db, world.workspaceId);
    assert.notDeepEqual(now?.sealedRefreshToken, kept?.sealedRefreshToken);
  });

  test('the next refresh token is stored before the new access token is used, and no token in the clear', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    await world.connectByOAuth();
    await world.account.clock.advance(overMs);
    const transport = sandboxTransport(world.account.sandbox);
    const generations: number[] = [];
    const { deps, access, queueKey } = await world.instance(async (request) => {
      const grant = await findGrant(db, world.workspaceId);
      if (!isTokenCall(request.url)) generations.push(grant?.generation ?? 0);
      return await transport(request);
    });
    await deps.lever.listStages(access, null);
    assert.deepEqual(generations, [2]);
    const grant = await findGrant(db, world.workspaceId);
    const token = await access.grant?.token();
    assert.ok(token instanceof Secret && grant !== undefined);
    const opened = Buffer.from(deps.sealer.open(grant.sealedAccessToken)).toString('utf8');
    assert.equal(opened, token.reveal());
    assert.equal((await findConnection(db, world.workspaceId))?.sealedCredential, null);
    // The rate limit goes on under the same name.
    assert.equal((await findConnection(db, world.workspaceId))?.credentialKey, queueKey);
    assert.ok(((await findRateUse(db, queueKey))?.callCount ?? 0) > 0);
  });

  test('a request for tokens that never arrived is repeated after a pause; what is left of the old token serves meanwhile', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    await world.connectByOAuth();
    await world.account.clock.advance(soonOverMs);
    let isDown = true;
    let tokenTries = 0;
    const { deps, access } = await world.instance(
      withTokenCalls(world, async (pass) => {
        tokenTries += 1;
        if (isDown) throw lost();
        return await pass();
      }),
    );
    assert.ok((await deps.lever.listStages(access, null)).rows.length > 0);
    // The pause after the failed try: nobody asks, the old token is used.
    assert.ok((await deps.lever.listStages(access, null)).rows.length > 0);
    assert.equal(tokenTries, 1);
    await world.account.clock.advance(10 * 60_000);
    await assert.rejects(
      deps.lever.listStages(access, null),
      (error) => error instanceof PortFailure && error.kind === 'unreachable',
    );
    assert.equal(tokenTries, 2);
    isDown = false;
    await world.account.clock.advance(10_000);
    const other = await world.instance();
    assert.ok((await other.deps.lever.listStages(other.access, null)).rows.length > 0);
    assert.equal((await findGrant(db, world.workspaceId))?.generation, 2);
    assert.equal((await findConnection(db, world.workspaceId))?.state, 'on');
  });

  test('a lost answer that killed the refresh token ends in "connect again", once, and not in a loop', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    await world.connectByOAuth();
    await world.account.clock.advance(overMs);
    const losing = await world.instance(
      withTokenCalls(world, async (pass) => {
        await pass();
        throw lost();
      }),
    );
    await assert.rejects(losing.deps.lever.listStages(losing.access, null), /tried again/);
    await world.account.clock.advance(10_000);
    const { deps, access } = await world.instance();
    await assert.rejects(deps.lever.listStages(access, null), /Connect again with OAuth/);
    const connection = await findConnection(db, world.workspaceId);
    assert.equal(connection?.state, 'unauthorized');
    assert.match(connection.because ?? '', /Connect again/);
    assert.deepEqual(
      (await world.audit()).filter((action) => action === 'connection.refused'),
      ['connection.refused'],
    );
    const before = world.tokenCallCount();
    for (let tries = 0; tries < 5; tries += 1)
      await assert.rejects(
        deps.lever.listStages(access, null),
        (error) => error instanceof PortFailure && error.kind === 'unauthorized',
      );
    assert.equal(world.tokenCallCount(), before);
    await world.connectByOAuth();
    const anew = await world.instance();
    assert.ok((await anew.deps.lever.listStages(anew.access, null)).rows.length > 0);
    assert.equal((await findConnection(db, world.workspaceId))?.state, 'on');
  });

  test('a process that died between the answer and the storing leaves its claim behind, and the next one says what to do', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    await world.connectByOAuth();
    await world.account.clock.advance(overMs);
    const { workspaceId, deps } = world;
    const grant = await findGrant(db, workspaceId);
    const app = deps.leverApp;
    assert.ok(grant !== undefined && grant.sealedRefreshToken !== null && app !== undefined);
    const now = world.account.clock.now();
    const until = new Date(now.getTime() + 150_000);
    const by = deps.ids.next();
    const { generation } = grant;
    assert.ok(await claimRefresh(db, { workspaceId, generation, by, now, until }));
    const sealed = deps.sealer.open(grant.sealedRefreshToken);
    await deps.lever.refreshTokens(app, new Secret(Buffer.from(sealed).toString('utf8')));
    const { access } = await world.instance();
    const before = world.tokenCallCount();
    // Nobody asks while the claim may still be alive.
    await assert.rejects(
      access.grant?.token() ?? Promise.resolve(),
      (error) => error instanceof PortFailure && error.kind === 'unauthorized',
    );
    assert.ok(world.account.clock.now() >= until);
    assert.equal(world.tokenCallCount() - before, 1);
    assert.equal((await findConnection(db, workspaceId))?.state, 'unauthorized');
  });

  test('a process without the application’s settings waits and ends nothing', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    await world.connectByOAuth();
    await world.account.clock.advance(overMs);
    const app = world.deps.leverApp;
    delete world.deps.leverApp;
    const { deps, access } = await world.instance();
    await assert.rejects(deps.lever.listStages(access, null), /LEVER_CLIENT_ID/);
    assert.equal((await findConnection(db, world.workspaceId))?.state, 'on');
    assert.ok(app !== undefined);
    world.deps.leverApp = app;
    const other = await world.instance();
    assert.ok((await other.deps.lever.listStages(other.access, null)).rows.length > 0);
  });

  test('a call given up while it waits for a token was certainly not sent', async () => {
    const { db } = await open();
    const world = await openOAuthWorld(db);
    await world.connectByOAuth();
    await world.account.clock.advance(overMs);
    const never = new Promise<never>(() => undefined);
    const { deps, access } = await world.instance(withTokenCalls(world, async () => await never));
    const call = deps.lever.addTags(access, 'nobody', ['late']);
    await assert.rejects(
      Promise.all([call, world.account.clock.advance(60_000)]),
      (error) => error instanceof PortFailure && error.kind === 'unreachable',
    );
    const sent = world.control.log({ limit: 100 }).filter((one) => one.path.includes('addTags'));
    assert.deepEqual(sent, []);
  });
});
