// /v1/kpis: the dashboard, its parts, the words, the events behind each number, and tables to take away.
import { kpis, kpiWords } from '../../core/insight/kpis.ts';
import { listKpiEvents } from '../../db/queries/insight-events.ts';
import { withNames } from '../../db/queries/person-names.ts';
import { exportKpis } from '../../flows/export-kpis.ts';
import { filterOf, type GivenFilter } from '../../flows/kpi-filter.ts';
import { readBreakdown, readKpis, readResponses } from '../../flows/read-kpis.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  breakdownAnswer,
  breakdownQuery,
  definitionsAnswer,
  eventsAnswer,
  eventsQuery,
  exportQuery,
  kpiQuery,
  kpisAnswer,
  responsesAnswer,
  responsesQuery,
} from '../contract/kpi.ts';
import { fromCursor, numberForm, toCursor } from '../cursor.ts';

const tags = ['insight'];
const config = { scope: 'read', permission: 'insight.read' } as const;

export function kpiRoutes(app: App, parts: HttpParts): void {
  readRoutes(app, parts);
  detailRoutes(app, parts);
  exportRoute(app, parts);
}

function askedOf({ deps }: HttpParts, workspaceId: string, given: GivenFilter) {
  return { workspaceId, ...filterOf(given, deps.clock.now()) };
}

function readRoutes(app: App, parts: HttpParts): void {
  const { deps } = parts;
  app.get(
    '/v1/kpis',
    {
      config,
      schema: {
        tags,
        summary: 'Time to first contact, funnel, responses and duplicates, with 95 % intervals',
        querystring: kpiQuery,
        response: { 200: kpisAnswer },
      },
    },
    async (request) =>
      await readKpis(deps, askedOf(parts, callerOf(request).workspaceId, request.query)),
  );
  app.get(
    '/v1/kpis/definitions',
    {
      config,
      schema: {
        tags,
        summary: 'What each number counts, in words',
        response: { 200: definitionsAnswer },
      },
    },
    () => ({ items: kpis.map((kpi) => ({ kpi, ...kpiWords[kpi] })) }),
  );
}

function detailRoutes(app: App, parts: HttpParts): void {
  const { deps } = parts;
  app.get(
    '/v1/kpis/breakdown',
    {
      config,
      schema: {
        tags,
        summary: 'The numbers apart by job, sourcer, source or week of finding, at most 500 rows',
        querystring: breakdownQuery,
        response: { 200: breakdownAnswer },
      },
    },
    async (request) => {
      const asked = askedOf(parts, callerOf(request).workspaceId, request.query);
      return { items: await readBreakdown(deps, asked, request.query.by) };
    },
  );
  app.get(
    '/v1/kpis/responses',
    {
      config,
      schema: {
        tags,
        summary: 'Responses by sequence, step, variant or channel, at most 500 rows',
        querystring: responsesQuery,
        response: { 200: responsesAnswer },
      },
    },
    async (request) => {
      const { by, sequence } = request.query;
      const asked = askedOf(parts, callerOf(request).workspaceId, request.query);
      const chosen = sequence === undefined ? {} : { sequence };
      return { items: await readResponses(deps, { ...asked, ...chosen }, by) };
    },
  );
  app.get(
    '/v1/kpis/events',
    {
      config,
      schema: {
        tags,
        summary: 'The events behind a number, one per person, or per person and group of messages',
        querystring: eventsQuery,
        response: { 200: eventsAnswer },
      },
    },
    async (request) => {
      const { limit, cursor, kpi, sequence, step, variant, channel } = request.query;
      const asked = askedOf(parts, callerOf(request).workspaceId, request.query);
      const skip = Number(fromCursor(cursor, numberForm) ?? 0);
      const rows = await listKpiEvents(deps.db, {
        ...asked,
        kpi,
        ...(sequence === undefined ? {} : { sequence }),
        ...(step === undefined ? {} : { step }),
        ...(variant === undefined ? {} : { variant }),
        ...(channel === undefined ? {} : { channel }),
        skip,
        limit: limit + 1,
      });
      const next = rows.length > limit ? toCursor(skip + limit) : null;
      const items = await withNames(deps.db, asked.workspaceId, rows.slice(0, limit));
      return { items, next };
    },
  );
}

function exportRoute(app: App, parts: HttpParts): void {
  const { deps } = parts;
  app.get(
    '/v1/kpis/export',
    {
      config,
      schema: {
        tags,
        summary: 'A report as CSV or JSON',
        querystring: exportQuery,
        produces: ['text/csv', 'application/json'],
      },
    },
    async (request, reply) => {
      const { report, kpi, format } = request.query;
      const asked = askedOf(parts, callerOf(request).workspaceId, request.query);
      const { columns, rows } = await exportKpis(deps, asked, { report, kpi });
      if (format === 'json') {
        const objects = rows.map((row) =>
          Object.fromEntries(columns.map((column, place) => [column, row[place] ?? null])),
        );
        void reply.type('application/json; charset=utf-8');
        return await reply.send(JSON.stringify({ items: objects }));
      }
      const lines = [columns, ...rows.map((row) => row.map((cell) => String(cell ?? '')))];
      void reply.type('text/csv; charset=utf-8');
      void reply.header('content-disposition', `attachment; filename="${report}.csv"`);
      return await reply.send(lines.map((cells) => deps.sheets.line(cells)).join(''));
    },
  );
}
