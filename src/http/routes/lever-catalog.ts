// /v1/lever/catalog: stages, archive reasons, postings, users and forms of the account, to choose from.
import { listCatalogPage } from '../../db/queries/lever-catalog.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { catalogAnswer, catalogQuery } from '../contract/catalog.ts';
import { fromCursor, numberForm, pageOf } from '../cursor.ts';

export function leverCatalogRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/lever/catalog',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags: ['lever'],
        summary: 'What the Lever account consists of, as last read; makes no call',
        querystring: catalogQuery,
        response: { 200: catalogAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { kind, q = '', all, limit, cursor } = request.query;
      const after = Number(fromCursor(cursor, numberForm) ?? 0);
      const page = { workspaceId, kind, text: q, isWhole: all === 'true', after, limit: limit + 1 };
      return pageOf(await listCatalogPage(deps.db, page), limit, () => after + limit);
    },
  );
}
