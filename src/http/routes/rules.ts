// /v1/rules/:kind: the rules in force, their history, and a new version.
import { defaultRetentionRules } from '../../core/governance/retention-rules.ts';
import { defaultPauseRules } from '../../core/outreach/pause-rules.ts';
import { defaultMatchRules } from '../../core/people/match-rules.ts';
import { defaultStatusRules } from '../../core/status/status-rules.ts';
import { defaultTimelinePolicy } from '../../core/sync/timeline-policy.ts';
import { listRuleVersions } from '../../db/queries/lists.ts';
import { changePauseRules, changeStatusRules } from '../../flows/outreach-rules.ts';
import { changeMatchRules } from '../../flows/change-match-rules.ts';
import { changeRetentionRules } from '../../flows/change-retention-rules.ts';
import { changeTimelinePolicy } from '../../flows/change-timeline-policy.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { fromCursor, numberForm, pageOf } from '../cursor.ts';
import {
  ruleParams,
  rulesAnswer,
  rulesBody,
  rulesChangeAnswer,
  rulesQuery,
} from '../contract/rule.ts';

const tags = ['rules'];

const byKind = {
  status: { fallback: defaultStatusRules, change: changeStatusRules },
  pause: { fallback: defaultPauseRules, change: changePauseRules },
  match: { fallback: defaultMatchRules, change: changeMatchRules },
  retention: { fallback: defaultRetentionRules, change: changeRetentionRules },
  timeline: { fallback: defaultTimelinePolicy, change: changeTimelinePolicy },
} as const;

export function ruleRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/rules/:kind',
    {
      config: { scope: 'read' },
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
      const shipped = { version: 0, body: byKind[kind].fallback, createdAt: null, createdBy: null };
      return { kind, current: newest ?? shipped, ...pageOf(rows, limit, (row) => row.version) };
    },
  );
  app.put(
    '/v1/rules/:kind',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Put a new version in force',
        params: ruleParams,
        body: rulesBody,
        response: { 200: rulesChangeAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const change = { workspaceId, body: request.body.body, actor: actorOf(caller) };
      return await byKind[request.params.kind].change(deps, change);
    },
  );
}
