// A mailbox that signs in by tokens (XOAUTH2) at a real Dovecot, which asks a local token server whose each token is.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { startOAuthServer } from '../../sandbox/mail/oauth-server.ts';
import type { OAuthServer } from '../../sandbox/mail/oauth-server.ts';
import { imapReader } from '../../src/adapters/imap/imap-reader.ts';
import { readMail } from '../../src/adapters/mime/read-mail.ts';
import { oauthMail } from '../../src/adapters/oauth-mail/oauth-mail.ts';
import { Secret } from '../../src/core/secret.ts';
import { findMailbox } from '../../src/db/queries/mailboxes.ts';
import { listOpenTasks } from '../../src/db/queries/tasks.ts';
import type { ClaimedWork } from '../../src/engine/work.ts';
import type { MailDeps } from '../../src/flows/mail-deps.ts';
import { finishMailOAuth, startMailOAuth } from '../../src/flows/mail-oauth.ts';
import { mailboxReadKind, readMailbox } from '../../src/flows/read-mailbox.ts';
import { eachDatabase } from '../databases.ts';
import { hourMs, sendingWorld } from '../sending-world.ts';
import { mailPassword, startDovecot } from './dovecot.ts';
import type { Dovecot } from './dovecot.ts';

eachDatabase((kind, open) => {
  let tokens: OAuthServer;
  let dovecot: Dovecot;
  before(async () => {
    tokens = await startOAuthServer();
    const introspectionUrl = `${tokens.url}/introspect?access_token=`;
    dovecot = await startDovecot({ introspectionUrl });
  });
  after(async () => {
    await dovecot?.stop();
    await tokens?.close();
  });

  const address = `mara.${kind}@ours.example`;

  async function scene() {
    const { db } = await open();
    const world = await sendingWorld(db, 'tokens');
    const reader = imapReader({ connectMs: 10_000, silenceMs: 20_000 });
    const { url } = tokens;
    const google = {
      authorise: `${url}/authorise`,
      token: `${url}/token`,
      revoke: `${url}/revoke`,
    };
    const deps: MailDeps = {
      ...world.deps,
      mailReader: reader,
      readMail,
      intentModel: null,
      mailOAuth: oauthMail({
        clock: world.deps.clock,
        clients: { google: { clientId: 'id', clientSecret: new Secret('secret') } },
        redirectUrl: 'https://go.example/oauth/mail/callback',
        endpoints: { google },
        servers: {
          google: {
            smtp: { host: '127.0.0.1', port: world.sink.port, security: 'none' },
            imap: { host: '127.0.0.1', port: dovecot.imapPort, security: 'none' },
          },
        },
      }),
    };
    const { workspaceId } = world;
    return {
      world,
      deps,
      connect: async (as = address): Promise<string> => {
        const page = startMailOAuth(deps, {
          workspaceId,
          provider: 'google',
          address,
          senderName: 'Mara',
          zone: 'Europe/Lisbon',
          ownerEmail: 'mara@ours.example',
          actor: 'test',
        });
        const back = tokens.allow(page.url, as);
        return (await finishMailOAuth(deps, { ...back, error: undefined })).mailboxId;
      },
      read: async (mailboxId: string): Promise<string> => {
        const work: ClaimedWork = {
          workspaceId,
          kind: mailboxReadKind,
          subjectId: mailboxId,
          queueKey: `imap:${mailboxId}`,
          lane: 1,
          dueAt: deps.clock.now(),
          because: 'a test',
          version: 1,
          attempts: 0,
        };
        return (await readMailbox(deps, work)).next;
      },
      state: async (mailboxId: string) => await findMailbox(db, { workspaceId, mailboxId }),
      close: async () => {
        await reader.close();
        await world.close();
      },
    };
  }

  test('consent opens the mailbox, tokens are renewed while it is read, and a permission taken back is shown', async () => {
    const { world, deps, connect, read, state, close } = await scene();
    await assert.rejects(connect('somebody.else@ours.example'), { code: 'conflict' });
    const mailboxId = await connect();
    assert.equal(await read(mailboxId), 'again');
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: dovecot.imapPort,
      secure: false,
      auth: { user: address, pass: mailPassword },
      logger: false,
    });
    await client.connect();
    await client.append('INBOX', Buffer.from('From: a@b.example\r\nSubject: x\r\n\r\nx\r\n'));
    await client.logout();
    tokens.expireTokens();
    world.setNow(world.nowMs() + 2 * hourMs);
    assert.equal(await read(mailboxId), 'again');
    assert.equal((await state(mailboxId))?.state, 'on');
    tokens.withdraw(address);
    world.setNow(world.nowMs() + 2 * hourMs);
    assert.equal(await read(mailboxId), 'done');
    const refused = await state(mailboxId);
    assert.equal(refused?.state, 'unauthorized');
    assert.match(String(refused.because), /connect the mailbox again/u);
    const { workspaceId } = world;
    const [task] = await listOpenTasks(deps.db, { workspaceId, after: null, limit: 10 });
    assert.deepEqual([task?.kind, task?.assignee], ['mailbox', 'mara@ours.example']);
    assert.equal(await connect(), mailboxId);
    assert.equal((await state(mailboxId))?.state, 'on');
    assert.equal(await read(mailboxId), 'again');
    await close();
  });
});
