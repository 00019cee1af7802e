// A token server as Google's and Microsoft's: codes with PKCE, tokens that end, permissions that are taken back. Mail
// servers ask it whose a token is at /introspect?access_token=.

import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

export interface OAuthServer {
  url: string;
  /** As if the owner of this mailbox had pressed "allow" on the page at this address. */
  allow(authoriseUrl: string, address: string): { code: string; state: string };
  /** The mailbox an access token opens now; null where it opens none. */
  ownerOf(accessToken: string): string | null;
  /** Tokens given out so far end now. */
  expireTokens(): void;
  /** The owner takes the permission back. */
  withdraw(address: string): void;
  /** Answers the next requests with this status. */
  failNext(status: number, times: number): void;
  requests: string[];
  close(): Promise<void>;
}

interface Code {
  address: string;
  challenge: string;
}

const newToken = (): string => randomBytes(18).toString('base64url');

export async function startOAuthServer(): Promise<OAuthServer> {
  const codes = new Map<string, Code>();
  const grants = new Map<string, string>();
  const tokens = new Map<string, string>();
  const requests: string[] = [];
  let failure = { status: 0, times: 0 };
  const issue = (address: string): object => {
    const accessToken = newToken();
    const refreshToken = newToken();
    tokens.set(accessToken, address);
    grants.set(refreshToken, address);
    return { access_token: accessToken, refresh_token: refreshToken, expires_in: 3_600 };
  };
  const answer = (path: string, fields: URLSearchParams): { status: number; body: object } => {
    if (failure.times > 0) {
      failure.times -= 1;
      return { status: failure.status, body: { error: 'temporarily_unavailable' } };
    }
    if (path === '/revoke') {
      grants.delete(fields.get('token') ?? '');
      return { status: 200, body: {} };
    }
    if (fields.get('grant_type') === 'refresh_token') {
      const address = grants.get(fields.get('refresh_token') ?? '');
      if (address === undefined) return { status: 400, body: { error: 'invalid_grant' } };
      return { status: 200, body: issue(address) };
    }
    const code = codes.get(fields.get('code') ?? '');
    codes.delete(fields.get('code') ?? '');
    const verifier = fields.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    if (code === undefined || code.challenge !== challenge)
      return { status: 400, body: { error: 'invalid_grant' } };
    return { status: 200, body: issue(code.address) };
  };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const fields = new URLSearchParams(text);
      const path = request.url ?? '';
      if (path.startsWith('/introspect')) {
        const token = new URL(path, 'http://x').searchParams.get('access_token') ?? '';
        const email = tokens.get(token);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(email === undefined ? { active: false } : { active: true, email }),
        );
        return;
      }
      requests.push(fields.get('grant_type') ?? path);
      const { status, body } = answer(path, fields);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const place = server.address();
  const port = typeof place === 'object' && place !== null ? place.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    allow(authoriseUrl, address) {
      const asked = new URL(authoriseUrl).searchParams;
      const code = newToken();
      codes.set(code, { address, challenge: asked.get('code_challenge') ?? '' });
      return { code, state: asked.get('state') ?? '' };
    },
    ownerOf: (accessToken) => tokens.get(accessToken) ?? null,
    expireTokens: () => tokens.clear(),
    withdraw(address) {
      for (const store of [grants, tokens])
        for (const [token, owner] of store) if (owner === address) store.delete(token);
    },
    failNext(status, times) {
      failure = { status, times };
    },
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
