// /v1/holds: list, place by hand, lift.
import { listHolds } from '../../db/queries/lists.ts';
import { liftHold } from '../../flows/lift-hold.ts';
import { placeHold } from '../../flows/place-hold.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idCursor, pageOf } from '../cursor.ts';
import {
  holdsAnswer,
  holdsQuery,
  liftHoldAnswer,
  liftHoldBody,
  placeHoldAnswer,
  placeHoldBody,
} from '../contract/hold.ts';
import { idParams } from '../contract/page.ts';

const tags = ['holds'];

export function holdRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/holds',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'List holds',
        querystring: holdsQuery,
        response: { 200: holdsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, personId, inForce } = request.query;
      const isInForce = inForce === 'true';
      const page = {
        workspaceId,
        beforeId: idCursor(cursor),
        limit: limit + 1,
        personId,
        isInForce,
      };
      return pageOf(await listHolds(deps.db, page), limit, (row) => row.id);
    },
  );
  app.post(
    '/v1/holds',
    {
      config: { scope: 'admin', permission: 'outreach.write' },
      schema: {
        tags,
        summary: 'Hold outreach to a person; the sources are told at once',
        body: placeHoldBody,
        response: { 201: placeHoldAnswer },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const placed = await placeHold(deps, {
        ...request.body,
        workspaceId,
        actor: actorOf(caller),
      });
      void reply.code(201);
      return placed;
    },
  );
  app.post(
    '/v1/holds/:id/lift',
    {
      config: { scope: 'admin', permission: 'outreach.override' },
      schema: {
        tags,
        summary: 'Lift a hold; where it was the last one, paused outreach goes on',
        params: idParams,
        body: liftHoldBody,
        response: { 200: liftHoldAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { because } = request.body;
      const lift = { workspaceId, holdId: request.params.id, actor: actorOf(caller), because };
      return await liftHold(deps, lift);
    },
  );
}
