import { test } from 'node:test';
import assert from 'node:assert/strict';
import { startOAuthServer } from '../../sandbox/mail/oauth-server.ts';
import type { OAuthServer } from '../../sandbox/mail/oauth-server.ts';
import { eachDatabase } from '../../test/databases.ts';
import { hourMs, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import { oauthMail } from '../adapters/oauth-mail/oauth-mail.ts';
import { Secret } from '../core/secret.ts';
import { findMailbox } from '../db/queries/mailboxes.ts';
import { PortFailure } from '../ports/failure.ts';
import type { MailAccess } from '../ports/mail-account.ts';
import { mailAccess } from './mail-access.ts';
import { finishMailOAuth, giveBackMailAccess, startMailOAuth } from './mail-oauth.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { setMailboxState } from './save-mailbox.ts';

interface Scene {
  world: SendingWorld;
  deps: OutreachDeps;
  server: OAuthServer;
  begin: () => string;
  connect: (as?: string) => Promise<string>;
  token: (mailboxId: string) => Promise<string>;
  close: () => Promise<void>;
}

const address = 'sam@mail.example';

eachDatabase((_kind, open) => {
  async function scene(): Promise<Scene> {
    const { db } = await open();
    const world = await sendingWorld(db, 'oauth');
    const server = await startOAuthServer();
    const local = { host: '127.0.0.1', port: 1, security: 'none' } as const;
    // The mail servers of this provider know a token by the server that gave it.
    const signIn = async ({ signIn: by }: MailAccess): Promise<void> => {
      const isRight = by.kind === 'xoauth2' && server.ownerOf(by.accessToken.reveal()) === by.user;
      if (!isRight)
        throw new PortFailure({ kind: 'unauthorized', message: 'Refused.', detail: 'test' });
    };
    const deps: OutreachDeps = {
      ...world.deps,
      mailSender: { ...world.deps.mailSender, check: signIn },
      mailReader: {
        ...world.deps.mailReader,
        async listFolders(access) {
          await signIn(access);
          return [];
        },
      },
      mailOAuth: oauthMail({
        clock: world.deps.clock,
        clients: { google: { clientId: 'id', clientSecret: new Secret('secret') } },
        redirectUrl: 'https://go.example/oauth/mail/callback',
        endpoints: {
          google: {
            authorise: `${server.url}/authorise`,
            token: `${server.url}/token`,
            revoke: `${server.url}/revoke`,
          },
        },
        servers: { google: { smtp: local, imap: local } },
      }),
    };
    const { workspaceId } = world;
    const consent = {
      workspaceId,
      provider: 'google',
      address,
      senderName: 'Sam',
      zone: 'Europe/Berlin',
      ownerEmail: 'sam@acme.example',
      actor: 'test',
    } as const;
    const begin = (): string => startMailOAuth(deps, consent).url;
    return {
      world,
      deps,
      server,
      begin,
      async connect(as = address) {
        const { code, state } = server.allow(begin(), as);
        return (await finishMailOAuth(deps, { code, state, error: undefined })).mailboxId;
      },
      async token(mailboxId) {
        const mailbox = await findMailbox(db, { workspaceId, mailboxId });
        assert.ok(mailbox !== undefined);
        const access = await mailAccess(deps, { ...mailbox, workspaceId }, 'smtp');
        return access.signIn.kind === 'xoauth2' ? access.signIn.accessToken.reveal() : '';
      },
      async close() {
        await server.close();
        await world.close();
      },
    };
  }

  test('a mailbox is connected by consent, and connected again without a second row', async () => {
    const { connect, token, server, close } = await scene();
    const mailboxId = await connect();
    assert.equal(server.ownerOf(await token(mailboxId)), address);
    assert.equal(await connect(), mailboxId);
    await close();
  });

  test('somebody else’s permission does not open the mailbox that was asked for', async () => {
    const { connect, close } = await scene();
    await assert.rejects(connect('other@mail.example'), { name: 'InputError', code: 'conflict' });
    await close();
  });

  test('a state that is made up, too old, or refused connects nothing', async () => {
    const { deps, world, begin, server, close } = await scene();
    const { code, state } = server.allow(begin(), address);
    const finish = async (back: {
      state?: string;
      code?: string;
      error?: string;
    }): Promise<unknown> =>
      await finishMailOAuth(deps, { state: back.state, code: back.code, error: back.error });
    await assert.rejects(finish({ state: 'x', code }), { code: 'invalid' });
    await assert.rejects(finish({ state: `${state.slice(0, -4)}AAAA`, code }), { code: 'invalid' });
    await assert.rejects(finish({ state, error: 'access_denied' }), { code: 'forbidden' });
    world.setNow(world.nowMs() + hourMs);
    await assert.rejects(finish({ state, code }), { code: 'invalid' });
    await close();
  });

  test('a token that ends is renewed once, however many ask at the same time', async () => {
    const { connect, token, world, server, close } = await scene();
    const mailboxId = await connect();
    const before = server.requests.length;
    world.setNow(world.nowMs() + 2 * hourMs);
    const tokens = await Promise.all(Array.from({ length: 8 }, async () => await token(mailboxId)));
    assert.equal(new Set(tokens).size, 1);
    assert.deepEqual(server.requests.slice(before), ['refresh_token']);
    await token(mailboxId);
    assert.equal(server.requests.length, before + 1, 'the new one is kept');
    await close();
  });

  test('a provider that is down is tried again, one that was told no is not', async () => {
    const { connect, token, world, server, close } = await scene();
    const mailboxId = await connect();
    world.setNow(world.nowMs() + 2 * hourMs);
    server.failNext(503, 1);
    await assert.rejects(token(mailboxId), { kind: 'unreachable' });
    await token(mailboxId);
    world.setNow(world.nowMs() + 2 * hourMs);
    server.withdraw(address);
    await assert.rejects(token(mailboxId), { kind: 'unauthorized' });
    await close();
  });

  test('giving the permission back revokes it and forgets it', async () => {
    const { deps, connect, token, world, server, close } = await scene();
    const mailboxId = await connect();
    await giveBackMailAccess(deps, { workspaceId: world.workspaceId, mailboxId });
    assert.equal(server.requests.at(-1), '/revoke');
    await assert.rejects(token(mailboxId), { kind: 'unauthorized' });
    await close();
  });

  test('two processes renew a token once, and both get the one that was stored', async () => {
    const { deps, connect, world, server, close } = await scene();
    const mailboxId = await connect();
    world.setNow(world.nowMs() + 2 * hourMs);
    const before = server.requests.length;
    const { workspaceId } = world;
    const tokenBy = async (): Promise<string> => {
      // A handle of its own, as another process has: nothing in memory is shared.
      const db = deps.db.withPlugin({
        transformQuery: ({ node }) => node,
        transformResult: async ({ result }) => result,
      });
      const mailbox = await findMailbox(db, { workspaceId, mailboxId });
      assert.ok(mailbox !== undefined);
      const access = await mailAccess({ ...deps, db }, { ...mailbox, workspaceId }, 'imap');
      return access.signIn.kind === 'xoauth2' ? access.signIn.accessToken.reveal() : '';
    };
    const tokens = await Promise.all([tokenBy(), tokenBy(), tokenBy()]);
    assert.equal(new Set(tokens).size, 1);
    assert.deepEqual(server.requests.slice(before), ['refresh_token']);
    await close();
  });

  test('connecting again brings a mailbox back that refused us, and leaves a paused one paused', async () => {
    const { deps, connect, world, close } = await scene();
    const mailboxId = await connect();
    const key = { workspaceId: world.workspaceId, mailboxId };
    const stateOf = async () => (await findMailbox(deps.db, key))?.state;
    await deps.db
      .updateTable('mailboxes')
      .set({ state: 'unauthorized', because: 'refused' })
      .where('id', '=', mailboxId)
      .execute();
    await connect();
    assert.equal(await stateOf(), 'on');
    await setMailboxState(deps, { ...key, state: 'paused', because: 'holidays', actor: 'test' });
    await connect();
    assert.equal(await stateOf(), 'paused');
    await close();
  });

  test('a disconnected mailbox is forgotten, cannot be resumed, and can be connected again', async () => {
    const { deps, connect, token, world, close } = await scene();
    const mailboxId = await connect();
    const key = { workspaceId: world.workspaceId, mailboxId, actor: 'test' };
    await setMailboxState(deps, { ...key, state: 'off', because: 'over' });
    await giveBackMailAccess(deps, key);
    await assert.rejects(setMailboxState(deps, { ...key, state: 'on', because: '' }), {
      code: 'conflict',
    });
    assert.equal(await connect(), mailboxId);
    assert.notEqual(await token(mailboxId), '');
    await close();
  });

  test('nobody connects a colleague’s mailbox as their own', async () => {
    const { connect, deps, world, server, close } = await scene();
    await connect();
    const { url } = startMailOAuth(deps, {
      workspaceId: world.workspaceId,
      provider: 'google',
      address,
      senderName: 'Kim',
      zone: 'Europe/Berlin',
      ownerEmail: 'kim@acme.example',
      actor: 'test',
    });
    const back = server.allow(url, address);
    await assert.rejects(finishMailOAuth(deps, { ...back, error: undefined }), {
      code: 'forbidden',
    });
    await close();
  });

  test('no consent is asked of a provider this installation has no application at', async () => {
    const { deps, world, close } = await scene();
    const ask = (): unknown =>
      startMailOAuth(deps, {
        workspaceId: world.workspaceId,
        provider: 'microsoft',
        address,
        senderName: 'Sam',
        zone: 'Europe/Berlin',
        ownerEmail: 'sam@acme.example',
        actor: 'test',
      });
    assert.throws(ask, /MICROSOFT_CLIENT_ID/u);
    await close();
  });
});
