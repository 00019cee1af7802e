// fulcrum parked: what waits for a person, to try again or to give up with a reason.

import { listParkedThings } from '../db/queries/parked.ts';
import { dismissParkedThing, retryParkedThing } from '../flows/settle-parked.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownParked {
  kind: string;
  id: string;
  about: string;
  subjectId: string;
  because: string;
  nextAction: string;
  since: string;
}

const parkedMax = 10_000;

export const addParkedCommand: AddCommand = (program, context) => {
  const parked = program.command('parked').description('what waits for a person, with the reason');
  parked
    .command('list')
    .description('everything parked, newest first')
    .action(() => list(context));
  parked
    .command('retry')
    .description('try again; what may have happened is looked for first')
    .argument('<id>')
    .action((id: string) => retry(context, id));
  parked
    .command('dismiss')
    .description('give it up for good')
    .argument('<id>')
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .action((id: string, options: { reason: string }) => dismiss(context, id, options.reason));
};

async function list(context: CommandContext): Promise<void> {
  const parked = await through<ShownParked[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const rows = await listParkedThings(deps.db, { workspaceId, limit: parkedMax });
      return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
    },
    there: async (server) => await allPages<ShownParked>(server, '/v1/parked'),
  });
  const rows = parked.map((one) => [one.since, one.kind, one.about, one.id]);
  const reasons = parked.flatMap((one) => ['', one.id, `  ${one.because}`, `  ${one.nextAction}`]);
  context
    .output()
    .result(
      { parked },
      parked.length === 0
        ? ['Nothing waits for a person.']
        : [...table(['since', 'kind', 'about', 'id'], rows), ...reasons],
    );
}

async function retry(context: CommandContext, id: string): Promise<void> {
  const done = await through<{ kind: string }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await retryParkedThing(deps, { workspaceId, id, actor }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: `${pathOf(id)}/retry`, body: {} })) as {
        kind: string;
      },
  });
  context.output().result({ id, ...done }, [`${id} is tried again.`]);
}

async function dismiss(context: CommandContext, id: string, reason: string): Promise<void> {
  const done = await through<{ kind: string }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await dismissParkedThing(deps, { workspaceId, id, actor, reason }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: `${pathOf(id)}/dismiss`, body: { reason } })) as {
        kind: string;
      },
  });
  context.output().result({ id, ...done }, [`${id} is given up.`]);
}

function pathOf(id: string): string {
  return `/v1/parked/${encodeURIComponent(id)}`;
}
