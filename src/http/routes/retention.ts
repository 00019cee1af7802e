// /v1/retention: the preview of tonight's cleanup, and the report of every night. The rules are /v1/rules/retention.
import { checkRetentionRules } from '../../core/governance/retention-rules.ts';
import { listRetentionRuns } from '../../db/queries/retention-runs.ts';
import { previewRetention } from '../../flows/preview-retention.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idCursor, pageOf } from '../cursor.ts';
import { pageQuery } from '../contract/page.ts';
import {
  retentionPreview,
  retentionPreviewBody,
  retentionRunsAnswer,
} from '../contract/retention.ts';

const tags = ['retention'];

export function retentionRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/retention/preview',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'What tonight would take, by the code that takes it; nothing is written',
        body: retentionPreviewBody,
        response: { 200: retentionPreview },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { rules } = request.body;
      const tried = rules === undefined ? {} : { rules: checkRetentionRules(rules) };
      return await previewRetention(deps, { workspaceId, ...tried });
    },
  );
  app.get(
    '/v1/retention/runs',
    {
      config: { scope: 'read', permission: 'audit.read' },
      schema: {
        tags,
        summary: 'What each night cleaned up and what holds kept, newest first',
        querystring: pageQuery,
        response: { 200: retentionRunsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      const rows = await listRetentionRuns(deps.db, page);
      const shown = rows.map(({ progress, ...run }) => ({ ...run, done: progress.done }));
      return pageOf(shown, limit, (row) => row.id);
    },
  );
}
