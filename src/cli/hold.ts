// fulcrum hold and lift: a person holds outreach to somebody, or lets it go on.

import { listHolds } from '../db/queries/lists.ts';
import { liftHold } from '../flows/lift-hold.ts';
import { placeHold } from '../flows/place-hold.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getPersonId } from './find-person.ts';
import { counted, table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownHold {
  id: string;
  personId: string;
  effect: string;
  cause: string;
  because: string;
  placedAt: string;
}

const holdsMax = 100_000;

export const addHoldCommands: AddCommand = (program, context) => {
  program
    .command('holds')
    .description('whom outreach is held to, and why')
    .action(() => list(context));
  program
    .command('hold')
    .description('hold outreach to a person; the sources are told at once')
    .argument('<person>', 'id, email address or profile address')
    .requiredOption('--because <text>', 'why, without personal values: sources are told it')
    .option('--stop', 'stop for good instead of pausing')
    .action((person: string, options: { because: string; stop?: boolean }) =>
      hold(context, person, options),
    );
  program
    .command('lift')
    .description('lift every hold on a person; paused outreach goes on, stopped outreach does not')
    .argument('<person>', 'id, email address or profile address')
    .requiredOption('--because <text>', 'why outreach may go on; kept in the audit log')
    .action((person: string, options: { because: string }) =>
      lift(context, person, options.because),
    );
};

async function list(context: CommandContext): Promise<void> {
  const holds = await holdsInForce(context, null);
  const rows = holds.map((one) => [one.placedAt, one.effect, one.cause, one.because, one.personId]);
  context
    .output()
    .result(
      { holds },
      holds.length === 0
        ? ['Outreach is held to nobody.']
        : table(['since', 'effect', 'cause', 'because', 'person'], rows),
    );
}

async function holdsInForce(
  context: CommandContext,
  personId: string | null,
): Promise<ShownHold[]> {
  return await through<ShownHold[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const rows = await listHolds(deps.db, {
        workspaceId,
        beforeId: null,
        limit: holdsMax,
        isInForce: true,
        ...(personId === null ? {} : { personId }),
      });
      return rows.map((row) => ({ ...row, placedAt: row.placedAt.toISOString() }));
    },
    there: async (server) =>
      await allPages<ShownHold>(
        server,
        personId === null ? '/v1/holds' : `/v1/holds?personId=${personId}`,
      ),
  });
}

async function hold(
  context: CommandContext,
  person: string,
  { because, stop }: { because: string; stop?: boolean },
): Promise<void> {
  const effect = stop === true ? 'stop' : 'pause';
  const personId = await getPersonId(context, person);
  const placed = await through<{ personId: string }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await placeHold(deps, { workspaceId, personId, effect, because, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/holds',
        body: { personId, effect, because },
      })) as { personId: string },
  });
  const word = effect === 'stop' ? 'stopped' : 'paused';
  context.output().result({ ...placed, effect }, [`Outreach to ${placed.personId} is ${word}.`]);
}

async function lift(context: CommandContext, person: string, because: string): Promise<void> {
  const personId = await getPersonId(context, person);
  const holds = await holdsInForce(context, personId);
  let effectLeft = 'continue';
  for (const { id } of holds) {
    const lifted = await through<{ effectLeft: string }>(context, {
      here: async ({ deps, workspaceId, actor }) =>
        await liftHold(deps, { workspaceId, holdId: id, actor, because }),
      there: async (server) =>
        (await server.ask({
          method: 'POST',
          path: `/v1/holds/${id}/lift`,
          body: { because },
        })) as { effectLeft: string },
    });
    effectLeft = lifted.effectLeft;
  }
  context
    .output()
    .result({ personId, lifted: holds.map((one) => one.id), effectLeft }, [
      holds.length === 0
        ? 'Nothing was held.'
        : `${counted(holds.length, ['hold', 'holds'])} lifted; outreach may go on.`,
    ]);
}
