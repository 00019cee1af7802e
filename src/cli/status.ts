// fulcrum status: what came in, who is in Lever, what waits and whose turn it is.

import { getOverview } from '../db/queries/overview.ts';
import type { Overview } from '../db/queries/overview.ts';
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
  const overview = await through<Overview>(context, {
    here: async ({ deps, workspaceId }) =>
      await getOverview(deps.db, { workspaceId, now: deps.clock.now() }),
    there: async (server) => (await server.ask({ method: 'GET', path: '/v1/status' })) as Overview,
  });
  context.output().result(overview, statusLines(overview));
}

/** The overview in plain words; what nobody has to know of is left out. */
export function statusLines(overview: Overview): string[] {
  const { lever } = overview;
  const people = counted(overview.personCount, ['person', 'people']);
  const profiles = counted(overview.profileCount, ['profile', 'profiles']);
  return [
    `${profiles} received, ${people}; ${overview.personInLeverCount} in Lever with ${counted(overview.opportunityCount, ['opportunity', 'opportunities'])}`,
    `${counted(overview.touchCount, ['touch', 'touches'])}${overview.strayTouchCount === 0 ? '' : `, ${overview.strayTouchCount} of people not known yet`}`,
    `${counted(overview.heldPersonCount, ['person', 'people'])} with outreach held`,
    ...waitingLines(overview),
    ...parkedLines(overview),
    lever === null
      ? 'Lever is not connected: run "fulcrum connect".'
      : `Lever ${lever.state}${lever.because === null ? '' : ` (${lever.because})`}: ${lever.callCount} calls, ${lever.refusedCount} refused by its rate limit`,
  ];
}

function waitingLines(overview: Overview): string[] {
  const { pendingIntakeCount, openWorkCount, laterWorkCount, openIntentCount } = overview;
  const waiting = [
    ...(pendingIntakeCount > 0 ? [`${pendingIntakeCount} received and not yet worked on`] : []),
    ...(openWorkCount > 0 ? [`${openWorkCount} at work or due`] : []),
    ...(openIntentCount > 0 ? [`${openIntentCount} under way to Lever`] : []),
    ...(laterWorkCount > 0 ? [`${laterWorkCount} for later`] : []),
    ...(overview.waitingRecordCount > 0 ? [`${overview.waitingRecordCount} not in Lever yet`] : []),
    ...(overview.pendingDeliveryCount > 0
      ? [`${overview.pendingDeliveryCount} webhooks to deliver`]
      : []),
  ];
  return waiting.length === 0 ? ['Nothing waits.'] : [`Waiting: ${waiting.join(', ')}`];
}

function parkedLines(overview: Overview): string[] {
  const parked =
    overview.parkedIntentCount + overview.parkedIntakeCount + overview.parkedDeliveryCount;
  return parked === 0
    ? []
    : [`${counted(parked, ['thing waits', 'things wait'])} for a person: "fulcrum parked list"`];
}
