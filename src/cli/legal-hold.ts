// fulcrum legal-hold and cleanup: of whom nothing may be deleted, and what cleaning up leaves to a person.

import { InputError } from '../core/input-error.ts';
import { listCleanupTasks } from '../db/queries/cleanup-tasks.ts';
import { listLegalHolds } from '../db/queries/legal-holds.ts';
import { placeLegalHold, releaseHold } from '../flows/change-legal-holds.ts';
import { endCleanupTask } from '../flows/cleanup-tasks.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getPersonId } from './find-person.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownHold {
  id: string;
  personId: string | null;
  because: string;
  placedAt: string | Date;
}

interface ShownTask {
  id: string;
  kind: string;
  owner: string;
  because: string;
  openedAt: string | Date;
  personId: string | null;
}

const shownMax = 10_000;

export const addLegalHoldCommands: AddCommand = (program, context) => {
  const holds = program.command('legal-hold').description('of whom nothing may be deleted');
  holds
    .command('list')
    .description('the legal holds in force')
    .action(() => list(context));
  holds
    .command('place')
    .description('keep everything about a person, or about everybody')
    .argument('[person]', 'id, email address or profile address')
    .option('--everybody', 'hold the whole workspace')
    .requiredOption('--because <text>', 'the matter, such as the number of the case')
    .action((person: string | undefined, options: { everybody?: true; because: string }) =>
      place(context, person, options),
    );
  holds
    .command('release')
    .description('release a legal hold; erasures that waited go on')
    .argument('<id>')
    .requiredOption('--because <text>', 'why it is over')
    .action((id: string, options: { because: string }) => release(context, id, options.because));
  const cleanup = program.command('cleanup').description('what cleaning up leaves to a person');
  cleanup
    .command('list')
    .description('open cleanup tasks with their owner')
    .action(() => tasks(context));
  cleanup
    .command('end')
    .description('a task is done')
    .argument('<id>')
    .option('--not-needed', 'nothing had to be done')
    .action((id: string, options: { notNeeded?: true }) =>
      end(context, id, options.notNeeded === true ? 'not_needed' : 'done'),
    );
};

async function list(context: CommandContext): Promise<void> {
  const holds = await through<ShownHold[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const page = { workspaceId, beforeId: null, limit: shownMax, isInForce: true };
      return await listLegalHolds(deps.db, page);
    },
    there: async (server) => await allPages<ShownHold>(server, '/v1/legal-holds'),
  });
  const rows = holds.map((one) => [
    new Date(one.placedAt).toISOString(),
    one.personId ?? 'everybody',
    one.because,
    one.id,
  ]);
  context.output().result({ holds }, table(['since', 'of', 'because', 'id'], rows));
}

async function place(
  context: CommandContext,
  person: string | undefined,
  options: { everybody?: true; because: string },
): Promise<void> {
  const { because } = options;
  const isForEverybody = options.everybody === true;
  if (isForEverybody === (person !== undefined))
    throw new InputError('invalid', 'Name one person, or say --everybody.');
  const personId = person === undefined ? null : await getPersonId(context, person);
  const placed = await through<{ id: string }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await placeLegalHold(deps, { workspaceId, personId, because, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/legal-holds',
        body: { personId, because },
      })) as { id: string },
  });
  context.output().result(placed, [`Nothing is deleted until ${placed.id} is released.`]);
}

async function release(context: CommandContext, id: string, because: string): Promise<void> {
  await through<unknown>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await releaseHold(deps, { workspaceId, id, because, actor }),
    there: async (server) =>
      await server.ask({
        method: 'POST',
        path: `/v1/legal-holds/${id}/release`,
        body: { because },
      }),
  });
  context.output().result({ id }, ['Released.']);
}

async function tasks(context: CommandContext): Promise<void> {
  const found = await through<ShownTask[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const page = { workspaceId, beforeId: null, limit: shownMax, isOpen: true };
      return await listCleanupTasks(deps.db, page);
    },
    there: async (server) => await allPages<ShownTask>(server, '/v1/cleanup-tasks'),
  });
  const rows = found.map((one) => [
    new Date(one.openedAt).toISOString(),
    one.kind,
    one.owner === '' ? 'nobody yet' : one.owner,
    one.because,
    one.id,
  ]);
  context
    .output()
    .result({ tasks: found }, table(['since', 'what', 'owner', 'because', 'id'], rows));
}

async function end(
  context: CommandContext,
  id: string,
  outcome: 'done' | 'not_needed',
): Promise<void> {
  await through<unknown>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await endCleanupTask(deps, { workspaceId, id, outcome, actor }),
    there: async (server) =>
      await server.ask({
        method: 'POST',
        path: `/v1/cleanup-tasks/${id}/end`,
        body: { outcome },
      }),
  });
  context.output().result({ id, outcome }, ['Noted.']);
}
