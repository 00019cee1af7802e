// /v1/suppressions: list, add, lift; and why somebody was or was not contacted.
import { Readable } from 'node:stream';
import { InputError } from '../../core/input-error.ts';
import { findLivePerson } from '../../db/queries/merges.ts';
import { listSuppressions } from '../../db/queries/suppressions.ts';
import type { Suppression } from '../../db/queries/suppressions.ts';
import { addSuppressions, liftSuppression } from '../../flows/change-suppressions.ts';
import { exportSuppressions } from '../../flows/export-suppressions.ts';
import { importSuppressions } from '../../flows/suppression-sheets.ts';
import { explainSends, whyNotContacted } from '../../flows/why-not-contacted.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams } from '../contract/page.ts';
import {
  addSuppressionsAnswer,
  addSuppressionsBody,
  contactAnswer,
  explainedAnswer,
  exportSuppressionsQuery,
  importSuppressionsAnswer,
  importSuppressionsQuery,
  liftSuppressionBody,
  suppressionDone,
  suppressionsAnswer,
  suppressionsQuery,
} from '../contract/suppression.ts';
import { fromCursor, pageOf } from '../cursor.ts';
import { uploadedSheet } from '../upload.ts';

const tags = ['suppressions'];
const placeForm = /^\d{1,15} [0-9a-f-]{36}$/u;
const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export function suppressionRoutes(app: App, parts: HttpParts): void {
  listRoute(app, parts);
  changeRoutes(app, parts);
  sheetRoutes(app, parts);
  personRoutes(app, parts);
}

function shown({ keyHash: _hash, ...row }: Suppression, withNames: boolean): object {
  return withNames ? row : { ...row, shownAs: null };
}

function listRoute(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/suppressions',
    {
      config: { scope: 'read', permission: 'outreach.read' },
      schema: {
        tags,
        summary: 'Who must not be contacted and why, newest first',
        querystring: suppressionsQuery,
        response: { 200: suppressionsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, personId, kind, cause, inForce, names } = request.query;
      const [ms, id] = fromCursor(cursor, placeForm)?.split(' ') ?? [];
      const before =
        ms === undefined || id === undefined ? null : { placedAt: new Date(Number(ms)), id };
      const rows = await listSuppressions(deps.db, {
        workspaceId,
        before,
        limit: limit + 1,
        ...(personId === undefined ? {} : { personId }),
        ...(kind === undefined ? {} : { kind }),
        ...(cause === undefined ? {} : { cause }),
        isInForce: inForce === 'true',
      });
      const page = pageOf(rows, limit, (row) => `${row.placedAt.getTime()} ${row.id}`);
      const withNames = names === 'true';
      return { ...page, items: page.items.map((row) => shown(row, withNames)) };
    },
  );
}

function changeRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/suppressions',
    {
      config: { scope: 'admin', permission: 'outreach.write' },
      schema: {
        tags,
        summary: 'Never contact these: people, addresses, numbers, domains, profiles, employers',
        body: addSuppressionsBody,
        response: { 201: addSuppressionsAnswer },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      for (const [at, item] of request.body.items.entries()) {
        if (item.kind !== 'person') continue;
        const personId = uuidForm.test(item.value)
          ? await findLivePerson(deps.db, { workspaceId, personId: item.value })
          : undefined;
        if (personId === undefined)
          throw new InputError('not_found', 'There is no such person.', `items[${at}].value`);
      }
      void reply.code(201);
      return await addSuppressions(deps, {
        ...request.body,
        workspaceId,
        actor: actorOf(caller),
      });
    },
  );
  app.post(
    '/v1/suppressions/:id/lift',
    {
      config: { scope: 'admin', permission: 'outreach.override' },
      schema: {
        tags,
        summary: 'Take an entry back with a reason; what it stopped stays stopped',
        params: idParams,
        body: liftSuppressionBody,
        response: { 200: suppressionDone },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { id } = request.params;
      const { because } = request.body;
      const lift = { workspaceId, suppressionId: id, because, actor: actorOf(caller) };
      await liftSuppression(deps, lift);
      return { id };
    },
  );
}

function sheetRoutes(app: App, { deps, options }: HttpParts): void {
  app.post(
    '/v1/suppressions/import',
    {
      config: { scope: 'admin', permission: 'outreach.write' },
      schema: {
        tags,
        summary:
          'Take in a CSV of whom never to contact, row by row; the same file again adds nothing',
        description:
          'text/csv as the body, or multipart/form-data with one file. Columns: value, and where needed kind, cause, because. Each row is on its own.',
        querystring: importSuppressionsQuery,
        response: { 200: importSuppressionsAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { cause, because, preview } = request.query;
      const isDryRun = preview === 'true';
      const { content } = uploadedSheet(request, options.times.idleMs);
      const taken = await importSuppressions(deps, {
        workspaceId: caller.workspaceId,
        content,
        cause,
        because,
        isDryRun,
        actor: actorOf(caller),
      });
      return { isPreview: isDryRun, ...taken };
    },
  );
  app.get(
    '/v1/suppressions/export.csv',
    {
      // It holds addresses, so whoever only looks does not get it.
      config: { scope: 'admin', permission: 'outreach.write' },
      schema: {
        tags,
        summary: 'The list as CSV that can be taken in again; noted in the audit log',
        querystring: exportSuppressionsQuery,
        produces: ['text/csv'],
      },
    },
    (request, reply) => {
      const caller = callerOf(request);
      const asked = {
        workspaceId: caller.workspaceId,
        actor: actorOf(caller),
        isInForce: request.query.inForce === 'true',
      };
      void reply.type('text/csv; charset=utf-8');
      void reply.header('content-disposition', 'attachment; filename="suppressions.csv"');
      return reply.send(Readable.from(exportSuppressions(deps, asked)));
    },
  );
}

function personRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/people/:id/contact',
    {
      config: { scope: 'read', permission: 'outreach.read' },
      schema: {
        tags,
        summary: 'Why this person was not contacted, in one line',
        params: idParams,
        response: { 200: contactAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return await whyNotContacted(deps, { workspaceId, personId: request.params.id });
    },
  );
  app.post(
    '/v1/people/:id/explain',
    {
      config: { scope: 'admin', permission: 'inbox.read' },
      schema: {
        tags,
        summary: 'Every message to a person with what decided it; noted in the audit log',
        params: idParams,
        response: { 200: explainedAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const asked = { workspaceId, personId: request.params.id, actor: actorOf(caller) };
      return { items: await explainSends(deps, asked) };
    },
  );
}
