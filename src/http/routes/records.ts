// GET /v1/records: people's counterparts in Lever.
import { listRecords } from '../../db/queries/lists.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idCursor, pageOf } from '../cursor.ts';
import { recordsAnswer, recordsQuery } from '../contract/person.ts';

export function recordRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/records',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags: ['people'],
        summary: 'List records, of one person or status',
        querystring: recordsQuery,
        response: { 200: recordsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, personId, status } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1, personId, status };
      return pageOf(await listRecords(deps.db, page), limit, (row) => row.id);
    },
  );
}
