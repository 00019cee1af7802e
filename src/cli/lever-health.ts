// fulcrum health: what came from Lever last, what waits and for how long, what needs a person.

import { readHealth, type Health } from '../flows/read-health.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { through } from './through.ts';

/** As JSON: instants are texts. */
export interface ShownHealth extends Pick<Health, 'connection' | 'pollAgeSeconds' | 'rate'> {
  hooks: { event: string; lastReceivedAt: string | null }[];
  lanes: Health['lanes'];
  parked: Health['parked'];
}

export const addHealthCommand: AddCommand = (program, context) => {
  program
    .command('health')
    .description('how the sync is: last events, what waits and how long, what is parked and why')
    .action(() => health(context));
};

async function health(context: CommandContext): Promise<void> {
  const found = await through<ShownHealth>(context, {
    here: async ({ deps, workspaceId }) =>
      JSON.parse(JSON.stringify(await readHealth(deps, { workspaceId }))) as ShownHealth,
    there: async (server) =>
      (await server.ask({ method: 'GET', path: '/v1/lever/health' })) as ShownHealth,
  });
  context.output().result(found, healthLines(found));
}

/** In plain words; what nobody has to know of is left out. */
export function healthLines(found: ShownHealth): string[] {
  const { connection, rate, pollAgeSeconds, hooks, lanes, parked } = found;
  if (connection === null) return ['No Lever account is connected.'];
  const because = connection.because === null ? '' : ` (${connection.because})`;
  const polled =
    pollAgeSeconds === null ? 'Never polled.' : `Last complete poll ${pollAgeSeconds} s ago.`;
  return [
    `The connection is ${connection.state}${because}. ${polled}`,
    ...(rate === null
      ? []
      : [
          `${rate.callCount} calls, ${rate.refusedCount} refused; now ${rate.ratePerSecond.toFixed(1)} a second${rate.isHeld ? ', on hold' : ''}.`,
        ]),
    ...section(
      'Last event per webhook:',
      hooks.map((hook) => [hook.event, hook.lastReceivedAt ?? 'never']),
    ),
    ...(lanes.length === 0
      ? ['', 'Nothing waits.']
      : [
          '',
          ...table(
            ['lane', 'due', 'oldest (s)', 'to finish (s)'],
            lanes.map((lane) => [
              lane.name,
              lane.dueCount,
              lane.waitingSeconds,
              lane.secondsToFinish,
            ]),
          ),
        ]),
    ...section(
      'Parked:',
      parked.map((one) => [String(one.count), one.because]),
    ),
  ];
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...rows.map((row) => `  ${row.join('  ')}`)];
}
