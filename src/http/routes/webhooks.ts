// /v1/webhook-endpoints and /v1/webhook-deliveries.
import { withNames } from '../../db/queries/person-names.ts';
import { InputError } from '../../core/input-error.ts';
import { listDeliveries, listEndpointPage } from '../../db/queries/lists.ts';
import { findDelivery, type DeliveryToMake } from '../../db/queries/webhooks-out.ts';
import { addWebhookEndpoint } from '../../flows/add-webhook-endpoint.ts';
import { removeWebhookEndpoint } from '../../flows/remove-webhook-endpoint.ts';
import { replayDelivery } from '../../flows/replay-delivery.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams, pageQuery } from '../contract/page.ts';
import {
  deliveriesAnswer,
  deliveriesQuery,
  deliveryAnswer,
  endpointsAnswer,
  madeEndpoint,
  newEndpointBody,
} from '../contract/webhook.ts';
import { idCursor, pageOf } from '../cursor.ts';

const tags = ['webhooks'];
const changing = { scope: 'admin', permission: 'rules.write' } as const;

export function webhookRoutes(app: App, parts: HttpParts): void {
  endpointRoutes(app, parts);
  deliveryRoutes(app, parts);
}

function endpointRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/webhook-endpoints',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'List the addresses that signed webhooks go to',
        querystring: pageQuery,
        response: { 200: endpointsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      return pageOf(await listEndpointPage(deps.db, page), limit, (row) => row.id);
    },
  );
  app.post(
    '/v1/webhook-endpoints',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Add an address; its signing secret is told once',
        body: newEndpointBody,
        response: { 201: madeEndpoint },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const endpoint = { ...request.body, workspaceId, actor: actorOf(caller) };
      const made = await addWebhookEndpoint(deps, endpoint);
      void reply.code(201);
      return { id: made.id, secret: made.secret.reveal() };
    },
  );
  app.delete(
    '/v1/webhook-endpoints/:id',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: { tags, summary: 'End an address; its deliveries stay in the log', params: idParams },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const removal = { workspaceId, id: request.params.id, actor: actorOf(caller) };
      await removeWebhookEndpoint(deps, removal);
      return await reply.code(204).send();
    },
  );
}

function deliveryRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/webhook-deliveries',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'What was sent, what waits, and what the receiver answered',
        querystring: deliveriesQuery,
        response: { 200: deliveriesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, endpointId, state } = request.query;
      const beforeId = idCursor(cursor);
      const page = { workspaceId, beforeId, limit: limit + 1, endpointId, state };
      const { items, next } = pageOf(await listDeliveries(deps.db, page), limit, (row) => row.id);
      return { items: await withNames(deps.db, workspaceId, items), next };
    },
  );
  app.get(
    '/v1/webhook-deliveries/:id',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'One delivery with what it says',
        params: idParams,
        response: { 200: deliveryAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { id } = request.params;
      const shown = await listDeliveries(deps.db, { workspaceId, id, beforeId: null, limit: 1 });
      const [item] = await withNames(deps.db, workspaceId, shown);
      const found = await findDelivery(deps.db, { workspaceId, id });
      if (item === undefined || found === undefined)
        throw new InputError('not_found', 'There is no such delivery');
      return { ...item, url: found.url, body: bodyOf(found) };
    },
  );
  app.post(
    '/v1/webhook-deliveries/:id/replay',
    {
      config: changing,
      schema: {
        tags,
        summary: 'Send it again with the same id: also one that was delivered or given up',
        params: idParams,
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { id } = request.params;
      await replayDelivery(deps, { workspaceId, id, actor: actorOf(caller) });
      return await reply.code(204).send();
    },
  );
}

function bodyOf({ event, payload, createdAt }: DeliveryToMake) {
  if ('sealed' in payload || Object.keys(payload).length === 0) return null;
  return { type: event, timestamp: createdAt, data: payload };
}
