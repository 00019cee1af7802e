// fulcrum alerts: what is wrong, who is told, and whether messages arrive.

import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { listAlerts } from '../db/queries/alerts.ts';
import { getAlertRules, sendTestAlert } from '../flows/alert-messages.ts';
import { changeAlertRules } from '../flows/change-alert-rules.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { counted, table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownAlert {
  kind: string;
  because: string;
  nextAction: string;
  openedAt: string;
  closedAt: string | null;
}

interface OwnerOptions {
  name?: string;
  email?: string;
  zone?: string;
  quiet?: string;
  digest?: string;
  room?: string;
}

const alertsMax = 1_000;

export const addAlertsCommand: AddCommand = (program, context) => {
  const alerts = program.command('alerts').description('what is wrong, and who is told');
  alerts
    .command('list', { isDefault: true })
    .description('what is wrong now, or all there was')
    .option('--all', 'what is over too')
    .action((options: { all?: true }) => list(context, options.all === true));
  alerts
    .command('owner')
    .description('show or change who is told and when')
    .option('--name <name>', 'who answers for the integration')
    .option('--email <email>', 'where they are written to')
    .option('--zone <zone>', 'their time zone, such as Europe/Lisbon')
    .option('--quiet <from-to>', 'hours without messages, such as 20:00-07:00, or none')
    .option('--digest <time>', 'when the daily digest comes, such as 08:00, or none')
    .option('--room <url>', 'address of a Slack-compatible incoming webhook, or none')
    .action((options: OwnerOptions) => owner(context, options));
  alerts
    .command('test')
    .description('send a test message to the owner')
    .action(() => test(context));
};

async function list(context: CommandContext, all: boolean): Promise<void> {
  const alerts = await through<ShownAlert[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const page = { workspaceId, beforeId: null, limit: alertsMax };
      const rows = await listAlerts(deps.db, { ...page, ...(all ? {} : { isOpen: true }) });
      return rows.map((row) => ({
        ...row,
        openedAt: row.openedAt.toISOString(),
        closedAt: row.closedAt?.toISOString() ?? null,
      }));
    },
    there: async (server) =>
      await allPages<ShownAlert>(server, all ? '/v1/alerts' : '/v1/alerts?isOpen=true'),
  });
  const rows = alerts.map((one) => [one.openedAt, one.closedAt, one.because, one.nextAction]);
  const lines =
    alerts.length === 0 ? ['Nothing is wrong.'] : table(['since', 'over', 'what', 'do'], rows);
  context.output().result({ alerts }, lines);
}

interface Settings {
  body: { owner: { name: string; email: string } | null } & Record<string, unknown>;
}

async function owner(context: CommandContext, options: OwnerOptions): Promise<void> {
  const before = await through<Settings['body']>(context, {
    here: async ({ deps, workspaceId }) => ({ ...(await getAlertRules(deps.db, workspaceId)) }),
    there: async (server) => {
      const answer = await server.ask({ method: 'GET', path: '/v1/alerts/settings' });
      return (answer as Settings).body;
    },
  });
  if (Object.keys(options).length === 0) {
    context.output().result(before, [JSON.stringify(before, null, 2)]);
    return;
  }
  const body = { ...before, ...changed(before, options) };
  const room = options.room === 'none' ? null : options.room;
  const saved = await through<object>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await changeAlertRules(deps, {
        workspaceId,
        body,
        actor,
        ...(room === undefined ? {} : { webhookUrl: room === null ? null : new Secret(room) }),
      }),
    there: async (server) =>
      (await server.ask({
        method: 'PUT',
        path: '/v1/alerts/settings',
        body: { body, ...(room === undefined ? {} : { webhookUrl: room }) },
      })) as object,
  });
  context.output().result(saved, ['Saved. "alerts test" sends a message.']);
}

function changed(before: Settings['body'], options: OwnerOptions): Record<string, unknown> {
  const { name, email, zone, quiet, digest } = options;
  const who = { name: name ?? before.owner?.name, email: email ?? before.owner?.email };
  return {
    ...(name === undefined && email === undefined ? {} : { owner: who }),
    ...(zone === undefined ? {} : { zone }),
    ...(quiet === undefined ? {} : { quiet: quietOf(quiet) }),
    ...(digest === undefined ? {} : { digestAt: digest === 'none' ? null : digest }),
  };
}

function quietOf(text: string): { from: string; to: string } | null {
  if (text === 'none') return null;
  const [from, to, ...more] = text.split('-');
  if (from === undefined || to === undefined || more.length > 0)
    throw new InputError('invalid', 'Give --quiet as 20:00-07:00, or none.', 'quiet');
  return { from, to };
}

async function test(context: CommandContext): Promise<void> {
  const sent = await through<{ messageCount: number }>(context, {
    here: async ({ deps, workspaceId, actor }) => await sendTestAlert(deps, { workspaceId, actor }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: '/v1/alerts/test' })) as { messageCount: number },
  });
  const messages = counted(sent.messageCount, ['message', 'messages']);
  context.output().result(sent, [`${messages} on the way, as soon as a server works.`]);
}
