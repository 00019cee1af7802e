// What we ask of Lever's sign-in server (OAuth), beside its API.

import type { Secret } from '../core/secret.ts';

/** This installation as Lever registered it. */
export interface LeverApp {
  clientId: string;
  clientSecret: Secret;
  /** Such as https://auth.lever.co: the consent page is /authorize there, tokens come from /oauth/token. */
  authUrl: string;
  /** Where Lever sends the admin back to; exactly as registered. */
  redirectUrl: string;
}

export interface LeverTokens {
  accessToken: Secret;
  /** Null where offline access was not granted. */
  refreshToken: Secret | null;
  expiresInSeconds: number;
  /** Space separated, as Lever names them. */
  scopes: string;
}

/** One HTTP call each, to the sign-in server and so outside the rate limit. Both throw PortFailure. */
export interface LeverOAuth {
  /** Not repeatable: a code is good once. */
  exchangeCode(app: LeverApp, given: { code: string; redirectUrl: string }): Promise<LeverTokens>;
  /** Not repeatable: the refresh token is dead afterwards, and the answer holds the next one. */
  refreshTokens(app: LeverApp, refreshToken: Secret): Promise<LeverTokens>;
}

/** Where the access token of the moment comes from. Both throw PortFailure where there is none. */
export interface LeverGrant {
  token(): Promise<Secret>;
  /** Another token than this one, which Lever refused. */
  replace(refused: Secret): Promise<Secret>;
}
