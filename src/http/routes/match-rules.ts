// /v1/match-rules: the rules in force, their history, and what was learned.
import { defaultMatchRules } from '../../core/people/match-rules.ts';
import type { MatchRules } from '../../core/people/match-rules.ts';
import { listRuleVersions } from '../../db/queries/lists.ts';
import { changeMatchRules } from '../../flows/change-match-rules.ts';
import { learnMatching } from '../../flows/learn-matching.ts';
import {
  diffMatchRuleVersions,
  restoreLearned,
  restoreMatchRules,
} from '../../flows/match-rules-history.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  diffAnswer,
  diffQuery,
  learnAnswer,
  learnedAnswer,
  learnedQuery,
  matchRulesAnswer,
  matchRulesBody,
  matchRulesQuery,
  restoreBody,
  restoreLearnedBody,
  versionAnswer,
} from '../contract/match-rule.ts';
import { fromCursor, numberForm, pageOf } from '../cursor.ts';

const tags = ['match-rules'];
const shipped = { version: 0, body: defaultMatchRules, createdAt: null, createdBy: null };

export function matchRuleRoutes(app: App, parts: HttpParts): void {
  lookRoutes(app, parts);
  changeRoutes(app, parts);
  learnRoutes(app, parts);
}

function placeOf(cursor: string | undefined): number | null {
  const place = fromCursor(cursor, numberForm);
  return place === null ? null : Number(place);
}

function lookRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/match-rules',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'How people are matched, and every version before',
        querystring: matchRulesQuery,
        response: { 200: matchRulesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const page = { workspaceId, kind: 'match' };
      const before = placeOf(cursor);
      const rows = await listRuleVersions(deps.db, { ...page, before, limit: limit + 1 });
      const [newest] = await listRuleVersions(deps.db, { ...page, before: null, limit: 1 });
      const current = newest ?? shipped;
      const primaryKey = (current.body as MatchRules).keys[0]?.kind ?? null;
      return { current, primaryKey, ...pageOf(rows, limit, (row) => row.version) };
    },
  );
  app.get(
    '/v1/match-rules/diff',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'What changed between two versions',
        querystring: diffQuery,
        response: { 200: diffAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { from, to } = request.query;
      return { items: await diffMatchRuleVersions(deps.db, { workspaceId, from, to }) };
    },
  );
}

function changeRoutes(app: App, { deps }: HttpParts): void {
  app.put(
    '/v1/match-rules',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Put a new version in force, from the next profile on',
        body: matchRulesBody,
        response: { 200: versionAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { body } = request.body;
      return await changeMatchRules(deps, { workspaceId, body, actor: actorOf(caller) });
    },
  );
  app.post(
    '/v1/match-rules/restore',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Put an older version back in force, as a new one',
        body: restoreBody,
        response: { 200: versionAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { version } = request.body;
      return await restoreMatchRules(deps, { workspaceId, version, actor: actorOf(caller) });
    },
  );
}

function learnRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/match-rules/learn',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Learn from the answers and the data now; it also happens daily',
        response: { 200: learnAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const learning = { workspaceId, actor: actorOf(caller), evenPinned: true };
      return { items: await learnMatching(deps, learning) };
    },
  );
  app.get(
    '/v1/match-rules/learned',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'What was learned, every version, newest first',
        querystring: learnedQuery,
        response: { 200: learnedAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, kind } = request.query;
      const page = { workspaceId, kind, before: placeOf(cursor), limit: limit + 1 };
      return pageOf(await listRuleVersions(deps.db, page), limit, (row) => row.version);
    },
  );
  app.post(
    '/v1/match-rules/learned/restore',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Put back what was learned before; the daily learning then leaves it alone',
        body: restoreLearnedBody,
        response: { 200: versionAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { kind, version } = request.body;
      const wanted = { workspaceId, kind, version, actor: actorOf(caller) };
      return await restoreLearned(deps, wanted);
    },
  );
}
