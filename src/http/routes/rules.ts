// /v1/rules/:kind: the rules in force, their history, a dry run, and a new version.
import { listRuleVersions } from '../../db/queries/lists.ts';
import { withNames } from '../../db/queries/person-names.ts';
import { rulesByKind, tryRules } from '../../flows/sync-rules.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { fromCursor, numberForm, pageOf } from '../cursor.ts';
import {
  ruleParams,
  rulesAnswer,
  rulesBody,
  rulesChangeAnswer,
  rulesChangeBody,
  rulesQuery,
  ruleTryAnswer,
  ruleTryParams,
} from '../contract/rule.ts';

const tags = ['rules'];

export function ruleRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/rules/:kind',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'The rules in force and every version before',
        params: ruleParams,
        querystring: rulesQuery,
        response: { 200: rulesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { kind } = request.params;
      const { limit, cursor } = request.query;
      const place = fromCursor(cursor, numberForm);
      const before = place === null ? null : Number(place);
      const rows = await listRuleVersions(deps.db, { workspaceId, kind, before, limit: limit + 1 });
      const newest =
        before === null
          ? rows[0]
          : (await listRuleVersions(deps.db, { workspaceId, kind, before: null, limit: 1 }))[0];
      const shipped = {
        version: 0,
        body: rulesByKind[kind].fallback,
        createdAt: null,
        createdBy: null,
      };
      return { kind, current: newest ?? shipped, ...pageOf(rows, limit, (row) => row.version) };
    },
  );
  app.put(
    '/v1/rules/:kind',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Put a new version in force',
        params: ruleParams,
        body: rulesChangeBody,
        response: { 200: rulesChangeAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const change = { workspaceId, ...request.body, actor: actorOf(caller) };
      const { version } = await rulesByKind[request.params.kind].change(deps, change);
      return { version };
    },
  );
  app.post(
    '/v1/rules/:kind/try',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'Dry run: whose status, hold or stage would be another; nothing is written',
        params: ruleTryParams,
        body: rulesBody,
        response: { 200: ruleTryAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const tried = await tryRules(deps, { workspaceId, ...request.params, ...request.body });
      if ('sum' in tried)
        return { ...tried, items: await withNames(deps.db, workspaceId, tried.items) };
      return { ...tried, items: await withNames(deps.db, workspaceId, tried.items) };
    },
  );
}
