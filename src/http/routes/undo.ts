// /v1/undo: take back one field, person, run, import or pilot; first as a preview.
import { undoWrites } from '../../flows/undo-writes.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { undoAnswer, undoBody, undoQuery } from '../contract/undo.ts';

export function undoRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/undo',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags: ['undo'],
        summary: 'Take writes of ours back; by default it only says what can be and what cannot',
        querystring: undoQuery,
        body: undoBody,
        response: { 200: undoAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { scope, archiveReasonId, reason } = request.body;
      const { since, until, ...rest } = scope;
      const given = Object.fromEntries(
        Object.entries(rest).filter(([, value]) => value !== undefined),
      );
      return await undoWrites(deps, {
        workspaceId: caller.workspaceId,
        scope: {
          ...given,
          ...(since === undefined ? {} : { since: new Date(since) }),
          ...(until === undefined ? {} : { until: new Date(until) }),
        },
        archiveReasonId,
        preview: request.query.preview === 'true',
        actor: actorOf(caller),
        because: reason,
      });
    },
  );
}
