// /v1/pilots: start, look, compare, widen, roll back, close.
import { listPilotFindings } from '../../db/queries/pilot-findings.ts';
import { withNames } from '../../db/queries/person-names.ts';
import { listPilotReports, listPilots } from '../../db/queries/pilots.ts';
import { comparePilotNow, type PilotComparison } from '../../flows/report-pilot.ts';
import {
  closePilot,
  getPilot,
  rollBackPilot,
  shownPilot,
  startPilot,
  widenPilot,
} from '../../flows/start-pilot.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams, pageQuery } from '../contract/page.ts';
import {
  comparisonAnswer,
  findingsAnswer,
  pilot,
  pilotBody,
  pilotsAnswer,
  reportsAnswer,
  rollBackAnswer,
  rollBackBody,
  widenBody,
} from '../contract/pilot.ts';
import { fromCursor, numberForm, pageOf, toCursor } from '../cursor.ts';

const tags = ['insight'];
const reading = { scope: 'read', permission: 'insight.read' } as const;
const writing = { scope: 'admin', permission: 'pilot.write' } as const;

export function pilotRoutes(app: App, parts: HttpParts): void {
  readRoutes(app, parts);
  listRoutes(app, parts);
  startRoutes(app, parts);
  decideRoutes(app, parts);
}

function readRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/pilots/:id',
    {
      config: reading,
      schema: { tags, summary: 'One pilot', params: idParams, response: { 200: pilot } },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return await getPilot(deps, { workspaceId, pilotId: request.params.id });
    },
  );
  app.get(
    '/v1/pilots/:id/comparison',
    {
      config: reading,
      schema: {
        tags,
        summary: 'The pilot beside the time before it, with intervals and a verdict',
        params: idParams,
        response: { 200: comparisonAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const found = await getPilot(deps, { workspaceId, pilotId: request.params.id });
      return await comparePilotNow(deps, workspaceId, found);
    },
  );
}

function listRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/pilots',
    {
      config: reading,
      schema: {
        tags,
        summary: 'All pilots, newest first',
        querystring: pageQuery,
        response: { 200: pilotsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const skip = Number(fromCursor(cursor, numberForm) ?? 0);
      const rows = await listPilots(deps.db, { workspaceId, skip, limit: limit + 1 });
      const items = rows.slice(0, limit).map((row) => shownPilot(row, deps.clock.now()));
      return { items, next: rows.length > limit ? toCursor(skip + limit) : null };
    },
  );
  app.get(
    '/v1/pilots/:id/reports',
    {
      config: reading,
      schema: {
        tags,
        summary: 'The weekly reports, newest first',
        params: idParams,
        querystring: pageQuery,
        response: { 200: reportsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const pilotId = request.params.id;
      await getPilot(deps, { workspaceId, pilotId });
      const { limit, cursor } = request.query;
      const place = fromCursor(cursor, numberForm);
      const beforeWeek = place === null ? null : Number(place);
      const page = { workspaceId, pilotId, beforeWeek, limit: limit + 1 };
      const rows = await listPilotReports(deps.db, page);
      const shown = rows.map((row) => ({ ...row, body: row.body as PilotComparison }));
      return pageOf(shown, limit, (row) => row.week);
    },
  );
  app.get(
    '/v1/pilots/:id/findings',
    {
      config: reading,
      schema: {
        tags,
        summary: 'Edge cases met: parked writes, conflicts, questions who is who, newest first',
        params: idParams,
        querystring: pageQuery,
        response: { 200: findingsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const pilotId = request.params.id;
      const { startsAt: since } = await getPilot(deps, { workspaceId, pilotId });
      const { limit, cursor } = request.query;
      const skip = Number(fromCursor(cursor, numberForm) ?? 0);
      const page = { workspaceId, pilotId, since, skip, limit: limit + 1 };
      const rows = await listPilotFindings(deps.db, page);
      return {
        items: await withNames(deps.db, workspaceId, rows.slice(0, limit)),
        next: rows.length > limit ? toCursor(skip + limit) : null,
      };
    },
  );
}

function startRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/pilots',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Start a pilot: outside its jobs, users and cap nothing is written or sent',
        body: pilotBody,
        response: { 200: pilot },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { startsAt, endsAt, name, ...rest } = request.body;
      return await startPilot(deps, {
        workspaceId: caller.workspaceId,
        actor: actorOf(caller),
        name,
        ...given(rest),
        ...given({
          startsAt: startsAt === undefined ? undefined : new Date(startsAt),
          endsAt: endsAt === undefined ? undefined : new Date(endsAt),
        }),
      });
    },
  );
  app.post(
    '/v1/pilots/:id/widen',
    {
      config: writing,
      schema: {
        tags,
        summary: 'More jobs, users, people or time; an empty body ends the limits for everybody',
        params: idParams,
        body: widenBody,
        response: { 200: pilot },
      },
    },
    async (request) => {
      const { endsAt, ...rest } = request.body;
      const until = endsAt === undefined ? {} : { endsAt: new Date(endsAt) };
      return await widenPilot(deps, keyOf(request), { ...given(rest), ...until });
    },
  );
}

function decideRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/pilots/:id/roll-back',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Stop writing and take back what was written since the start',
        params: idParams,
        body: rollBackBody,
        response: { 200: rollBackAnswer },
      },
    },
    async (request) => await rollBackPilot(deps, keyOf(request), request.body),
  );
  app.post(
    '/v1/pilots/:id/close',
    {
      config: writing,
      schema: {
        tags,
        summary: 'End its say: everything is written as the rules have it',
        params: idParams,
        response: { 200: pilot },
      },
    },
    async (request) => await closePilot(deps, keyOf(request)),
  );
}

function keyOf(request: Parameters<typeof callerOf>[0] & { params: { id: string } }) {
  const caller = callerOf(request);
  return { workspaceId: caller.workspaceId, pilotId: request.params.id, actor: actorOf(caller) };
}

/** What is there, so that leaving a field out and giving nothing are the same. */
function given<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}
