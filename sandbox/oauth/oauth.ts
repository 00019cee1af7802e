// OAuth 2.0 as Lever's partners meet it: authorise, exchange, refresh with rotation, one-hour tokens.
import { createHmac } from 'node:crypto';
import type { Account } from '../account.ts';
import type { SandboxRequest, SandboxResponse } from '../wire/message.ts';
import type { Credential } from '../wire/route.ts';
import type { OAuthApp } from '../world/oauth-rows.ts';
import { CONFIDENTIAL_SCOPE, SCOPES } from './scopes.ts';

const ACCESS_LIFE_SECONDS = 3_600;
const CODE_LIFE_MS = 10 * 60_000;
const REFRESH_LIFE_MS = 365 * 24 * 3_600_000;
const REFRESH_IDLE_MS = 90 * 24 * 3_600_000;

/** Answers `/authorize` and `/oauth/token`; undefined for any other path. */
export function oauthReply(account: Account, request: SandboxRequest): SandboxResponse | undefined {
  const url = new URL(request.path, 'http://sandbox.invalid');
  if (url.pathname === '/authorize' && request.method === 'GET') return authorize(account, url);
  if (url.pathname === '/oauth/token' && request.method === 'POST') return token(account, request);
  return undefined;
}

/** The credential of a live access token. */
export function tokenCredential(account: Account, text: string): Credential | undefined {
  const found = account.world.oauth.accessTokens.get(text);
  if (!found || found.expiresAt <= account.clock.now()) return undefined;
  return {
    id: `oauth:${found.app}`,
    permissions: new Set(found.scopes.map((scope) => scope.replace(/:admin$/, ''))),
    confidential: found.scopes.includes(CONFIDENTIAL_SCOPE),
    writeImpliesRead: true,
  };
}

const REQUIRED = ['client_id', 'redirect_uri', 'response_type', 'state', 'audience', 'scope'];

function authorize(account: Account, url: URL): SandboxResponse {
  const { world, switches, clock, ids, urls } = account;
  const missing = REQUIRED.find((name) => !url.searchParams.get(name));
  if (missing) return failed(400, 'invalid_request', `Missing required parameter: ${missing}`);
  const value = (name: string): string => url.searchParams.get(name) ?? '';
  const app = world.oauth.apps.get(value('client_id'));
  if (!app) return failed(400, 'invalid_request', 'Unknown client');
  // An exact match, and no redirect before it is known to be the app's own.
  if (!app.redirectUris.includes(value('redirect_uri'))) {
    return failed(400, 'invalid_request', 'redirect_uri is not registered');
  }
  const back = new URL(value('redirect_uri'));
  const refuse = (error: string, text: string): SandboxResponse => {
    back.searchParams.set('state', value('state'));
    back.searchParams.set('error', error);
    back.searchParams.set('error_description', text);
    return redirect(back);
  };
  if (value('response_type') !== 'code')
    return refuse('unsupported_response_type', 'Only code is supported');
  if (value('audience') !== `${urls.api}/`) return refuse('access_denied', 'Unknown audience');
  const scopes = value('scope')
    .split(' ')
    .filter((scope) => scope !== '');
  const unknown = scopes.find((scope) => !SCOPES.has(scope));
  if (unknown) return refuse('invalid_scope', `Unknown scope ${unknown}`);
  if (switches.oauthConsent === 'refuse') return refuse('access_denied', 'The user refused');
  const code = ids.hex(48);
  world.oauth.codes.set(code, {
    code,
    app: app.id,
    redirectUri: value('redirect_uri'),
    scopes,
    expiresAt: clock.now() + CODE_LIFE_MS,
  });
  back.searchParams.set('code', code);
  back.searchParams.set('state', value('state'));
  return redirect(back);
}

