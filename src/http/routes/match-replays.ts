// /v1/match-rules/replays: what matching rules would make of all history, and saying yes to it.
import { InputError } from '../../core/input-error.ts';
import { findReplay, listFindings, listReplays } from '../../db/queries/match-replays.ts';
import { applyReplay, startReplay } from '../../flows/start-replay.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  applyBody,
  findingsAnswer,
  findingsQuery,
  matchRulesQuery,
  replay,
  replayBody,
  replayStarted,
  replaysAnswer,
} from '../contract/match-rule.ts';
import { idParams } from '../contract/page.ts';
import { fromCursor, idCursor, numberForm, pageOf } from '../cursor.ts';

const tags = ['match-rules'];

export function matchReplayRoutes(app: App, parts: HttpParts): void {
  decideRoutes(app, parts);
  lookRoutes(app, parts);
}

function decideRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/match-rules/replay',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Work out in the background what rules would make of all history; changes nothing',
        body: replayBody,
        response: { 202: replayStarted },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { body } = request.body;
      reply.code(202);
      return await startReplay(deps, { workspaceId, body, actor: actorOf(caller) });
    },
  );
  app.post(
    '/v1/match-rules/replays/:id/apply',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Put the replayed rules in force and carry out what was found, in the background',
        params: idParams,
        body: applyBody,
        response: { 202: replayStarted },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const confirmed = request.body;
      const { id } = request.params;
      reply.code(202);
      return await applyReplay(deps, { workspaceId, id, confirmed, actor: actorOf(caller) });
    },
  );
}

function lookRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/match-rules/replays',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'Replays, newest first',
        querystring: matchRulesQuery,
        response: { 200: replaysAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      return pageOf(await listReplays(deps.db, page), limit, (row) => row.id);
    },
  );
  app.get(
    '/v1/match-rules/replays/:id',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'One replay with its counts',
        params: idParams,
        response: { 200: replay },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const found = await findReplay(deps.db, { workspaceId, id: request.params.id });
      if (found === undefined) throw new InputError('not_found', 'There is no such replay.');
      return found;
    },
  );
  app.get(
    '/v1/match-rules/replays/:id/findings',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'What would merge, split or go to a human, one by one',
        params: idParams,
        querystring: findingsQuery,
        response: { 200: findingsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, kind } = request.query;
      const after = Number(fromCursor(cursor, numberForm) ?? 0);
      const page = { workspaceId, replayId: request.params.id, after, limit: limit + 1, kind };
      const rows = await listFindings(deps.db, page);
      const shown = pageOf(rows, limit, (row) => row.position);
      const items = shown.items.map(({ parts, ...row }) => ({
        ...row,
        leaving: row.kind === 'split' ? parts : null,
      }));
      return { items, next: shown.next };
    },
  );
}
