// fulcrum mapping: versions, what changed between two, an older one again, a copy for a job.

import type { Command } from 'commander';
import type { MappingDifference } from '../core/sync/mapping-diff.ts';
import {
  cloneMapping,
  diffMappingVersions,
  listMappingVersions,
  restoreMapping,
  type MappingHistoryEntry,
} from '../flows/mapping-history.ts';
import type { StartedRun } from '../flows/start-run.ts';
import type { CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { startedLines } from './run-lines.ts';
import { allPages, through } from './through.ts';

interface OfJob {
  job?: string;
}

const versionsMax = 10_000;

/** Adds the commands below `fulcrum mapping`. */
export function addMappingHistory(mapping: Command, context: CommandContext): void {
  mapping
    .command('versions')
    .description('every version, newest first')
    .option('--job <id>', 'of this job')
    .action((options: OfJob) => versions(context, options));
  mapping
    .command('diff')
    .description('what a version changed against another')
    .argument('<from>', 'version', Number)
    .argument('<to>', 'version', Number)
    .option('--job <id>', 'of this job')
    .action((from: number, to: number, options: OfJob) => diff(context, { from, to, ...options }));
  mapping
    .command('restore')
    .description('put an older version in force again, as a new one')
    .argument('<version>', 'version', Number)
    .option('--job <id>', 'of this job')
    .action((version: number, options: OfJob) => restore(context, version, options));
  mapping
    .command('clone')
    .description('give a job its own copy of a mapping')
    .argument('<job>', 'the job that gets it')
    .option('--from <job>', 'the job it is taken from; else the workspace')
    .action((job: string, options: { from?: string }) => clone(context, job, options.from));
}

async function versions(context: CommandContext, { job }: OfJob): Promise<void> {
  const query = job === undefined ? '' : `?jobId=${encodeURIComponent(job)}`;
  const found = await through<MappingHistoryEntry[]>(context, {
    here: async ({ deps, workspaceId }) =>
      await listMappingVersions(deps.db, { workspaceId, jobId: job ?? null, limit: versionsMax }),
    there: async (server) => await allPages(server, `/v1/mapping/versions${query}`),
  });
  const rows = found.map((one) => [
    one.version,
    new Date(one.createdAt).toISOString(),
    one.createdBy,
    one.ruleCount,
  ]);
  context
    .output()
    .result(
      { versions: found },
      rows.length === 0
        ? ['The mapping is the one that ships with Fulcrum.']
        : table(['version', 'since', 'by', 'rules'], rows),
    );
}

async function diff(
  context: CommandContext,
  { from, to, job }: OfJob & { from: number; to: number },
): Promise<void> {
  const query = new URLSearchParams({ from: String(from), to: String(to) });
  if (job !== undefined) query.set('jobId', job);
  const { differences } = await through<{ differences: MappingDifference[] }>(context, {
    here: async ({ deps, workspaceId }) => ({
      differences: await diffMappingVersions(deps.db, {
        workspaceId,
        jobId: job ?? null,
        from,
        to,
      }),
    }),
    there: async (server) =>
      (await server.ask({ method: 'GET', path: `/v1/mapping/diff?${query.toString()}` })) as {
        differences: MappingDifference[];
      },
  });
  const lines = differences.flatMap((one) => [
    `${one.change} ${one.subject}`,
    ...(one.before === null ? [] : [`  - ${JSON.stringify(one.before)}`]),
    ...(one.after === null ? [] : [`  + ${JSON.stringify(one.after)}`]),
  ]);
  context.output().result({ differences }, lines.length === 0 ? ['They are the same.'] : lines);
}

async function restore(context: CommandContext, version: number, { job }: OfJob): Promise<void> {
  const started = await through<StartedRun>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await restoreMapping(deps, { workspaceId, jobId: job ?? null, version, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/mapping/restore',
        body: { version, jobId: job ?? null },
      })) as StartedRun,
  });
  context.output().result(started, startedLines(started));
}

async function clone(
  context: CommandContext,
  toJobId: string,
  from: string | undefined,
): Promise<void> {
  const fromJobId = from ?? null;
  const started = await through<StartedRun>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await cloneMapping(deps, { workspaceId, fromJobId, toJobId, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/mapping/clone',
        body: { fromJobId, toJobId },
      })) as StartedRun,
  });
  context.output().result(started, startedLines(started));
}
