// /v1/mapping: the suggested mapping, transforms on a sample, and the form templates it needs in Lever.
import { getMapping } from '../../db/queries/mappings.ts';
import { listParkedTemplates } from '../../db/queries/parked-templates.ts';
import { getCheckedForm } from '../../flows/change-mapping.ts';
import { createFormTemplate } from '../../flows/create-form-template.ts';
import { checkTemplatesNow, suggestMapping } from '../../flows/suggest-mapping.ts';
import { tryTransforms } from '../../flows/try-transforms.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  checkAnswer,
  suggestAnswer,
  suggestQuery,
  templateAnswer,
  templateBody,
  templatesAnswer,
  transformAnswer,
  transformBody,
} from '../contract/mapping.ts';

const tags = ['mapping'];

export function mappingTemplateRoutes(app: App, parts: HttpParts): void {
  suggestRoutes(app);
  templateRoutes(app, parts);
}

function suggestRoutes(app: App): void {
  app.get(
    '/v1/mapping/suggested',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'The mapping Fulcrum suggests, with the form template it needs',
        querystring: suggestQuery,
        response: { 200: suggestAnswer },
      },
    },
    async (request) => {
      const { sourceName, tagPrefix, tags: hasTags, templateName } = request.query;
      return suggestMapping({
        ...(sourceName === undefined ? {} : { sourceName }),
        ...(templateName === undefined ? {} : { templateName }),
        ...(hasTags === 'false'
          ? { tagPrefix: null }
          : tagPrefix === undefined
            ? {}
            : { tagPrefix }),
      });
    },
  );
  app.post(
    '/v1/mapping/transform',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'Try transforms on a sample value, step by step',
        body: transformBody,
        response: { 200: transformAnswer },
      },
    },
    async (request) => tryTransforms(request.body),
  );
}

function templateRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/mapping/templates',
    {
      config: { scope: 'read', permission: 'rules.read' },
      schema: {
        tags,
        summary: 'Form templates that changed in Lever, and what changed',
        response: { 200: templatesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return { parked: await listParkedTemplates(deps.db, workspaceId) };
    },
  );
  app.post(
    '/v1/mapping/templates/check',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary:
          'Hold the mappings against the templates in Lever now; what fits again is released',
        response: { 200: checkAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return { drifts: await checkTemplatesNow(deps, { workspaceId }) };
    },
  );
  app.post(
    '/v1/mapping/templates',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Create in Lever the form template a mapping writes, unless there is one',
        body: templateBody,
        response: { 200: templateAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { templateName, mapping: json, jobId = null } = request.body;
      const mapping =
        json === undefined
          ? (await getMapping(deps.db, { workspaceId, jobId })).body
          : getCheckedForm(json);
      const actor = actorOf(caller);
      return await createFormTemplate(deps, { workspaceId, mapping, templateName, actor });
    },
  );
}
