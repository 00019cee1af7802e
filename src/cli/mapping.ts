// fulcrum mapping: which facts go where in Lever; look, try, put in force, history, and the form template.

import { getMapping } from '../db/queries/mappings.ts';
import { withNames } from '../db/queries/person-names.ts';
import { changeMapping, getCheckedForm, tryMapping } from '../flows/change-mapping.ts';
import { createFormTemplate } from '../flows/create-form-template.ts';
import type { DryRun } from '../flows/dry-run.ts';
import type { StartedRun } from '../flows/start-run.ts';
import {
  checkTemplatesNow,
  suggestMapping,
  type SuggestedMapping,
} from '../flows/suggest-mapping.ts';
import { tryTransforms, type TriedTransforms } from '../flows/try-transforms.ts';
import { InputError } from '../core/input-error.ts';
import type { MappingDrift } from '../core/sync/drift.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { readJsonFile, readJsonObject } from './json-file.ts';
import { addMappingHistory } from './mapping-history.ts';
import { dryRunLines, startedLines } from './run-lines.ts';
import { through } from './through.ts';

interface OfJob {
  job?: string;
}

export const addMappingCommand: AddCommand = (program, context) => {
  const mapping = program.command('mapping').description('which facts go where in Lever');
  mapping
    .command('export')
    .description('the mapping in force as JSON, for "mapping put"')
    .option('--job <id>', 'of this job')
    .action((options: OfJob) => exportOne(context, options));
  mapping
    .command('suggest')
    .description('the mapping Fulcrum suggests, as JSON')
    .option('--source <name>', 'the constant source of every candidate')
    .option('--form <name>', 'the form template')
    .action((options: { source?: string; form?: string }) => suggest(context, options));
  mapping
    .command('try')
    .description('what a mapping would change, person by person; writes nothing')
    .argument('<file>', 'JSON')
    .option('--job <id>', 'of this job')
    .action((file: string, options: OfJob) => tryOne(context, file, options));
  mapping
    .command('put')
    .description('put a mapping in force; the mass-update brake may hold it')
    .argument('<file>', 'JSON')
    .option('--job <id>', 'of this job')
    .action((file: string, options: OfJob) => put(context, file, options));
  mapping
    .command('create-form')
    .description('create in Lever the form template the mapping writes, unless there is one')
    .argument('<name>')
    .requiredOption('--file <file>', 'the mapping, JSON')
    .action((name: string, options: { file: string }) => createForm(context, name, options.file));
  mapping
    .command('check-forms')
    .description('hold the mappings against the form templates in Lever as they are now')
    .action(() => checkForms(context));
  mapping
    .command('transform')
    .description('try transforms on a sample value')
    .argument('<value>')
    .requiredOption('--file <file>', 'JSON list of transforms')
    .action((value: string, options: { file: string }) => transform(context, value, options.file));
  addMappingHistory(mapping, context);
};

async function exportOne(context: CommandContext, { job }: OfJob): Promise<void> {
  const query = job === undefined ? '' : `?jobId=${encodeURIComponent(job)}`;
  const body = await through<unknown>(context, {
    here: async ({ deps, workspaceId }) =>
      (await getMapping(deps.db, { workspaceId, jobId: job ?? null })).body,
    there: async (server) =>
      await server.ask({ method: 'GET', path: `/v1/mapping/export${query}` }),
  });
  context.output().result(body as object, [JSON.stringify(body, null, 2)]);
}

async function suggest(
  context: CommandContext,
  { source, form }: { source?: string; form?: string },
): Promise<void> {
  const query = new URLSearchParams();
  if (source !== undefined) query.set('sourceName', source);
  if (form !== undefined) query.set('templateName', form);
  const { mapping } = await through<SuggestedMapping>(context, {
    here: async () =>
      suggestMapping({
        ...(source === undefined ? {} : { sourceName: source }),
        ...(form === undefined ? {} : { templateName: form }),
      }),
    there: async (server) =>
      (await server.ask({
        method: 'GET',
        path: `/v1/mapping/suggested?${query.toString()}`,
      })) as SuggestedMapping,
  });
  context.output().result(mapping, [JSON.stringify(mapping, null, 2)]);
}

async function tryOne(context: CommandContext, file: string, { job }: OfJob): Promise<void> {
  const mapping = await readJsonObject(file);
  const tried = await through<DryRun>(context, {
    here: async ({ deps, workspaceId }) => {
      const found = await tryMapping(deps, { workspaceId, jobId: job ?? null, json: mapping });
      return { ...found, items: await withNames(deps.db, workspaceId, found.items) };
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/mapping/try',
        body: { mapping, jobId: job ?? null },
      })) as DryRun,
  });
  context.output().result(tried, dryRunLines(tried));
}

async function put(context: CommandContext, file: string, { job }: OfJob): Promise<void> {
  const mapping = await readJsonObject(file);
  const started = await through<StartedRun>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await changeMapping(deps, { workspaceId, jobId: job ?? null, json: mapping, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'PUT',
        path: '/v1/mapping',
        body: { mapping, jobId: job ?? null },
      })) as StartedRun,
  });
  context.output().result(started, startedLines(started));
}

async function createForm(context: CommandContext, name: string, file: string): Promise<void> {
  const mapping = await readJsonObject(file);
  const made = await through<{ id: string; isNew: boolean }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await createFormTemplate(deps, {
        workspaceId,
        mapping: getCheckedForm(mapping),
        templateName: name,
        actor,
      }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/mapping/templates',
        body: { mapping, templateName: name },
      })) as { id: string; isNew: boolean },
  });
  const told = made.isNew ? 'is created' : 'stands in Lever already; it is not changed';
  context.output().result(made, [`The form template "${name}" ${told} (${made.id}).`]);
}

async function checkForms(context: CommandContext): Promise<void> {
  const { drifts } = await through<{ drifts: MappingDrift[] }>(context, {
    here: async ({ deps, workspaceId }) => ({
      drifts: await checkTemplatesNow(deps, { workspaceId }),
    }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: '/v1/mapping/templates/check' })) as {
        drifts: MappingDrift[];
      },
  });
  if (drifts.length > 0) context.finish(1);
  context
    .output()
    .result(
      { drifts },
      drifts.length === 0
        ? ['Every form template fits.']
        : drifts.flatMap((one) => [`"${one.template}" is parked:`, ...one.messages]),
    );
}

async function transform(context: CommandContext, value: string, file: string): Promise<void> {
  const transforms = await readJsonFile(file);
  if (!Array.isArray(transforms))
    throw new InputError('invalid', `The file ${file} holds no list of transforms.`, 'file');
  const tried = await through<TriedTransforms>(context, {
    here: async () => tryTransforms({ value, transforms, facts: {} }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/mapping/transform',
        body: { value, transforms },
      })) as TriedTransforms,
  });
  const steps = tried.steps.map((step) => `${step.kind} → ${JSON.stringify(step.value)}`);
  context.output().result(tried, steps);
}
