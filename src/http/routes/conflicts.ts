// /v1/conflicts: list, look, decide, take a decision back; /v1/frozen-fields: list and thaw.
import { InputError } from '../../core/input-error.ts';
import { findConflict, listConflicts } from '../../db/queries/conflicts.ts';
import { listFrozenPage } from '../../db/queries/frozen-fields.ts';
import { withNames } from '../../db/queries/person-names.ts';
import { reopenConflict } from '../../flows/reopen-conflict.ts';
import { resolveConflict } from '../../flows/resolve-conflict.ts';
import { thawFields } from '../../flows/undo-writes.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  conflict,
  conflictsAnswer,
  conflictsQuery,
  decideBody,
  frozenAnswer,
  frozenQuery,
  thawAnswer,
  thawBody,
} from '../contract/conflict.ts';
import { idParams } from '../contract/page.ts';
import { fromCursor, idCursor, numberForm, pageOf, toCursor } from '../cursor.ts';

const tags = ['conflicts'];

export function conflictRoutes(app: App, parts: HttpParts): void {
  readRoutes(app, parts);
  decideRoutes(app, parts);
  frozenRoutes(app, parts);
}

function readRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/conflicts',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'Fields that both sides changed, or that ours replaced, newest first',
        querystring: conflictsQuery,
        response: { 200: conflictsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, open, ...filter } = request.query;
      const given = Object.fromEntries(
        Object.entries(filter).filter(([, value]) => value !== undefined),
      );
      const isOpen = open === 'all' ? null : open === 'true';
      const page = { workspaceId, isOpen, beforeId: idCursor(cursor), limit: limit + 1 };
      const rows = await listConflicts(deps.db, { ...given, ...page });
      const { items, next } = pageOf(rows, limit, (row) => row.id);
      return { items: await withNames(deps.db, workspaceId, items), next };
    },
  );
  app.get(
    '/v1/conflicts/:id',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'One conflict with both values',
        params: idParams,
        response: { 200: conflict },
      },
    },
    async (request) => await getConflict(deps, callerOf(request).workspaceId, request.params.id),
  );
}

function decideRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/conflicts/:id/decide',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Decide for the value in Lever or for ours',
        params: idParams,
        body: decideBody,
        response: { 200: conflict },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const conflictId = request.params.id;
      const { decision } = request.body;
      await resolveConflict(deps, { workspaceId, conflictId, decision, actor: actorOf(caller) });
      return await getConflict(deps, workspaceId, conflictId);
    },
  );
  app.post(
    '/v1/conflicts/:id/revert',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Take a decision back: the conflict is open again',
        params: idParams,
        response: { 200: conflict },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const conflictId = request.params.id;
      await reopenConflict(deps, { workspaceId, conflictId, actor: actorOf(caller) });
      return await getConflict(deps, workspaceId, conflictId);
    },
  );
}

function frozenRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/frozen-fields',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'Fields to which nothing is written until a person thaws them',
        querystring: frozenQuery,
        response: { 200: frozenAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, recordId, cause } = request.query;
      const skip = Number(fromCursor(cursor, numberForm) ?? 0);
      const chosen = {
        ...(recordId === undefined ? {} : { recordId }),
        ...(cause === undefined ? {} : { cause }),
      };
      const page = { workspaceId, ...chosen, skip, limit: limit + 1 };
      const rows = await listFrozenPage(deps.db, page);
      const next = rows.length > limit ? toCursor(skip + limit) : null;
      return { items: await withNames(deps.db, workspaceId, rows.slice(0, limit)), next };
    },
  );
  app.post(
    '/v1/frozen-fields/thaw',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Let fields of a record be written again',
        body: thawBody,
        response: { 200: thawAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const thawed = await thawFields(deps, {
        ...request.body,
        workspaceId,
        actor: actorOf(caller),
      });
      return { thawed };
    },
  );
}

async function getConflict(deps: HttpParts['deps'], workspaceId: string, conflictId: string) {
  const found = await findConflict(deps.db, { workspaceId, conflictId });
  const [shown] = await withNames(deps.db, workspaceId, found === undefined ? [] : [found]);
  if (shown === undefined) throw new InputError('not_found', 'There is no such conflict.');
  return shown;
}
