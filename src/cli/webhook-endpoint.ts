// fulcrum webhook-endpoint: where sourcing tools are told to pause, stop and resume.

import { listEndpoints } from '../db/queries/webhook-endpoints.ts';
import { addWebhookEndpoint } from '../flows/add-webhook-endpoint.ts';
import { removeWebhookEndpoint } from '../flows/remove-webhook-endpoint.ts';
import { outreachEvents } from '../flows/tell-source.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { through } from './through.ts';

export const addWebhookEndpointCommand: AddCommand = (program, context) => {
  const endpoints = program
    .command('webhook-endpoint')
    .description('addresses that are told to pause, stop and resume outreach');
  endpoints
    .command('add')
    .description('add an address; its signing secret is shown this once')
    .argument('<url>')
    .option('--event <event...>', `what it is told: ${outreachEvents.join(', ')}`, [
      ...outreachEvents,
    ])
    .action((url: string, options: { event: string[] }) => add(context, url, options.event));
  endpoints
    .command('list')
    .description('all addresses')
    .action(() => list(context));
  endpoints
    .command('remove')
    .description('tell it nothing any more')
    .argument('<id>')
    .action((id: string) => remove(context, id));
};

async function add(context: CommandContext, url: string, events: string[]): Promise<void> {
  const added = await through(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await addWebhookEndpoint(deps, { workspaceId, url, events, actor }),
  });
  const secret = added.secret.reveal();
  context
    .output()
    .result({ id: added.id, secret }, [
      secret,
      'Keep it now: the receiver needs it to check signatures, and it is never shown again.',
    ]);
}

async function list(context: CommandContext): Promise<void> {
  const rows = await through(context, {
    here: async ({ deps, workspaceId }) => await listEndpoints(deps.db, { workspaceId }),
  });
  const endpoints = rows.map(({ workspaceId: _own, ...endpoint }) => endpoint);
  const cells = endpoints.map((one) => [
    one.id,
    one.isActive ? 'on' : 'removed',
    one.url,
    one.events.join(' '),
  ]);
  context.output().result({ endpoints }, table(['id', 'state', 'address', 'events'], cells));
}

async function remove(context: CommandContext, id: string): Promise<void> {
  await through(context, {
    here: async ({ deps, workspaceId, actor }) => {
      await removeWebhookEndpoint(deps, { workspaceId, id, actor });
    },
  });
  context.output().result({ id, removed: true }, [`${id} is told nothing any more.`]);
}
