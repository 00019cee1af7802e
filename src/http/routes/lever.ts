// /v1/lever: joining the Lever account by key or OAuth, and ending that. Lever's consent page comes back outside /v1.
import { z } from 'zod';
import { InputError } from '../../core/input-error.ts';
import { Secret } from '../../core/secret.ts';
import { findConnection } from '../../db/queries/lever-connections.ts';
import { connectLever } from '../../flows/connect-lever.ts';
import { disconnectLever } from '../../flows/disconnect-lever.ts';
import { finishOAuth } from '../../flows/finish-oauth.ts';
import { startOAuth } from '../../flows/start-oauth.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  becauseBody,
  connectAnswer,
  connectBody,
  connectionAnswer,
  disconnectAnswer,
  oauthAnswer,
  oauthBody,
} from '../contract/lever.ts';

const tags = ['lever'];
const reading = { scope: 'read', permission: 'sync.read' } as const;
const writing = { scope: 'admin', permission: 'sync.write' } as const;

export function leverRoutes(app: App, { deps }: HttpParts): void {
  const summary = 'The connection to Lever; the credential is never shown';
  app.get(
    '/v1/lever',
    { config: reading, schema: { tags, summary, response: { 200: connectionAnswer } } },
    async (request) => {
      const found = await findConnection(deps.db, callerOf(request).workspaceId);
      if (found === undefined) return { connection: null };
      const { state, because, credentialKind, baseUrl, performAs, mayReadConfidential } = found;
      const hasWebhooks = found.hookUrl !== null;
      const shown = { state, because, credentialKind, baseUrl, performAs, mayReadConfidential };
      return { connection: { ...shown, hasWebhooks, connectedAt: found.createdAt } };
    },
  );
  app.put(
    '/v1/lever',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Connect the Lever account by an API key, or give the connection a new one',
        body: connectBody,
        response: { 200: connectAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { apiKey, publicUrl, ...wish } = request.body;
      return await connectLever(deps, {
        ...wish,
        workspaceId: caller.workspaceId,
        apiKey: new Secret(apiKey),
        publicUrl: publicUrl === undefined ? (deps.publicUrl ?? null) : publicUrl,
        actor: actorOf(caller),
      });
    },
  );
  app.delete(
    '/v1/lever',
    {
      config: writing,
      schema: {
        tags,
        summary: 'End the connection: the credential is forgotten, what was read and written stays',
        body: becauseBody,
        response: { 200: disconnectAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { because } = request.body;
      return await disconnectLever(deps, { workspaceId, because, actor: actorOf(caller) });
    },
  );
  app.post(
    '/v1/lever/oauth',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Begin connecting by OAuth: the address of Lever’s consent page, good for once',
        body: oauthBody,
        response: { 200: oauthAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { publicUrl, ...wish } = request.body;
      return await startOAuth(deps, {
        ...wish,
        workspaceId: caller.workspaceId,
        publicUrl: publicUrl === undefined ? (deps.publicUrl ?? null) : publicUrl,
        actor: actorOf(caller),
      });
    },
  );
}

const given = z.string().max(4_000).optional();
const comeBack = z.object({ state: given, code: given, error: given });

/** Where Lever's consent page sends the admin's browser. The state is the credential; nothing sent is shown again. */
export function leverConsentRoutes(app: App, { deps }: HttpParts): void {
  const schema = { hide: true, querystring: comeBack };
  app.get('/oauth/lever/callback', { schema }, async (request, reply) => {
    const { state, code, error } = request.query;
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    void reply.type('text/plain; charset=utf-8').serializer(String);
    try {
      const { mayReadConfidential } = await finishOAuth(deps, { state, code, error });
      const confidential = mayReadConfidential ? '' : ' Confidential candidates stay unseen.';
      return `Lever is connected.${confidential} You can close this page.`;
    } catch (failure) {
      if (!(failure instanceof InputError)) throw failure;
      void reply.code(400);
      return failure.message;
    }
  });
}
