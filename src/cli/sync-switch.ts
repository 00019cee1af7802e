// fulcrum sync on|off: the switch of the sync with Lever. On runs the preflight first.

import { switchSyncOff, switchSyncOn } from '../flows/switch-sync.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { reportLines, type ShownReport } from './doctor.ts';
import { through } from './through.ts';

export const addSyncCommand: AddCommand = (program, context) => {
  const sync = program.command('sync').description('the switch of the sync with Lever');
  sync
    .command('on')
    .description('switch it on; refused where a check of the doctor fails')
    .option('--override <reason>', 'switch on although a check fails; kept in the audit log')
    .action((options: { override?: string }) => switchOn(context, options.override ?? null));
  sync
    .command('off')
    .description('switch it off: work waits, nothing is deleted')
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .action((options: { reason: string }) => switchOff(context, options.reason));
};

async function switchOn(context: CommandContext, overrideBecause: string | null): Promise<void> {
  const report = await through<ShownReport>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await switchSyncOn(deps, { workspaceId, actor, overrideBecause }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/lever/sync/on',
        body: overrideBecause === null ? {} : { overrideBecause },
      })) as ShownReport,
  });
  const lines = [...reportLines(report), 'The sync is on.'];
  context.output().result({ state: 'on', ...report }, lines);
}

async function switchOff(context: CommandContext, because: string): Promise<void> {
  await through<unknown>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await switchSyncOff(deps, { workspaceId, actor, because }),
    there: async (server) =>
      await server.ask({ method: 'POST', path: '/v1/lever/sync/off', body: { because } }),
  });
  context.output().result({ state: 'off' }, ['The sync is off; work waits.']);
}
