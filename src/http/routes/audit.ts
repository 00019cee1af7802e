// /v1/audit: every decision and effect, newest first, and the check that nothing was changed.
import { InputError } from '../../core/input-error.ts';
import { readAuditPage } from '../../db/queries/audit.ts';
import { verifyAudit } from '../../flows/verify-audit.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { auditAnswer, auditQuery, verdict, verifyBody } from '../contract/audit.ts';
import { fromCursor, numberForm, pageOf } from '../cursor.ts';

export function auditRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/audit',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['audit'],
        summary: 'Every decision and effect, newest first',
        querystring: auditQuery,
        response: { 200: auditAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, personId, subjectKind: kind, subjectId: id } = request.query;
      if ((kind === undefined) !== (id === undefined)) {
        throw new InputError('invalid', 'Give subjectKind and subjectId together', 'subjectId');
      }
      const before = fromCursor(cursor, numberForm);
      const rows = await readAuditPage(deps.db, {
        workspaceId,
        limit: limit + 1,
        ...(before === null ? {} : { beforeSeq: Number(before) }),
        ...(personId === undefined ? {} : { personId }),
        ...(kind === undefined || id === undefined ? {} : { subject: { kind, id } }),
      });
      // Sealed values stay sealed: they are shown where a person is shown.
      const shown = rows.map(({ sealed: _sealed, hash, ...row }) => ({
        ...row,
        hash: Buffer.from(hash).toString('hex'),
      }));
      return pageOf(shown, limit, (row) => row.seq);
    },
  );
  app.post(
    '/v1/audit/verify',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['audit'],
        summary: 'Walk the whole chain; any changed byte is found',
        body: verifyBody,
        response: { 200: verdict },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { anchor } = request.body;
      return await verifyAudit(deps, { workspaceId, ...(anchor === undefined ? {} : { anchor }) });
    },
  );
}
