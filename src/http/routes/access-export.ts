// POST /v1/people/:id/export: everything held on one person in one answer.
import { exportPerson } from '../../flows/access-export.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { accessExport } from '../contract/access-export.ts';
import { idParams } from '../contract/page.ts';

export function accessExportRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/people/:id/export',
    {
      config: { scope: 'admin', permission: 'people.export' },
      schema: {
        tags: ['people'],
        summary:
          'Everything held on a person, with sources and opened texts; the reading is audited',
        params: idParams,
        response: { 200: accessExport },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const key = { workspaceId, personId: request.params.id, actor: actorOf(caller) };
      void reply.header('cache-control', 'no-store');
      return await exportPerson(deps, key);
    },
  );
}
