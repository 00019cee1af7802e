// fulcrum enrollments: runs through our own sequences; approve, pause, resume and stop them.

import { listRuns } from '../db/queries/runs-of-ours.ts';
import type { Run } from '../db/queries/runs-of-ours.ts';
import { approveRun } from '../flows/approve-run.ts';
import { pauseRun, resumeRun, stopRunByHand } from '../flows/pause-run.ts';
import type { RunChange } from '../flows/pause-run.ts';
import type { Deps } from '../flows/deps.ts';
import { InputError } from '../core/input-error.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getSequenceId } from './find-outreach.ts';
import { getPersonId } from './find-person.ts';
import { table } from './output.ts';
import { through } from './through.ts';

interface ListWish {
  sequence?: string;
  person?: string;
  state?: string;
}

type Shown = Pick<Run, 'id' | 'personId' | 'sequence' | 'state' | 'because' | 'position'>;

const shownMax = 200;
const states = ['active', 'paused', 'stopped', 'finished'] as const;

export const addEnrollmentsCommand: AddCommand = (program, context) => {
  const enrollments = program
    .command('enrollments')
    .description("people's runs through our own sequences");
  enrollments
    .command('list')
    .description(`the newest ${shownMax}, with where each stands and why`)
    .option('--sequence <name>', 'of this one alone')
    .option('--person <person>', 'of this one alone')
    .option('--state <state>', states.join(', '))
    .action((wish: ListWish) => list(context, wish));
  enrollments
    .command('approve')
    .description('say yes to what goes out next')
    .argument('<id>')
    .action((id: string) => approve(context, id));
  for (const { word, act, done } of endings)
    enrollments
      .command(word)
      .description(done)
      .argument('<id>')
      .requiredOption('--because <text>', 'why; shown to colleagues')
      .action((id: string, { because }: { because: string }) =>
        change(context, { id, word, act, because, done }),
      );
};

type Act = (deps: Deps, change: RunChange) => Promise<unknown>;

const endings: readonly { word: string; act: Act; done: string }[] = [
  { word: 'pause', act: pauseRun, done: 'paused where it stands; nothing goes out any more' },
  { word: 'resume', act: resumeRun, done: 'it goes on with what was left of the delay' },
  { word: 'stop', act: stopRunByHand, done: 'ended for good' },
];

async function list(context: CommandContext, wish: ListWish): Promise<void> {
  const sequenceId =
    wish.sequence === undefined ? undefined : await getSequenceId(context, wish.sequence);
  const personId = wish.person === undefined ? undefined : await getPersonId(context, wish.person);
  const state = states.find((one) => one === wish.state);
  if (wish.state !== undefined && state === undefined)
    throw new InputError('invalid', `Use one of ${states.join(', ')}.`, 'state');
  const only = {
    ...(sequenceId === undefined ? {} : { sequenceId }),
    ...(personId === undefined ? {} : { personId }),
    ...(state === undefined ? {} : { state }),
  };
  const runs = await through<Shown[]>(context, {
    here: async ({ deps, workspaceId }) =>
      await listRuns(deps.db, { workspaceId, ...only, before: null, limit: shownMax }),
    there: async (server) => {
      const query = new URLSearchParams({ ...only, limit: String(shownMax) });
      const path = `/v1/enrollments?${query.toString()}`;
      return ((await server.ask({ method: 'GET', path })) as { items: Shown[] }).items;
    },
  });
  const rows = runs.map((run) => [
    run.sequence,
    run.state,
    run.position,
    run.because ?? '',
    run.personId,
    run.id,
  ]);
  context
    .output()
    .result(
      { enrollments: runs },
      rows.length === 0
        ? ['Nobody is in.']
        : table(['sequence', 'state', 'steps over', 'because', 'person', 'id'], rows),
    );
}

async function approve(context: CommandContext, id: string): Promise<void> {
  const nextAt = await through<string>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      (await approveRun(deps, { workspaceId, enrollmentId: id, actor })).nextAt.toISOString(),
    there: async (server) =>
      (
        (await server.ask({ method: 'POST', path: `/v1/enrollments/${id}/approve` })) as {
          nextAt: string;
        }
      ).nextAt,
  });
  context.output().result({ id, nextAt }, [`It goes at ${nextAt}, or when the limits have room.`]);
}

async function change(
  context: CommandContext,
  given: { id: string; word: string; act: Act; because: string; done: string },
): Promise<void> {
  const { id, word, act, because, done } = given;
  await through<unknown>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await act(deps, { workspaceId, enrollmentId: id, actor, because }),
    there: async (server) =>
      await server.ask({
        method: 'POST',
        path: `/v1/enrollments/${id}/${word}`,
        body: { because },
      }),
  });
  context.output().result({ id, did: word }, [`Run ${id}: ${done}.`]);
}
