// /v1/parked: list, try again, dismiss with a reason.
import { listParkedThings } from '../../db/queries/parked.ts';
import { dismissParkedThing, retryParkedThing } from '../../flows/settle-parked.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams } from '../contract/page.ts';
import { dismissBody, parkedAnswer, parkedQuery, settledAnswer } from '../contract/parked.ts';
import { fromCursor, pageOf } from '../cursor.ts';

const tags = ['parked'];
const placeForm = /^\d{1,15}_[0-9a-f-]{36}$/;

export function parkedRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/parked',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'What waits for a person, newest first',
        querystring: parkedQuery,
        response: { 200: parkedAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const [since, id] = fromCursor(cursor, placeForm)?.split('_') ?? [];
      const after =
        since === undefined || id === undefined
          ? {}
          : { after: { since: new Date(Number(since)), id } };
      const rows = await listParkedThings(deps.db, { workspaceId, limit: limit + 1, ...after });
      return pageOf(rows, limit, (row) => `${row.since.getTime()}_${row.id}`);
    },
  );
  app.post(
    '/v1/parked/:id/retry',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Try again; what may have happened is looked for first',
        params: idParams,
        response: { 200: settledAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const decision = { workspaceId, id: request.params.id, actor: actorOf(caller) };
      return await retryParkedThing(deps, decision);
    },
  );
  app.post(
    '/v1/parked/:id/dismiss',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Give it up for good, with a reason',
        params: idParams,
        body: dismissBody,
        response: { 200: settledAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { reason } = request.body;
      const decision = { workspaceId, id: request.params.id, actor: actorOf(caller), reason };
      return await dismissParkedThing(deps, decision);
    },
  );
}
