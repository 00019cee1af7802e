// fulcrum webhook-endpoint: where sourcing tools are told to pause, stop and resume.

import { listEndpoints } from '../db/queries/webhook-endpoints.ts';
import { addWebhookEndpoint, webhookEvents } from '../flows/add-webhook-endpoint.ts';
import { removeWebhookEndpoint } from '../flows/remove-webhook-endpoint.ts';
import { outreachEvents } from '../flows/tell-source.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownEndpoint {
  id: string;
  url: string;
  events: string[];
  isActive: boolean;
}

export const addWebhookEndpointCommand: AddCommand = (program, context) => {
  const endpoints = program
    .command('webhook-endpoint')
    .description('addresses that are told to pause, stop and resume outreach');
  endpoints
    .command('add')
    .description('add an address; its signing secret is shown this once')
    .argument('<url>')
    .option('--event <event...>', `what it is told: ${webhookEvents.join(', ')}`, [
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
  const { id, secret } = await through<{ id: string; secret: string }>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const added = await addWebhookEndpoint(deps, { workspaceId, url, events, actor });
      return { id: added.id, secret: added.secret.reveal() };
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/webhook-endpoints',
        body: { url, events },
      })) as { id: string; secret: string },
  });
  context
    .output()
    .result({ id, secret }, [
      secret,
      'Keep it now: the receiver needs it to check signatures, and it is never shown again.',
    ]);
}

async function list(context: CommandContext): Promise<void> {
  const endpoints = await through<ShownEndpoint[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const rows = await listEndpoints(deps.db, { workspaceId });
      return rows.map(({ id, url, events, isActive }) => ({ id, url, events, isActive }));
    },
    there: async (server) => await allPages<ShownEndpoint>(server, '/v1/webhook-endpoints'),
  });
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
    there: async (server) => {
      const path = `/v1/webhook-endpoints/${encodeURIComponent(id)}`;
      await server.ask({ method: 'DELETE', path });
    },
  });
  context.output().result({ id, removed: true }, [`${id} is told nothing any more.`]);
}
