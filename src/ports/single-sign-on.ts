// Signing in at a customer's own identity provider (OpenID Connect, code flow with PKCE, state and nonce).

import type { Secret } from '../core/secret.ts';

export interface IdentityProvider {
  issuer: string;
  clientId: string;
  clientSecret: Secret;
}

/** Made anew for each sign-in; kept until the browser comes back. */
export interface SignInSecrets {
  state: string;
  nonce: string;
  verifier: string;
}

export interface Identity {
  /** Never changes; an email may. */
  subject: string;
  /** In lower case. */
  email: string | null;
  isEmailVerified: boolean;
  name: string | null;
}

export interface SingleSignOn {
  /** Where the provider sends the browser back to; to be registered there. */
  redirectUrl: string;
  /** Where the browser goes. Throws PortFailure where the provider cannot be reached or is none. */
  begin(provider: IdentityProvider, secrets: SignInSecrets): Promise<string>;
  /** Whoever signed in there. Throws PortFailure `rejected` for anything that does not check out. */
  finish(
    provider: IdentityProvider,
    back: { query: string; secrets: SignInSecrets },
  ): Promise<Identity>;
}
