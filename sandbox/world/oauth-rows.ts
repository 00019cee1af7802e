// What OAuth leaves behind: apps, codes waiting to be exchanged, and live tokens.

export type OAuthApp = { id: string; secret: string; name: string; redirectUris: string[] };
export type OAuthCode = {
  code: string;
  app: string;
  redirectUri: string;
  scopes: string[];
  expiresAt: number;
};
export type RefreshToken = {
  token: string;
  app: string;
  scopes: string[];
  bornAt: number;
  usedAt: number;
};
export type AccessToken = { token: string; app: string; scopes: string[]; expiresAt: number };

export type OAuthState = {
  apps: Map<string, OAuthApp>;
  codes: Map<string, OAuthCode>;
  refreshTokens: Map<string, RefreshToken>;
  accessTokens: Map<string, AccessToken>;
};

export function emptyOAuth(): OAuthState {
  return { apps: new Map(), codes: new Map(), refreshTokens: new Map(), accessTokens: new Map() };
}
