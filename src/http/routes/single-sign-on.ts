// /v1/single-sign-on and the way there and back: signing in at the organisation's own provider.
import { z } from 'zod';
import { InputError } from '../../core/input-error.ts';
import { Secret } from '../../core/secret.ts';
import { findSingleSignOn } from '../../db/queries/single-sign-on.ts';
import { beginSingleSignOn } from '../../flows/oidc-begin.ts';
import { finishSingleSignOn } from '../../flows/oidc-finish.ts';
import { dropIdentityProvider, saveIdentityProvider } from '../../flows/oidc-settings.ts';
import { actorOf, callerOf, personOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  beginSignOnAnswer,
  beginSignOnBody,
  singleSignOnAnswer,
  singleSignOnBody,
} from '../contract/sign-in-ways.ts';
import { giveCookie } from '../cookies.ts';

const tags = ['session'];
const config = { scope: 'admin', permission: 'workspaces.write' } as const;
const tryCookie = 'fulcrum_sign_in';
const comeBackPath = '/oauth/sign-in/callback';

export function singleSignOnRoutes(app: App, parts: HttpParts): void {
  settingRoutes(app, parts);
  const { deps, options } = parts;
  app.post(
    '/v1/session/single-sign-on',
    {
      config: { isOpen: true },
      schema: {
        tags,
        summary: 'Begin to sign in at the organisation’s own provider',
        body: beginSignOnBody,
        response: { 200: beginSignOnAnswer },
      },
    },
    async (request, reply) => {
      const begun = await beginSingleSignOn(deps, { slug: request.body.workspace });
      void reply.setCookie(tryCookie, begun.browserToken.reveal(), {
        path: comeBackPath,
        httpOnly: true,
        sameSite: 'lax',
        secure: options.secureCookies,
        expires: begun.expiresAt,
      });
      return { url: begun.url };
    },
  );
}

function settingRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/single-sign-on',
    {
      config,
      schema: {
        tags,
        summary: 'The identity provider of this workspace',
        response: { 200: singleSignOnAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = personOf(callerOf(request));
      const found = await findSingleSignOn(deps.db, workspaceId);
      const { redirectUrl } = deps.singleSignOn;
      if (found === undefined) return { redirectUrl, provider: null };
      const { sealedClientSecret: _secret, ...provider } = found;
      return { redirectUrl, provider };
    },
  );
  app.put(
    '/v1/single-sign-on',
    {
      config,
      schema: {
        tags,
        summary: 'Name the identity provider; it is asked before it is stored',
        body: singleSignOnBody,
        response: { 200: singleSignOnAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = personOf(caller);
      const { clientSecret, ...wish } = request.body;
      const secret = clientSecret === null ? null : new Secret(clientSecret);
      const as = { workspaceId, actor: actorOf(caller) };
      await saveIdentityProvider(deps, { ...wish, ...as, clientSecret: secret });
      const found = await findSingleSignOn(deps.db, workspaceId);
      const { redirectUrl } = deps.singleSignOn;
      if (found === undefined) return { redirectUrl, provider: null };
      const { sealedClientSecret: _secret, ...provider } = found;
      return { redirectUrl, provider };
    },
  );
  app.delete(
    '/v1/single-sign-on',
    { config, schema: { tags, summary: 'Switch single sign-on off' } },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = personOf(caller);
      await dropIdentityProvider(deps, { workspaceId, actor: actorOf(caller) });
      return await reply.code(204).send();
    },
  );
}

const given = z.string().max(8_000).optional();
const comeBack = z.looseObject({ state: given, code: given, error: given });

/** Where the provider sends the browser back to. What was sent is never shown again. */
export function signInBackRoutes(app: App, { deps, options }: HttpParts): void {
  const schema = { hide: true, querystring: comeBack };
  app.get(comeBackPath, { schema }, async (request, reply) => {
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    try {
      const { session } = await finishSingleSignOn(deps, {
        state: request.query.state,
        query: request.url.split('?')[1] ?? '',
        browserToken: request.cookies[tryCookie],
        userAgent: request.headers['user-agent'] ?? '',
      });
      void reply.clearCookie(tryCookie, { path: comeBackPath });
      const cookie = { token: session.token.reveal(), expiresAt: session.expiresAt };
      giveCookie(reply, cookie, { isSecure: options.secureCookies });
      return await reply.redirect('/', 303);
    } catch (failure) {
      if (!(failure instanceof InputError)) throw failure;
      void reply.type('text/plain; charset=utf-8').serializer(String);
      return await reply.code(403).send(failure.message);
    }
  });
}
