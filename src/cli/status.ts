// fulcrum status: what came in, who is in Lever, what waits and whose turn it is.

import { countStatus } from '../db/queries/status-counts.ts';
import type { StatusCounts } from '../db/queries/status-counts.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { counted } from './output.ts';
import { through } from './through.ts';

export const addStatusCommand: AddCommand = (program, context) => {
  program
    .command('status')
    .description('what came in, who is in Lever, what waits and why')
    .action(() => status(context));
};

async function status(context: CommandContext): Promise<void> {
  const counts = await through<StatusCounts>(context, {
    here: async ({ deps, workspaceId }) => await countStatus(deps.db, workspaceId),
    there: async (server) =>
      (await server.ask({ method: 'GET', path: '/v1/status' })) as StatusCounts,
  });
  context.output().result(counts, statusLines(counts));
}

/** The numbers in plain words; what nobody has to know of is left out. */
export function statusLines(counts: StatusCounts): string[] {
  const parked = counts.parkedIntents + counts.parkedIntake + counts.parkedDeliveries;
  const waiting = [
    ...(counts.waitingIntake > 0 ? [`${counts.waitingIntake} received and not worked on yet`] : []),
    ...(counts.waitingRecords > 0 ? [`${counts.waitingRecords} on their way to Lever`] : []),
  ];
  return [
    `${counted(counts.profiles, ['profile', 'profiles'])} received: ${counted(counts.people, ['person', 'people'])}, ${counted(counts.inLever, ['opportunity', 'opportunities'])} in Lever.`,
    `${counted(counts.touches, ['touch', 'touches'])}; outreach to ${counted(counts.paused, ['person', 'people'])} is held.`,
    `${counted(counts.calls, ['call', 'calls'])} to Lever, ${counts.refusedCalls} refused by its rate limit.`,
    waiting.length === 0 ? 'Nothing waits.' : `Waiting: ${waiting.join(', ')}.`,
    ...(parked === 0
      ? []
      : [
          `${counted(parked, ['thing waits', 'things wait'])} for a person: "fulcrum parked list".`,
        ]),
  ];
}
