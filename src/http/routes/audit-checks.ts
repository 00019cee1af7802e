// /v1/audit/verify and /v1/audit/checkpoints: that nothing was changed, and the signed places of the chain.
import { listCheckpointPlaces, listCheckpoints } from '../../db/queries/audit-checkpoints.ts';
import { asCheckpoints, makeCheckpoint } from '../../flows/audit-checkpoint.ts';
import { verifyAudit } from '../../flows/verify-audit.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { checkpointMadeAnswer, checkpointsAnswer, verdict, verifyBody } from '../contract/audit.ts';
import { pageQuery } from '../contract/page.ts';
import { fromCursor, numberForm, pageOf } from '../cursor.ts';

const tags = ['audit'];

export function auditCheckRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/audit/verify',
    {
      config: { scope: 'read', permission: 'audit.read' },
      schema: {
        tags,
        summary: 'Walk the whole chain; any changed byte is found',
        body: verifyBody,
        response: { 200: verdict },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { anchor, checkpoints, publicKey } = request.body;
      return await verifyAudit(deps, {
        workspaceId,
        ...(anchor === undefined ? {} : { anchor }),
        ...(checkpoints === undefined ? {} : { checkpoints }),
        ...(publicKey === undefined ? {} : { publicKey }),
      });
    },
  );
  app.get(
    '/v1/audit/checkpoints',
    {
      config: { scope: 'read', permission: 'audit.read' },
      schema: {
        tags,
        summary: 'Signed places of the chain, newest first, and where they are kept',
        querystring: pageQuery,
        response: { 200: checkpointsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const place = fromCursor(cursor, numberForm);
      const beforeSeq = place === null ? null : Number(place);
      const rows = await listCheckpoints(deps.db, { workspaceId, beforeSeq, limit: limit + 1 });
      const { items, next } = pageOf(rows, limit, (row) => row.seq);
      return {
        items: await asCheckpoints(deps, workspaceId, items),
        next,
        places: await listCheckpointPlaces(deps.db, workspaceId),
      };
    },
  );
  app.post(
    '/v1/audit/checkpoints',
    {
      config: { scope: 'admin', permission: 'audit.export' },
      schema: {
        tags,
        summary: 'Verify what is new and sign where the chain stands now',
        response: { 200: checkpointMadeAnswer },
      },
    },
    async (request) => await makeCheckpoint(deps, callerOf(request).workspaceId),
  );
}
