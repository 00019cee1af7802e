// /v1/imports: upload, mapping, dry run, start, progress, refused rows.
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { InputError } from '../../core/input-error.ts';
import { findImport, listImports } from '../../db/queries/imports.ts';
import type { ImportRow } from '../../db/queries/imports.ts';
import { withNames } from '../../db/queries/person-names.ts';
import { createImport } from '../../flows/create-import.ts';
import { exportImportErrors } from '../../flows/export-import-errors.ts';
import type { ImportMapping } from '../../flows/import-deps.ts';
import { mapImport } from '../../flows/map-import.ts';
import { previewImport } from '../../flows/preview-import.ts';
import { cancelImport, startImport } from '../../flows/start-import.ts';
import { dryRunImport } from '../../flows/try-change.ts';
import { tryImport } from '../../flows/try-import.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idCursor, pageOf } from '../cursor.ts';
import {
  importMappingBody,
  importPreview,
  importShown,
  importTrial,
  importWithPreview,
  importsAnswer,
  newImportQuery,
  trialQuery,
} from '../contract/import.ts';
import { dryRunAnswer } from '../contract/dry-run.ts';
import { idParams, pageQuery } from '../contract/page.ts';
import { uploadedSheet } from '../upload.ts';

const tags = ['imports'];

export function importRoutes(app: App, parts: HttpParts): void {
  uploadRoute(app, parts);
  readRoutes(app, parts);
  mappingRoutes(app, parts);
  runRoutes(app, parts);
}

function uploadRoute(app: App, { deps, options }: HttpParts): void {
  app.post(
    '/v1/imports',
    {
      config: { scope: 'intake', permission: 'intake.write' },
      schema: {
        tags,
        summary: 'Upload a CSV (as the body, or as a form) and see how it would be read',
        description:
          'text/csv as the body, or multipart/form-data with one file. Comma, semicolon, tab or pipe; UTF-8, UTF-16 or Windows-1252. Nothing is taken in before the import is started.',
        querystring: newImportQuery,
        response: { 201: importWithPreview },
      },
    },
    async (request, reply) => {
      const { source, jobExternalId, jobName, fileName } = request.query;
      const sheet = uploadedSheet(request, options.times.idleMs);
      const made = await createImport(deps, {
        ...who(request),
        fileName: fileName ?? (() => sheet.fileName()),
        source,
        job:
          jobExternalId === undefined
            ? null
            : { externalId: jobExternalId, ...(jobName === undefined ? {} : { name: jobName }) },
        content: sheet.content,
      });
      const preview = await previewImport(deps, {
        workspaceId: made.workspaceId,
        importId: made.id,
      });
      void reply.code(201);
      return { import: shown(made), preview };
    },
  );
}

function readRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/imports',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'List imports',
        querystring: pageQuery,
        response: { 200: importsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      return pageOf((await listImports(deps.db, page)).map(shown), limit, (row) => row.id);
    },
  );
  app.get(
    '/v1/imports/:id',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'How far an import is',
        params: idParams,
        response: { 200: importShown },
      },
    },
    async (request) => shown(await getImport(deps, keyOf(request))),
  );
  app.get(
    '/v1/imports/:id/errors.csv',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'The refused rows with the reason first: fix them and import the file again',
        params: idParams,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const found = await getImport(deps, keyOf(request));
      void reply.type('text/csv; charset=utf-8');
      void reply.header('content-disposition', `attachment; filename="errors-${found.id}.csv"`);
      return reply.send(Readable.from(exportImportErrors(deps, keyOf(request))));
    },
  );
}

function mappingRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/imports/:id/preview',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'How the file would be read',
        params: idParams,
        response: { 200: importPreview },
      },
    },
    async (request) => await previewImport(deps, keyOf(request)),
  );
  app.put(
    '/v1/imports/:id/mapping',
    {
      config: { scope: 'intake', permission: 'intake.write' },
      schema: {
        tags,
        summary: 'Change what columns mean, before the start',
        params: idParams,
        body: importMappingBody,
        response: { 200: importPreview },
      },
    },
    async (request) => {
      const { columns, source, job } = request.body;
      await mapImport(deps, {
        ...who(request),
        importId: keyOf(request).importId,
        ...(columns === undefined ? {} : { columns }),
        ...(source === undefined ? {} : { source }),
        ...(job === undefined ? {} : { job: job === null ? null : jobOf(job) }),
      });
      return await previewImport(deps, keyOf(request));
    },
  );
}

function runRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/imports/:id/try',
    {
      config: { scope: 'intake', permission: 'intake.write' },
      schema: {
        tags,
        summary: 'Dry run: count what would be accepted, repeated and refused; nothing is written',
        params: idParams,
        querystring: trialQuery,
        response: { 200: importTrial },
      },
    },
    async (request) => {
      const { rowsMax } = request.query;
      return await tryImport(deps, { ...keyOf(request), rowsMax });
    },
  );
  app.post(
    '/v1/imports/:id/dry-run',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'Dry run: what the rows would come to in Lever, person by person',
        params: idParams,
        response: { 200: dryRunAnswer },
      },
    },
    async (request) => {
      const tried = await dryRunImport(deps, keyOf(request));
      const { workspaceId } = callerOf(request);
      return { ...tried, items: await withNames(deps.db, workspaceId, tried.items) };
    },
  );
  const actions = [
    { name: 'start', flow: startImport, summary: 'Start; a worker takes the rows in' },
    { name: 'cancel', flow: cancelImport, summary: 'Cancel; what was taken in stays' },
  ] as const;
  for (const { name, flow, summary } of actions) {
    app.post(
      `/v1/imports/:id/${name}`,
      {
        config: { scope: 'intake', permission: 'intake.write' },
        schema: { tags, summary, params: idParams, response: { 200: importShown } },
      },
      async (request) => {
        await flow(deps, { ...who(request), importId: keyOf(request).importId });
        return shown(await getImport(deps, keyOf(request)));
      },
    );
  }
}

function who(request: FastifyRequest): { workspaceId: string; actor: string } {
  const caller = callerOf(request);
  return { workspaceId: caller.workspaceId, actor: actorOf(caller) };
}

function keyOf(request: FastifyRequest): { workspaceId: string; importId: string } {
  const { id } = request.params as { id: string };
  return { workspaceId: callerOf(request).workspaceId, importId: id };
}

function jobOf(job: { externalId: string; name?: string | null | undefined }): {
  externalId: string;
  name?: string;
} {
  return { externalId: job.externalId, ...(job.name ? { name: job.name } : {}) };
}

async function getImport(
  deps: HttpParts['deps'],
  key: { workspaceId: string; importId: string },
): Promise<ImportRow> {
  const found = await findImport(deps.db, key);
  if (found === undefined) throw new InputError('not_found', 'There is no such import');
  return found;
}

function shown(row: ImportRow) {
  const { byteCount } = row.mapping as ImportMapping;
  const share = byteCount === 0 ? 1 : Math.min(row.nextByte / byteCount, 1);
  return {
    id: row.id,
    fileName: row.fileName,
    source: row.source,
    jobId: row.jobId,
    state: row.state,
    rows: row.nextRow,
    progress: row.state === 'finished' ? 1 : share,
    accepted: row.acceptedCount,
    duplicates: row.duplicateCount,
    rejected: row.rejectedCount,
    notes: row.notes,
    because: row.because,
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  };
}