function token(account: Account, request: SandboxRequest): SandboxResponse {
  const form = new URLSearchParams(request.body?.toString('utf8') ?? '');
  const app = account.world.oauth.apps.get(form.get('client_id') ?? '');
  if (!app || app.secret !== form.get('client_secret')) {
    return failed(401, 'invalid_client', 'Unknown client or wrong secret');
  }
  const grant = form.get('grant_type');
  if (grant === 'authorization_code') return exchange(account, app, form);
  if (grant === 'refresh_token') return refresh(account, app, form);
  return failed(400, 'unsupported_grant_type', 'Unknown grant_type');
}

function exchange(account: Account, app: OAuthApp, form: URLSearchParams): SandboxResponse {
  const { codes } = account.world.oauth;
  const code = codes.get(form.get('code') ?? '');
  const isGood =
    code !== undefined &&
    code.app === app.id &&
    code.redirectUri === form.get('redirect_uri') &&
    code.expiresAt > account.clock.now();
  if (!isGood) return failed(400, 'invalid_grant', 'Invalid authorization code');
  codes.delete(code.code);
  return granted(account, { app, scopes: code.scopes, bornAt: account.clock.now() });
}

/** Every refresh replaces the refresh token; the old one is dead at once, for whoever comes second. */
function refresh(account: Account, app: OAuthApp, form: URLSearchParams): SandboxResponse {
  const { refreshTokens } = account.world.oauth;
  const now = account.clock.now();
  const old = refreshTokens.get(form.get('refresh_token') ?? '');
  const isGood =
    old !== undefined &&
    old.app === app.id &&
    now - old.bornAt < REFRESH_LIFE_MS &&
    now - old.usedAt < REFRESH_IDLE_MS;
  if (!isGood) return failed(400, 'invalid_grant', 'Unknown or invalid refresh token');
  refreshTokens.delete(old.token);
  return granted(account, { app, scopes: old.scopes, bornAt: old.bornAt });
}

function granted(
  account: Account,
  { app, scopes, bornAt }: { app: OAuthApp; scopes: string[]; bornAt: number },
): SandboxResponse {
  const { oauth } = account.world;
  const now = account.clock.now();
  const access = accessToken(account, app, scopes);
  oauth.accessTokens.set(access, {
    token: access,
    app: app.id,
    scopes,
    expiresAt: now + ACCESS_LIFE_SECONDS * 1000,
  });
  for (const [text, each] of oauth.accessTokens)
    if (each.expiresAt <= now) oauth.accessTokens.delete(text);
  const body: Record<string, unknown> = { access_token: access };
  if (scopes.includes('offline_access')) {
    const text = account.ids.hex(48);
    oauth.refreshTokens.set(text, { token: text, app: app.id, scopes, bornAt, usedAt: now });
    body['refresh_token'] = text;
  }
  return json(200, {
    ...body,
    scope: scopes.join(' '),
    expires_in: ACCESS_LIFE_SECONDS,
    token_type: 'Bearer',
  });
}

/** Shaped like a JWT, so that clients which peek inside find what they expect. */
function accessToken(account: Account, app: OAuthApp, scopes: string[]): string {
  const seconds = Math.floor(account.clock.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part({ alg: 'HS256', typ: 'JWT' });
  const claims = part({
    aud: `${account.urls.api}/`,
    azp: app.id,
    scope: scopes.join(' '),
    iat: seconds,
    exp: seconds + ACCESS_LIFE_SECONDS,
    jti: account.ids.uuid(),
  });
  const signature = createHmac('sha256', app.secret)
    .update(`${head}.${claims}`)
    .digest('base64url');
  return `${head}.${claims}.${signature}`;
}

function redirect(to: URL): SandboxResponse {
  return { status: 302, headers: { location: to.toString() }, body: Buffer.alloc(0) };
}

function failed(status: number, error: string, text: string): SandboxResponse {
  return json(status, { error, error_description: text });
}

function json(status: number, value: unknown): SandboxResponse {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  };
  return { status, headers, body: Buffer.from(JSON.stringify(value)) };
}
