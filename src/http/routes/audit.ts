// /v1/audit: every decision and effect, newest first, one by one, and as an export.
import { Readable } from 'node:stream';
import { InputError } from '../../core/input-error.ts';
import { readAuditPage } from '../../db/queries/audit-search.ts';
import type { AuditFilter } from '../../db/queries/audit-search.ts';
import { showAuditEntry } from '../../flows/audit-entry-shown.ts';
import { exportAudit } from '../../flows/audit-export.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  auditAnswer,
  auditEntryAnswer,
  auditExportQuery,
  auditQuery,
  seqParams,
} from '../contract/audit.ts';
import type { AuditQuery } from '../contract/audit.ts';
import { fromCursor, numberForm, pageOf } from '../cursor.ts';
import { auditCheckRoutes } from './audit-checks.ts';

const tags = ['audit'];

export function auditRoutes(app: App, parts: HttpParts): void {
  const { deps } = parts;
  app.get(
    '/v1/audit',
    {
      config: { scope: 'read', permission: 'audit.read' },
      schema: {
        tags,
        summary: 'Every decision and effect, newest first',
        querystring: auditQuery,
        response: { 200: auditAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const before = fromCursor(cursor, numberForm);
      const rows = await readAuditPage(deps.db, {
        ...filterOf(workspaceId, request.query),
        limit: limit + 1,
        ...(before === null ? {} : { beforeSeq: Number(before) }),
      });
      // Sealed values stay sealed in lists: they are shown one entry at a time.
      const shown = rows.map(({ sealed, hash, ...row }) => ({
        ...row,
        hash: Buffer.from(hash).toString('hex'),
        hasPersonal: sealed !== null,
      }));
      return pageOf(shown, limit, (row) => row.seq);
    },
  );
  app.get(
    '/v1/audit/entries/:seq',
    {
      config: { scope: 'read', permission: 'audit.read' },
      schema: {
        tags,
        summary: 'One entry with the values before and after',
        params: seqParams,
        response: { 200: auditEntryAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return await showAuditEntry(deps, { workspaceId, seq: request.params.seq });
    },
  );
  exportRoute(app, parts);
  auditCheckRoutes(app, parts);
}

function exportRoute(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/audit/export',
    {
      config: { scope: 'admin', permission: 'audit.export' },
      schema: {
        tags,
        summary: 'The log as lines of JSON, oldest first: as it is, or in the words of OCSF 1.3',
        querystring: auditExportQuery,
        produces: ['application/x-ndjson'],
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { format, ...query } = request.query;
      const filter = filterOf(caller.workspaceId, query);
      const lines = exportAudit(deps, { filter, format, actor: actorOf(caller) });
      void reply.type('application/x-ndjson; charset=utf-8');
      void reply.header('content-disposition', `attachment; filename="audit.${format}"`);
      return await reply.send(Readable.from(lines));
    },
  );
}

/** Throws InputError where half of a pair is missing. */
function filterOf(workspaceId: string, query: Omit<AuditQuery, 'limit' | 'cursor'>): AuditFilter {
  const { personId, actor, action, rule, ruleVersion, from, to } = query;
  const { subjectKind: kind, subjectId: id } = query;
  if ((kind === undefined) !== (id === undefined))
    throw new InputError('invalid', 'Give subjectKind and subjectId together', 'subjectId');
  if (ruleVersion !== undefined && rule === undefined)
    throw new InputError('invalid', 'Say of which rule with "rule"', 'rule');
  return {
    workspaceId,
    ...(personId === undefined ? {} : { personId }),
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(kind === undefined || id === undefined ? {} : { subject: { kind, id } }),
    ...(rule === undefined ? {} : { rule }),
    ...(ruleVersion === undefined ? {} : { ruleVersion }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  };
}
