// Signing in to mailboxes by OAuth 2 at the providers that ask for it.

import type { Secret } from '../core/secret.ts';
import type { MailServer } from './mail-account.ts';

export const oauthProviders = ['google', 'microsoft'] as const;
export type OAuthProvider = (typeof oauthProviders)[number];

export interface OAuthTokens {
  accessToken: Secret;
  expiresAt: Date;
  /** A new one where the provider gave one; the old one then ends sooner or later. */
  refreshToken: Secret | null;
}

/** Where the person is sent: PKCE, offline access, and only the scopes for SMTP and IMAP. */
export interface OAuthAsk {
  provider: OAuthProvider;
  state: string;
  codeChallenge: string;
  /** The address they should choose. */
  loginHint: string;
}

export interface MailOAuth {
  /** Where providers send people back to, exactly as registered there. */
  readonly redirectUrl: string;
  serversOf(provider: OAuthProvider): { smtp: MailServer; imap: MailServer };
  /** Null where this installation has no client id of that provider. */
  authoriseUrl(ask: OAuthAsk): string | null;
  /** Throws PortFailure: `rejected` for a code that is used or stale. */
  exchange(given: {
    provider: OAuthProvider;
    code: string;
    codeVerifier: string;
  }): Promise<OAuthTokens>;
  /** Throws PortFailure: `unauthorized` where the permission was taken back. */
  refresh(given: { provider: OAuthProvider; refreshToken: Secret }): Promise<OAuthTokens>;
  /** Gives the permission back. Microsoft has no such call: then it only resolves. */
  revoke(given: { provider: OAuthProvider; token: Secret }): Promise<void>;
}
