// OAuth 2 with PKCE at Google and Microsoft, for SMTP and IMAP only.

import { request } from 'undici';
import { z } from 'zod';
import { Secret } from '../../core/secret.ts';
import type { Clock } from '../../ports/clock.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { MailServer } from '../../ports/mail-account.ts';
import type { MailOAuth, OAuthProvider, OAuthTokens } from '../../ports/mail-oauth.ts';

export interface OAuthClient {
  clientId: string;
  clientSecret: Secret;
}

export interface OAuthMailOptions {
  clock: Clock;
  clients: Partial<Record<OAuthProvider, OAuthClient>>;
  redirectUrl: string;
  /** Other addresses of the providers, for tests and national clouds. */
  endpoints?: Partial<Record<OAuthProvider, Endpoints>>;
  servers?: Partial<Record<OAuthProvider, Servers>>;
  timeoutMs?: number;
}

export interface Endpoints {
  authorise: string;
  token: string;
  /** Null: the provider has no such call. */
  revoke: string | null;
}

export interface Servers {
  smtp: MailServer;
  imap: MailServer;
}

const serversOf: Record<OAuthProvider, Servers> = {
  google: {
    smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls' },
    imap: { host: 'imap.gmail.com', port: 993, security: 'tls' },
  },
  microsoft: {
    smtp: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
    imap: { host: 'outlook.office365.com', port: 993, security: 'tls' },
  },
};

const endpointsOf: Record<OAuthProvider, Endpoints> = {
  google: {
    authorise: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    revoke: 'https://oauth2.googleapis.com/revoke',
  },
  microsoft: {
    authorise: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    token: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    revoke: null,
  },
};

const scopes: Record<OAuthProvider, string> = {
  // Gmail knows only the one scope for IMAP and SMTP.
  google: 'https://mail.google.com/',
  microsoft:
    'offline_access https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All',
};

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(3_600),
  refresh_token: z.string().min(1).optional(),
});
const errorAnswer = z.object({ error: z.string(), error_description: z.string().optional() });

export function oauthMail(options: OAuthMailOptions): MailOAuth {
  const at = (provider: OAuthProvider): Endpoints =>
    options.endpoints?.[provider] ?? endpointsOf[provider];
  const ask = async (
    provider: OAuthProvider,
    fields: Record<string, string>,
  ): Promise<OAuthTokens> =>
    await askForTokens(options, { provider, url: at(provider).token, fields });
  const { redirectUrl } = options;
  return {
    redirectUrl,
    serversOf: (provider) => options.servers?.[provider] ?? serversOf[provider],
    authoriseUrl({ provider, state, codeChallenge, loginHint }) {
      const client = options.clients[provider];
      if (client === undefined) return null;
      const url = new URL(at(provider).authorise);
      url.search = new URLSearchParams({
        client_id: client.clientId,
        response_type: 'code',
        redirect_uri: redirectUrl,
        scope: scopes[provider],
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        login_hint: loginHint,
        // Without these Google gives no refresh token the second time.
        ...(provider === 'google' ? { access_type: 'offline', prompt: 'consent' } : {}),
      }).toString();
      return url.toString();
    },
    exchange: async ({ provider, code, codeVerifier }) =>
      await ask(provider, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUrl,
        code_verifier: codeVerifier,
      }),
    refresh: async ({ provider, refreshToken }) =>
      await ask(provider, { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() }),
    async revoke({ provider, token }) {
      const { revoke } = at(provider);
      if (revoke === null) return;
      const answer = await post(options, { url: revoke, fields: { token: token.reveal() } });
      // A token that is gone already is what was wanted.
      if (answer.status >= 500) throw failure('unreachable', provider, `revoke: ${answer.status}`);
    },
  };
}

async function askForTokens(
  options: OAuthMailOptions,
  given: { provider: OAuthProvider; url: string; fields: Record<string, string> },
): Promise<OAuthTokens> {
  const { provider, url, fields } = given;
  const client = options.clients[provider];
  if (client === undefined) throw failure('unauthorized', provider, 'no client id');
  const answer = await post(options, {
    url,
    fields: {
      ...fields,
      client_id: client.clientId,
      client_secret: client.clientSecret.reveal(),
    },
  });
  if (answer.status === 200) {
    const read = tokenAnswer.safeParse(answer.body);
    if (!read.success) throw failure('unexpectedAnswer', provider, 'no access token in the answer');
    const { access_token, expires_in, refresh_token } = read.data;
    return {
      accessToken: new Secret(access_token),
      expiresAt: new Date(options.clock.now().getTime() + expires_in * 1_000),
      refreshToken: refresh_token === undefined ? null : new Secret(refresh_token),
    };
  }
  const said = errorAnswer.safeParse(answer.body);
  const code = said.success ? said.data.error : `status ${answer.status}`;
  if (answer.status >= 500 || answer.status === 429) throw failure('unreachable', provider, code);
  if (ownFaults.has(code)) throw applicationRefused(provider, code);
  const isStaleCode = code === 'invalid_grant' && fields['grant_type'] === 'authorization_code';
  throw failure(isStaleCode ? 'rejected' : 'unauthorized', provider, code);
}

/** What the provider holds against this installation, not against the mailbox (RFC 6749, 5.2). */
const ownFaults = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'invalid_scope',
  'redirect_uri_mismatch',
  'unsupported_grant_type',
]);

function applicationRefused(provider: OAuthProvider, code: string): PortFailure {
  const name = provider === 'google' ? 'GOOGLE' : 'MICROSOFT';
  return new PortFailure({
    kind: 'unauthorized',
    message: `The provider does not accept this installation’s application (${code}). The operator checks ${name}_CLIENT_ID, ${name}_CLIENT_SECRET and the redirect address registered there.`,
    detail: `oauth ${provider}: ${code}`,
  });
}

async function post(
  options: OAuthMailOptions,
  { url, fields }: { url: string; fields: Record<string, string> },
): Promise<{ status: number; body: unknown }> {
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(fields).toString(),
      signal: AbortSignal.timeout(options.timeoutMs ?? 20_000),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: jsonIn(text) };
  } catch (cause) {
    throw new PortFailure({
      kind: 'unreachable',
      message: 'The sign-in provider could not be reached. It is tried again by itself.',
      detail: `oauth: ${cause instanceof Error ? cause.message : 'failed'}`,
      cause,
    });
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const messages: Record<'unreachable' | 'unauthorized' | 'rejected' | 'unexpectedAnswer', string> = {
  unreachable: 'does not answer at the moment. It is tried again by itself.',
  unauthorized: 'no longer lets us in: connect the mailbox again.',
  rejected: 'does not know this code any more: begin connecting the mailbox again.',
  unexpectedAnswer: 'answered in a form this version does not know.',
};

function failure(
  kind: keyof typeof messages,
  provider: OAuthProvider,
  detail: string,
): PortFailure {
  const name = provider === 'google' ? 'Google' : 'Microsoft';
  return new PortFailure({
    kind,
    message: `${name} ${messages[kind]}`,
    detail: `oauth ${provider}: ${detail}`,
  });
}
