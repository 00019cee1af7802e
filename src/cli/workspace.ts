// fulcrum workspace: several customers on one installation, each kept apart.

import { listWorkspaces } from '../db/queries/workspaces.ts';
import { createWorkspace } from '../flows/create-workspace.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { through } from './through.ts';

export const addWorkspaceCommand: AddCommand = (program, context) => {
  const workspaces = program.command('workspace').description('several customers, kept apart');
  workspaces
    .command('list')
    .description('all workspaces of this installation')
    .action(() => list(context));
  workspaces
    .command('create')
    .description('make another one; commands work on it where FULCRUM_WORKSPACE names it')
    .argument('<slug>', 'short name: small letters, digits, hyphens')
    .requiredOption('--name <name>', 'as people read it')
    .option('--region <country>', 'country of phone numbers that do not say theirs', 'US')
    .action((slug: string, options: { name: string; region: string }) =>
      create(context, { slug, name: options.name, defaultRegion: options.region }),
    );
};

async function list(context: CommandContext): Promise<void> {
  const workspaces = await through(context, {
    here: async ({ deps }) => await listWorkspaces(deps.db),
  });
  const rows = workspaces.map(({ slug, name }) => [slug, name]);
  context.output().result({ workspaces }, table(['short name', 'name'], rows));
}

async function create(
  context: CommandContext,
  wish: { slug: string; name: string; defaultRegion: string },
): Promise<void> {
  const id = await through(context, {
    here: async ({ deps, actor }) =>
      await createWorkspace(deps, { ...wish, actor, ownerAccountId: null }),
  });
  const next = `FULCRUM_WORKSPACE=${wish.slug} fulcrum user invite <email> --role owner`;
  context.output().result({ id, slug: wish.slug }, [`${wish.slug} is made. Its owner: ${next}`]);
}
