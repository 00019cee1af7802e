// /v1/api-keys: made, listed, rotated, revoked.
import { listApiKeys } from '../../db/queries/api-keys.ts';
import { createApiKey } from '../../flows/create-api-key.ts';
import { revokeApiKey } from '../../flows/revoke-api-key.ts';
import { rotateApiKey } from '../../flows/rotate-api-key.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  apiKeysAnswer,
  madeApiKey,
  newApiKeyBody,
  rotateBody,
  rotatedApiKey,
} from '../contract/api-key.ts';
import { idParams, pageQuery } from '../contract/page.ts';
import { idCursor, pageOf } from '../cursor.ts';

const tags = ['api keys'];

export function apiKeyRoutes(app: App, { deps, keys }: HttpParts): void {
  app.get(
    '/v1/api-keys',
    {
      config: { scope: 'admin', permission: 'keys.write' },
      schema: {
        tags,
        summary: 'List keys',
        querystring: pageQuery,
        response: { 200: apiKeysAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      const rows = await listApiKeys(deps.db, page);
      const shown = rows.map(({ workspaceId: _own, ...row }) => row);
      return pageOf(shown, limit, (row) => row.id);
    },
  );
  app.post(
    '/v1/api-keys',
    {
      config: { scope: 'admin', permission: 'keys.write' },
      schema: { tags, summary: 'Make a key', body: newApiKeyBody, response: { 201: madeApiKey } },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { name, scopes, expiresAt } = request.body;
      const made = await createApiKey(deps, {
        workspaceId: caller.workspaceId,
        name,
        scopes,
        expiresAt: expiresAt ? new Date(expiresAt) : null,
        actor: actorOf(caller),
      });
      void reply.code(201);
      return { ...made, key: made.key.reveal() };
    },
  );
  app.post(
    '/v1/api-keys/:id/rotate',
    {
      config: { scope: 'admin', permission: 'keys.write' },
      schema: {
        tags,
        summary: 'Replace a key; both work for a while',
        params: idParams,
        body: rotateBody,
        response: { 201: rotatedApiKey },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { overlapSeconds } = request.body;
      const made = await rotateApiKey(deps, {
        workspaceId: caller.workspaceId,
        id: request.params.id,
        overlapSeconds,
        actor: actorOf(caller),
      });
      keys.forget();
      void reply.code(201);
      return { ...made, key: made.key.reveal() };
    },
  );
  app.delete(
    '/v1/api-keys/:id',
    {
      config: { scope: 'admin', permission: 'keys.write' },
      schema: { tags, summary: 'Revoke a key at once', params: idParams },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      await revokeApiKey(deps, { workspaceId, id: request.params.id, actor: actorOf(caller) });
      keys.forget();
      return await reply.code(204).send();
    },
  );
}
