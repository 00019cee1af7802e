// /v1/rules/:kind/versions, /diff and /restore: the history of every kind of rules in one shape.
import { listRuleVersions } from '../../db/queries/lists.ts';
import { diffRuleVersions, getRulesVersion, restoreRules } from '../../flows/rules-history.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { pageQuery } from '../contract/page.ts';
import {
  ruleParams,
  rulesChangeAnswer,
  rulesDiffAnswer,
  rulesDiffQuery,
  rulesRestoreBody,
  ruleVersionAnswer,
  ruleVersionParams,
  ruleVersionsAnswer,
} from '../contract/rule.ts';
import { fromCursor, numberForm, pageOf } from '../cursor.ts';

const tags = ['rules'];
const reading = { scope: 'read', permission: 'rules.read' } as const;

export function ruleHistoryRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/rules/:kind/versions',
    {
      config: reading,
      schema: {
        tags,
        summary: 'Who changed these rules when, newest first',
        params: ruleParams,
        querystring: pageQuery,
        response: { 200: ruleVersionsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { kind } = request.params;
      const { limit, cursor } = request.query;
      const place = fromCursor(cursor, numberForm);
      const before = place === null ? null : Number(place);
      const rows = await listRuleVersions(deps.db, { workspaceId, kind, before, limit: limit + 1 });
      const shown = rows.map(({ body: _body, ...row }) => row);
      return pageOf(shown, limit, (row) => row.version);
    },
  );
  app.get(
    '/v1/rules/:kind/versions/:version',
    {
      config: reading,
      schema: {
        tags,
        summary: 'One version as it was; 0 is what ships with Fulcrum',
        params: ruleVersionParams,
        response: { 200: ruleVersionAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { kind, version } = request.params;
      return { version, body: await getRulesVersion(deps.db, { workspaceId, kind, version }) };
    },
  );
  app.get(
    '/v1/rules/:kind/diff',
    {
      config: reading,
      schema: {
        tags,
        summary: 'What one version changed of another, value by value',
        params: ruleParams,
        querystring: rulesDiffQuery,
        response: { 200: rulesDiffAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { kind } = request.params;
      return { items: await diffRuleVersions(deps.db, { workspaceId, kind, ...request.query }) };
    },
  );
  app.post(
    '/v1/rules/:kind/restore',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Put an older version in force again, as a new one',
        params: ruleParams,
        body: rulesRestoreBody,
        response: { 200: rulesChangeAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const which = { workspaceId: caller.workspaceId, ...request.params, ...request.body };
      return await restoreRules(deps, { ...which, actor: actorOf(caller) });
    },
  );
}
