// A local OpenID provider for tests: discovery, keys, and a token endpoint that insists on PKCE and the client's secret.

import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the ID token says beside the usual; changed by tests. */
  claims: Record<string, unknown>;
  /** Signs with a key that the provider does not publish. */
  usesForeignKey: boolean;
  /** What a browser would come back with after somebody agreed: the query of the redirect. */
  agree(authorizationUrl: string): string;
  close(): Promise<void>;
}

interface Asked {
  nonce: string;
  challenge: string;
  redirectUri: string;
}

export async function startProvider(): Promise<LocalProvider> {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, Asked>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: LocalProvider = {
    issuer,
    clientId: 'fulcrum',
    clientSecret: 'a secret of the client',
    claims: {},
    usesForeignKey: false,
    agree(authorizationUrl) {
      const { searchParams } = new URL(authorizationUrl);
      const of = (name: string): string => searchParams.get(name) ?? '';
      if (of('code_challenge_method') !== 'S256' || of('response_type') !== 'code')
        throw new Error(`not as wanted: ${authorizationUrl}`);
      const code = randomUUID();
      codes.set(code, {
        nonce: of('nonce'),
        challenge: of('code_challenge'),
        redirectUri: of('redirect_uri'),
      });
      return new URLSearchParams({ code, state: of('state') }).toString();
    },
    close: async () =>
      await new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString();
    const send = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    switch (request.url ?? '') {
      case '/.well-known/openid-configuration':
        send(200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          id_token_signing_alg_values_supported: ['RS256'],
        });
        return;
      case '/keys': {
        const jwk = key.publicKey.export({ format: 'jwk' });
        send(200, { keys: [{ ...jwk, kid: 'one', use: 'sig', alg: 'RS256' }] });
        return;
      }
      default:
        token(new URLSearchParams(body), send);
    }
  }

  function token(form: URLSearchParams, send: (status: number, value: object) => void): void {
    const asked = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier') ?? '';
    const isRight =
      asked !== undefined &&
      createHash('sha256').update(verifier).digest('base64url') === asked.challenge &&
      form.get('client_id') === provider.clientId &&
      form.get('client_secret') === provider.clientSecret &&
      form.get('redirect_uri') === asked.redirectUri;
    if (!isRight) {
      send(400, { error: 'invalid_grant' });
      return;
    }
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: provider.clientId,
      sub: 'subject-1',
      iat: now,
      exp: now + 300,
      nonce: asked.nonce,
      ...provider.claims,
    };
    const encoded = [{ alg: 'RS256', kid: 'one', typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const text = encoded.join('.');
    const signer = provider.usesForeignKey ? foreign : key;
    const signature = sign('sha256', Buffer.from(text), signer.privateKey).toString('base64url');
    const id_token = `${text}.${signature}`;
    send(200, { access_token: 'unused', token_type: 'Bearer', expires_in: 300, id_token });
  }

  return provider;
}
