// Single sign-on by openid-client: discovery, code flow with PKCE, and every check of the ID token.

import * as oidc from 'openid-client';
import { PortFailure } from '../../ports/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Identity, IdentityProvider, SingleSignOn } from '../../ports/single-sign-on.ts';

export interface OidcOptions {
  redirectUrl: string;
  clock: Clock;
  /** Reaches only what customers may name. */
  send(url: string, init: object): Promise<Response>;
  /** Plain HTTP to this machine, for trying things out. */
  mayUsePlainHttp: boolean;
}

const rememberMs = 10 * 60_000;
const rememberedMax = 1_000;

export function oidcSignIn(options: OidcOptions): SingleSignOn {
  const known = new Map<string, { configuration: oidc.Configuration; until: number }>();

  /** Discovery is asked for at most every ten minutes per provider. */
  async function configurationOf(provider: IdentityProvider): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = provider;
    const key = JSON.stringify([issuer, clientId, clientSecret.reveal()]);
    const nowMs = options.clock.now().getTime();
    const remembered = known.get(key);
    if (remembered !== undefined && nowMs < remembered.until) return remembered.configuration;
    const configuration = await checked(
      'discovery',
      async () =>
        await oidc.discovery(new URL(issuer), clientId, clientSecret.reveal(), undefined, {
          [oidc.customFetch]: async (address, init) => await options.send(address, init),
          timeout: 15,
          // The signature of the ID token is checked as well; the standard leaves it to TLS.
          execute: [
            oidc.enableNonRepudiationChecks,
            ...(options.mayUsePlainHttp ? [oidc.allowInsecureRequests] : []),
          ],
        }),
    );
    if (known.size >= rememberedMax) known.clear();
    known.set(key, { configuration, until: nowMs + rememberMs });
    return configuration;
  }

  return {
    redirectUrl: options.redirectUrl,
    async begin(provider, { state, nonce, verifier }) {
      const configuration = await configurationOf(provider);
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: options.redirectUrl,
        scope: 'openid email profile',
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return url.href;
    },
    async finish(provider, { query, secrets }) {
      const configuration = await configurationOf(provider);
      const back = new URL(options.redirectUrl);
      back.search = query;
      const tokens = await checked(
        'code',
        async () =>
          await oidc.authorizationCodeGrant(configuration, back, {
            pkceCodeVerifier: secrets.verifier,
            expectedState: secrets.state,
            expectedNonce: secrets.nonce,
            idTokenExpected: true,
          }),
      );
      return identityOf(tokens.claims());
    },
  };
}

function identityOf(claims: oidc.IDToken | undefined): Identity {
  if (claims === undefined) throw refused('the provider sent no ID token', null);
  const email = claims['email'];
  const name = claims['name'];
  return {
    subject: claims.sub,
    email: typeof email === 'string' ? email.trim().toLowerCase() : null,
    isEmailVerified: claims['email_verified'] === true,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : null,
  };
}

async function checked<Result>(step: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    throw refused(step, cause);
  }
}

function refused(step: string, cause: unknown): PortFailure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new PortFailure({
    kind: 'rejected',
    message: `The identity provider could not be used (${step}: ${code}). Check its address and the client, then try again.`,
    detail: `${step}: ${code}`,
    cause,
  });
}
