// Lever's sign-in server: a code or a refresh token for the next pair of tokens.

import { z } from 'zod';
import { Secret } from '../../core/secret.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { LeverApp, LeverOAuth, LeverTokens } from '../../ports/lever-oauth.ts';
import { sendInTime } from './call.ts';
import type { CallOptions } from './call.ts';
import { failureOfShape, failureOfStatus } from './failures.ts';
import type { TransportResponse } from './transport.ts';

const tokenCall = { method: 'POST', path: '/oauth/token' } as const;

/** Both ways to a pair of tokens. */
export function oauthCalls(options: CallOptions): LeverOAuth {
  return {
    exchangeCode: async (app, { code, redirectUrl }) =>
      await askForTokens(options, app, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUrl,
      }),
    refreshTokens: async (app, refreshToken) =>
      await askForTokens(options, app, {
        grant_type: 'refresh_token',
        refresh_token: refreshToken.reveal(),
      }),
  };
}

async function askForTokens(
  options: CallOptions,
  app: LeverApp,
  grant: Record<string, string>,
): Promise<LeverTokens> {
  const form = new URLSearchParams({
    ...grant,
    client_id: app.clientId,
    client_secret: app.clientSecret.reveal(),
  });
  const response = await sendInTime(options, tokenCall, (signal) => ({
    method: 'POST',
    url: `${app.authUrl}/oauth/token`,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: Buffer.from(form.toString(), 'utf8'),
    signal,
  }));
  if (response.status < 200 || response.status >= 300) {
    throw failureOfTokens(response, options.clock.now());
  }
  const parsed = tokens.safeParse(jsonOf(response.body));
  if (!parsed.success) throw failureOfShape(tokenCall, response.status, 'no tokens in the answer');
  return parsed.data;
}

/** The description of the error is left out: it may repeat what was sent. */
function failureOfTokens(response: TransportResponse, now: Date): PortFailure {
  const { status } = response;
  const said = refusal.safeParse(jsonOf(response.body));
  const error = said.success ? said.data.error : '';
  const detail = `POST /oauth/token: status ${status}${error === '' ? '' : `, ${error}`}`;
  if (error === 'invalid_grant')
    return new PortFailure({
      kind: 'unauthorized',
      message:
        'Lever does not take the grant (any more): it was withdrawn, used before, or not used for 90 days. Connect again with OAuth.',
      detail,
      status,
    });
  if (error === 'invalid_client' || error === 'unauthorized_client' || status === 401)
    return new PortFailure({
      kind: 'unauthorized',
      message:
        'Lever does not know this installation. Correct LEVER_CLIENT_ID and LEVER_CLIENT_SECRET, start again, and switch the sync on.',
      detail,
      status,
    });
  return failureOfStatus(tokenCall, response, now);
}

const refusal = z.object({ error: z.string().regex(/^[a-z_]{1,60}$/) });

const tokens: z.ZodType<LeverTokens> = z
  .object({
    access_token: z.string().min(1),
    refresh_token: z.string().min(1).nullish(),
    expires_in: z.coerce.number().positive().default(3600),
    scope: z.string().default(''),
  })
  .transform((given) => ({
    accessToken: new Secret(given.access_token),
    refreshToken: typeof given.refresh_token === 'string' ? new Secret(given.refresh_token) : null,
    expiresInSeconds: given.expires_in,
    scopes: given.scope,
  }));

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}
