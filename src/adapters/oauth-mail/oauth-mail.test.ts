// The addresses, fields and errors of OAuth 2 at Google and Microsoft, against a local token server.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Secret } from '../../core/secret.ts';
import type { MailOAuth } from '../../ports/mail-oauth.ts';
import { oauthMail } from './oauth-mail.ts';

const clock = { now: () => new Date(1_790_000_000_000), sleep: async () => undefined };
const client = { clientId: 'id', clientSecret: new Secret('top-secret') };
const clients = { google: client, microsoft: client };
const redirectUrl = 'https://go.example/oauth/mail/callback';

async function withServer(
  reply: { status: number; body: string },
  act: (oauth: MailOAuth, asked: Record<string, string>[]) => Promise<void>,
): Promise<void> {
  const asked: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      asked.push(Object.fromEntries(new URLSearchParams(text)));
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const at = { authorise: `${url}/a`, token: `${url}/t`, revoke: null };
  const endpoints = { google: at, microsoft: at };
  await act(oauthMail({ clock, clients, redirectUrl, endpoints }), asked);
  server.closeAllConnections();
  server.close();
}

test('the consent page is asked for offline access with PKCE, and only for SMTP and IMAP', () => {
  const oauth = oauthMail({ clock, clients, redirectUrl });
  const ask = { state: 's', codeChallenge: 'c', loginHint: 'mara@ours.example' };
  const google = new URL(oauth.authoriseUrl({ ...ask, provider: 'google' }) ?? '');
  assert.equal(google.origin, 'https://accounts.google.com');
  assert.equal(google.searchParams.get('scope'), 'https://mail.google.com/');
  assert.equal(google.searchParams.get('access_type'), 'offline');
  const microsoft = new URL(oauth.authoriseUrl({ ...ask, provider: 'microsoft' }) ?? '');
  assert.equal(microsoft.origin, 'https://login.microsoftonline.com');
  assert.match(microsoft.searchParams.get('scope') ?? '', /offline_access .*SMTP\.Send .*IMAP/u);
  for (const url of [google, microsoft]) {
    assert.equal(url.searchParams.get('code_challenge_method'), 'S256');
    assert.equal(url.searchParams.get('redirect_uri'), redirectUrl);
    assert.ok(!url.href.includes('top-secret'));
  }
  const none = oauthMail({ clock, clients: {}, redirectUrl });
  assert.equal(none.authoriseUrl({ ...ask, provider: 'google' }), null);
});

test('Microsoft’s tokens are read, and the new refresh token that comes with each renewal is handed on', async () => {
  const body = JSON.stringify({ access_token: 'a2', refresh_token: 'r2', expires_in: '3599' });
  await withServer({ status: 200, body }, async (oauth, asked) => {
    const refreshToken = new Secret('r1');
    const tokens = await oauth.refresh({ provider: 'microsoft', refreshToken });
    assert.deepEqual([tokens.accessToken.reveal(), tokens.refreshToken?.reveal()], ['a2', 'r2']);
    assert.equal(tokens.expiresAt.getTime(), 1_790_000_000_000 + 3_599_000);
    assert.deepEqual(asked[0], {
      grant_type: 'refresh_token',
      refresh_token: 'r1',
      client_id: 'id',
      client_secret: 'top-secret',
    });
    await oauth.revoke({ provider: 'microsoft', token: refreshToken });
    assert.equal(asked.length, 1, 'it has no such call');
  });
});

const errors: readonly [number, string, string, RegExp][] = [
  [400, 'invalid_grant', 'unauthorized', /connect the mailbox again/u],
  [401, 'invalid_client', 'unauthorized', /MICROSOFT_CLIENT_ID/u],
  [400, 'redirect_uri_mismatch', 'unauthorized', /redirect address/u],
  [503, 'temporarily_unavailable', 'unreachable', /tried again by itself/u],
  [429, 'slow_down', 'unreachable', /tried again by itself/u],
];
for (const [status, error, kind, message] of errors) {
  test(`${status} ${error} is ${kind} and says what to do`, async () => {
    await withServer({ status, body: JSON.stringify({ error }) }, async (oauth) => {
      const given = { provider: 'microsoft', refreshToken: new Secret('r1') } as const;
      await assert.rejects(oauth.refresh(given), (failure) => {
        const told = failure as { kind?: string; message: string; detail?: string };
        assert.equal(told.kind, kind);
        assert.match(told.message, message);
        return !`${told.message} ${told.detail}`.includes('top-secret');
      });
    });
  });
}

test('a used code begins anew, and an answer in another form is told as such', async () => {
  const used = { status: 400, body: '{"error":"invalid_grant"}' };
  const given = { provider: 'google', code: 'c', codeVerifier: 'v' } as const;
  await withServer(used, async (oauth) => {
    await assert.rejects(oauth.exchange(given), { kind: 'rejected' });
  });
  await withServer({ status: 200, body: '<html>' }, async (oauth) => {
    await assert.rejects(oauth.exchange(given), { kind: 'unexpectedAnswer' });
  });
});
