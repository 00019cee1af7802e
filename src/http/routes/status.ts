// GET /v1/status.
import { countStatus } from '../../db/queries/status-counts.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { statusAnswer } from '../contract/status.ts';

export function statusRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/status',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags: ['status'],
        summary: 'The numbers at a glance',
        response: { 200: statusAnswer },
      },
    },
    async (request) => await countStatus(deps.db, callerOf(request).workspaceId),
  );
}
