// /v1/legal-holds: list, place, release; /v1/cleanup-tasks: list, end.
import { listCleanupTasks } from '../../db/queries/cleanup-tasks.ts';
import { listLegalHolds } from '../../db/queries/legal-holds.ts';
import { placeLegalHold, releaseHold } from '../../flows/change-legal-holds.ts';
import { endCleanupTask } from '../../flows/cleanup-tasks.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idCursor, pageOf } from '../cursor.ts';
import {
  cleanupTaskAnswer,
  cleanupTasksAnswer,
  cleanupTasksQuery,
  endCleanupTaskBody,
  legalHoldsAnswer,
  legalHoldsQuery,
  placedLegalHold,
  placeLegalHoldBody,
  releasedLegalHold,
  releaseLegalHoldBody,
} from '../contract/legal-hold.ts';
import { idParams } from '../contract/page.ts';

export function legalHoldRoutes(app: App, parts: HttpParts): void {
  holdRoutes(app, parts);
  cleanupRoutes(app, parts);
}

function holdRoutes(app: App, { deps }: HttpParts): void {
  const tags = ['legal holds'];
  app.get(
    '/v1/legal-holds',
    {
      config: { scope: 'read', permission: 'audit.read' },
      schema: {
        tags,
        summary: 'List legal holds, newest first',
        querystring: legalHoldsQuery,
        response: { 200: legalHoldsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, inForce } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      const rows = await listLegalHolds(deps.db, { ...page, isInForce: inForce === 'true' });
      return pageOf(rows, limit, (row) => row.id);
    },
  );
  app.post(
    '/v1/legal-holds',
    {
      config: { scope: 'admin', permission: 'legal_holds.write' },
      schema: {
        tags,
        summary: 'Keep everything about a person, or about everybody, until it is released',
        body: placeLegalHoldBody,
        response: { 201: placedLegalHold },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      void reply.code(201);
      const { workspaceId } = caller;
      return await placeLegalHold(deps, { ...request.body, workspaceId, actor: actorOf(caller) });
    },
  );
  app.post(
    '/v1/legal-holds/:id/release',
    {
      config: { scope: 'admin', permission: 'legal_holds.write' },
      schema: {
        tags,
        summary: 'Release a legal hold; erasures that waited for it go on',
        params: idParams,
        body: releaseLegalHoldBody,
        response: { 200: releasedLegalHold },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      return await releaseHold(deps, {
        workspaceId: caller.workspaceId,
        id: request.params.id,
        because: request.body.because,
        actor: actorOf(caller),
      });
    },
  );
}

function cleanupRoutes(app: App, { deps }: HttpParts): void {
  const tags = ['retention'];
  app.get(
    '/v1/cleanup-tasks',
    {
      config: { scope: 'read', permission: 'audit.read' },
      schema: {
        tags,
        summary: 'What cleaning up leaves to a person, such as deleting somebody in Lever itself',
        querystring: cleanupTasksQuery,
        response: { 200: cleanupTasksAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, open } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      const rows = await listCleanupTasks(deps.db, { ...page, isOpen: open === 'true' });
      return pageOf(rows, limit, (row) => row.id);
    },
  );
  app.post(
    '/v1/cleanup-tasks/:id/end',
    {
      config: { scope: 'admin', permission: 'retention.write' },
      schema: {
        tags,
        summary: 'Say that a cleanup task is done, or that it is not needed',
        params: idParams,
        body: endCleanupTaskBody,
        response: { 200: cleanupTaskAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      return await endCleanupTask(deps, {
        workspaceId: caller.workspaceId,
        id: request.params.id,
        outcome: request.body.outcome,
        actor: actorOf(caller),
      });
    },
  );
}
