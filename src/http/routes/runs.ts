// /v1/runs: list, look person by person, try, start, confirm and cancel.
import { withNames } from '../../db/queries/person-names.ts';
import { listRuns, listRunWrites } from '../../db/queries/runs.ts';
import { listUndoSteps } from '../../db/queries/undo-steps.ts';
import { dryRun } from '../../flows/dry-run.ts';
import { listRunItems, readRun } from '../../flows/read-run.ts';
import { cancelRun, confirmRun, startRun } from '../../flows/start-run.ts';
import { checkedChange } from '../../flows/try-change.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams, pageQuery } from '../contract/page.ts';
import {
  confirmedRunAnswer,
  runAnswer,
  runBody,
  runCancelAnswer,
  runConfirmBody,
  runItemsAnswer,
  runsAnswer,
  runsQuery,
  runTryAnswer,
  runWritesAnswer,
  startedRunAnswer,
  undoStepsAnswer,
} from '../contract/run.ts';
import { fromCursor, idCursor, numberForm, pageOf, toCursor } from '../cursor.ts';

const tags = ['runs'];

export function runRoutes(app: App, parts: HttpParts): void {
  readRoutes(app, parts);
  rowRoutes(app, parts);
  startRoutes(app, parts);
  decideRoutes(app, parts);
}

function readRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/runs',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'Changes that touch many records, newest first',
        querystring: runsQuery,
        response: { 200: runsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, state, kind } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      const chosen = {
        ...(state === undefined ? {} : { state }),
        ...(kind === undefined ? {} : { kind }),
      };
      const rows = await listRuns(deps.db, { ...page, ...chosen });
      return pageOf(
        rows.map(({ change: _change, ...run }) => run),
        limit,
        (row) => row.id,
      );
    },
  );
  app.get(
    '/v1/runs/:id',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'One run: counts, calls and time while it is held, what it wrote afterwards',
        params: idParams,
        response: { 200: runAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return await readRun(deps, { workspaceId, runId: request.params.id });
    },
  );
}

function rowRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/runs/:id/items',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'What a held run would do, person by person and field by field',
        params: idParams,
        querystring: pageQuery,
        response: { 200: runItemsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const skip = Number(fromCursor(cursor, numberForm) ?? 0);
      const key = { workspaceId, runId: request.params.id };
      const rows = await listRunItems(deps, { ...key, skip, limit: limit + 1 });
      const hasMore = rows.length > limit;
      return { items: rows.slice(0, limit), next: hasMore ? toCursor(skip + limit) : null };
    },
  );
  app.get(
    '/v1/runs/:id/writes',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'What a run wrote, field by field, with what stood there before',
        params: idParams,
        querystring: pageQuery,
        response: { 200: runWritesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const key = { workspaceId, runId: request.params.id };
      const page = { ...key, beforeId: idCursor(cursor), limit: limit + 1 };
      const { items, next } = pageOf(await listRunWrites(deps.db, page), limit, (row) => row.id);
      return { items: await withNames(deps.db, workspaceId, items), next };
    },
  );
  app.get(
    '/v1/runs/:id/steps',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'How far an undo is, call by call',
        params: idParams,
        querystring: pageQuery,
        response: { 200: undoStepsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const afterPosition = Number(fromCursor(cursor, numberForm) ?? 0);
      const page = { workspaceId, runId: request.params.id, afterPosition, limit: limit + 1 };
      const { items, next } = pageOf(
        await listUndoSteps(deps.db, page),
        limit,
        (row) => row.position,
      );
      const shown = items.map(({ action, ...step }) => ({ ...step, place: action.place }));
      return { items: shown, next };
    },
  );
}

function startRoutes(app: App, { deps }: HttpParts): void {
  const changeOf = async (workspaceId: string, body: typeof runBody._output) => {
    const { jobId, trigger = null, personIds = null } = body;
    return await checkedChange(deps, { workspaceId, jobId, trigger, personIds });
  };
  app.post(
    '/v1/runs/try',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: {
        tags,
        summary: 'Dry run of a back-fill, by a new trigger or by hand; nothing is written',
        body: runBody,
        response: { 200: runTryAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const change = await changeOf(workspaceId, request.body);
      const tried = await dryRun(deps, { workspaceId, change });
      return { ...tried, items: await withNames(deps.db, workspaceId, tried.items) };
    },
  );
  app.post(
    '/v1/runs',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Start a back-fill; the mass-update brake may hold it',
        body: runBody,
        response: { 200: startedRunAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const change = await changeOf(workspaceId, request.body);
      return await startRun(deps, { workspaceId, change, actor: actorOf(caller) });
    },
  );
}

function decideRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/runs/:id/confirm',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Let a held change go',
        params: idParams,
        body: runConfirmBody,
        response: { 200: confirmedRunAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      return await confirmRun(deps, {
        workspaceId: caller.workspaceId,
        runId: request.params.id,
        confirmedCount: request.body.confirmedCount,
        actor: actorOf(caller),
      });
    },
  );
  app.post(
    '/v1/runs/:id/cancel',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Give a held change up',
        params: idParams,
        response: { 200: runCancelAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const runId = request.params.id;
      await cancelRun(deps, { workspaceId: caller.workspaceId, runId, actor: actorOf(caller) });
      return { runId, state: 'cancelled' as const };
    },
  );
}
