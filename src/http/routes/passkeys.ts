// /v1/me/passkeys and /v1/session/passkey: keys on one's own devices instead of a password.
import { listPasskeys } from '../../db/queries/passkeys.ts';
import {
  beginPasskeySignIn,
  dropPasskey,
  keepPasskey,
  offerPasskey,
  signInWithPasskey,
  type Me,
} from '../../flows/passkeys.ts';
import { callerOf, personOf, type Caller } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams } from '../contract/page.ts';
import {
  madePasskeyAnswer,
  passkeyBody,
  passkeyOptionsAnswer,
  passkeysAnswer,
  passkeySignInBody,
} from '../contract/sign-in-ways.ts';
import { acceptedAnswer, provenBody } from '../contract/user.ts';
import { giveCookie } from '../cookies.ts';

const own = { scope: 'read', isOwn: true } as const;

export function passkeyRoutes(app: App, parts: HttpParts): void {
  ownRoutes(app, parts);
  signInRoutes(app, parts);
}

function ownRoutes(app: App, { deps }: HttpParts): void {
  const tags = ['me'];
  app.get(
    '/v1/me/passkeys',
    { config: own, schema: { tags, summary: 'Your passkeys', response: { 200: passkeysAnswer } } },
    async (request) => {
      const found = await listPasskeys(deps.db, meOf(callerOf(request)).accountId);
      const items = found.map(({ id, name, createdAt, lastUsedAt }) => {
        return { id, name, createdAt, lastUsedAt };
      });
      return { items };
    },
  );
  app.post(
    '/v1/me/passkeys/begin',
    {
      config: own,
      schema: {
        tags,
        summary: 'Begin to add a passkey: options for the browser',
        body: provenBody,
        response: { 200: passkeyOptionsAnswer },
      },
    },
    async (request) => await offerPasskey(deps, meOf(callerOf(request)), request.body.password),
  );
  app.post(
    '/v1/me/passkeys',
    {
      config: own,
      schema: {
        tags,
        summary: 'Keep the passkey that the browser made',
        body: passkeyBody,
        response: { 201: madePasskeyAnswer },
      },
    },
    async (request, reply) => {
      void reply.code(201);
      return await keepPasskey(deps, meOf(callerOf(request)), request.body);
    },
  );
  app.delete(
    '/v1/me/passkeys/:id',
    { config: own, schema: { tags, summary: 'Take a passkey away', params: idParams } },
    async (request, reply) => {
      await dropPasskey(deps, meOf(callerOf(request)), request.params.id);
      return await reply.code(204).send();
    },
  );
}

function signInRoutes(app: App, { deps, options }: HttpParts): void {
  const tags = ['session'];
  const config = { isOpen: true } as const;
  app.post(
    '/v1/session/passkey/begin',
    {
      config,
      schema: {
        tags,
        summary: 'Begin to sign in with a passkey: options for the browser',
        response: { 200: passkeyOptionsAnswer },
      },
    },
    async () => await beginPasskeySignIn(deps),
  );
  app.post(
    '/v1/session/passkey',
    {
      config,
      schema: {
        tags,
        summary: 'Sign in with a passkey',
        body: passkeySignInBody,
        response: { 200: acceptedAnswer },
      },
    },
    async (request, reply) => {
      const userAgent = request.headers['user-agent'] ?? '';
      const session = await signInWithPasskey(deps, { ...request.body, userAgent });
      const cookie = { token: session.token.reveal(), expiresAt: session.expiresAt };
      giveCookie(reply, cookie, { isSecure: options.secureCookies });
      return { expiresAt: session.expiresAt };
    },
  );
}

function meOf(caller: Caller): Me {
  const { workspaceId, id: userId, accountId } = personOf(caller);
  return { workspaceId, userId, accountId };
}
