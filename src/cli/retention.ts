// fulcrum retention: what tonight's cleanup would take, and what the nights did.

import { listRetentionRuns } from '../db/queries/retention-runs.ts';
import { previewRetention } from '../flows/preview-retention.ts';
import type { PreviewedClass } from '../flows/preview-retention.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownRun {
  id: string;
  owner: string;
  startedAt: string | Date;
  finishedAt: string | Date | null;
  done: Record<string, { cleaned: number; held: number }>;
}

const shownMax = 1_000;

export const addRetentionCommand: AddCommand = (program, context) => {
  const retention = program
    .command('retention')
    .description('how long what is kept; the rules are: rules … retention');
  retention
    .command('preview')
    .description('what tonight would take; nothing is written')
    .action(() => preview(context));
  retention
    .command('runs')
    .description('what each night cleaned up')
    .action(() => runs(context));
};

async function preview(context: CommandContext): Promise<void> {
  const found = await through<{ ruleVersion: number; items: PreviewedClass[] }>(context, {
    here: async ({ deps, workspaceId }) => await previewRetention(deps, { workspaceId }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: '/v1/retention/preview', body: {} })) as {
        ruleVersion: number;
        items: PreviewedClass[];
      },
  });
  const rows = found.items.map((item) => [
    item.class,
    item.name,
    item.isDecided ? `${item.count}${item.isCut ? ' and more' : ''}` : 'kept',
    item.held,
  ]);
  context.output().result(found, table(['class', 'what', 'goes tonight', 'held'], rows));
}

async function runs(context: CommandContext): Promise<void> {
  const found = await through<ShownRun[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const page = { workspaceId, beforeId: null, limit: shownMax };
      const rows = await listRetentionRuns(deps.db, page);
      return rows.map(({ progress, ...run }) => ({ ...run, done: progress.done }));
    },
    there: async (server) => await allPages<ShownRun>(server, '/v1/retention/runs'),
  });
  const rows = found.map((run) => [
    new Date(run.startedAt).toISOString(),
    run.finishedAt === null ? 'at work' : 'over',
    Object.values(run.done).reduce((sum, { cleaned }) => sum + cleaned, 0),
    Object.values(run.done).reduce((sum, { held }) => sum + held, 0),
    run.owner === '' ? 'nobody yet' : run.owner,
  ]);
  context
    .output()
    .result({ runs: found }, table(['night', 'state', 'cleaned', 'held', 'owner'], rows));
}
