// /v1/mapping: the field mapping in force, tried and changed; what the brake holds is confirmed as a run.
import { getMapping } from '../../db/queries/mappings.ts';
import { withNames } from '../../db/queries/person-names.ts';
import { changeMapping, tryMapping } from '../../flows/change-mapping.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  mappingAnswer,
  mappingBody,
  mappingChangeAnswer,
  mappingChangeBody,
  mappingQuery,
  mappingTryAnswer,
} from '../contract/mapping.ts';

const tags = ['mapping'];

export function mappingRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/mapping',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'The field mapping in force',
        querystring: mappingQuery,
        response: { 200: mappingAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return await getMapping(deps.db, { workspaceId, jobId: request.query.jobId ?? null });
    },
  );
  app.post(
    '/v1/mapping/try',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'What a mapping would change, person by person; writes nothing',
        body: mappingBody,
        response: { 200: mappingTryAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { mapping, jobId } = request.body;
      const tried = await tryMapping(deps, { workspaceId, jobId: jobId ?? null, json: mapping });
      return { ...tried, items: await withNames(deps.db, workspaceId, tried.items) };
    },
  );
  app.put(
    '/v1/mapping',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Put a mapping in force; what it changes follows in the background',
        body: mappingChangeBody,
        response: { 200: mappingChangeAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { mapping, jobId, basedOn } = request.body;
      return await changeMapping(deps, {
        workspaceId: caller.workspaceId,
        jobId: jobId ?? null,
        json: mapping,
        basedOn,
        actor: actorOf(caller),
      });
    },
  );
}
