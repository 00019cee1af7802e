// /v1/mapping: its versions, what changed between two, an older one again, a copy for a job, and JSON in and out.
import { changeMapping } from '../../flows/change-mapping.ts';
import {
  cloneMapping,
  diffMappingVersions,
  exportMapping,
  listMappingVersions,
  restoreMapping,
} from '../../flows/mapping-history.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  cloneBody,
  diffAnswer,
  diffQuery,
  exportAnswer,
  importBody,
  mappingChangeAnswer,
  mappingQuery,
  restoreBody,
  versionsAnswer,
  versionsQuery,
} from '../contract/mapping.ts';
import { fromCursor, numberForm, pageOf } from '../cursor.ts';

const tags = ['mapping'];

export function mappingHistoryRoutes(app: App, parts: HttpParts): void {
  lookRoutes(app, parts);
  changeRoutes(app, parts);
}

function lookRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/mapping/versions',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'Every version of the field mapping, newest first',
        querystring: versionsQuery,
        response: { 200: versionsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, jobId = null } = request.query;
      const place = fromCursor(cursor, numberForm);
      const before = place === null ? null : Number(place);
      const page = { workspaceId, jobId, before, limit: limit + 1 };
      return pageOf(await listMappingVersions(deps.db, page), limit, (row) => row.version);
    },
  );
  app.get(
    '/v1/mapping/diff',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'What one version changed against another',
        querystring: diffQuery,
        response: { 200: diffAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { jobId = null, from, to } = request.query;
      const key = { workspaceId, jobId, from, to };
      return { differences: await diffMappingVersions(deps.db, key) };
    },
  );
  app.get(
    '/v1/mapping/export',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'The mapping in force as JSON to keep or take elsewhere',
        querystring: mappingQuery,
        response: { 200: exportAnswer },
      },
    },
    async (request, reply) => {
      const { workspaceId } = callerOf(request);
      void reply.header('content-disposition', 'attachment; filename="mapping.json"');
      return await exportMapping(deps.db, { workspaceId, jobId: request.query.jobId ?? null });
    },
  );
}

function changeRoutes(app: App, { deps }: HttpParts): void {
  const schemaOf = (summary: string) => ({
    tags,
    summary,
    response: { 200: mappingChangeAnswer },
  });
  app.post(
    '/v1/mapping/import',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        ...schemaOf('Put an exported mapping in force'),
        querystring: mappingQuery,
        body: importBody,
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const jobId = request.query.jobId ?? null;
      const change = { workspaceId, jobId, json: request.body, actor: actorOf(caller) };
      return await changeMapping(deps, change);
    },
  );
  app.post(
    '/v1/mapping/restore',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        ...schemaOf('Put an older version in force again, as a new one'),
        body: restoreBody,
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { version, jobId = null } = request.body;
      return await restoreMapping(deps, { workspaceId, jobId, version, actor: actorOf(caller) });
    },
  );
  app.post(
    '/v1/mapping/clone',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: { ...schemaOf('Give a job its own copy of a mapping'), body: cloneBody },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { fromJobId = null, toJobId } = request.body;
      const actor = actorOf(caller);
      return await cloneMapping(deps, { workspaceId, fromJobId, toJobId, actor });
    },
  );
}
