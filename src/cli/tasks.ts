// fulcrum tasks: what people have to do for outreach by hand; look at one, say that it is done or passed over.

import { InputError } from '../core/input-error.ts';
import { findTask, listOpenTasks, taskKinds } from '../db/queries/tasks.ts';
import type { Task } from '../db/queries/tasks.ts';
import { openTask } from '../flows/add-task.ts';
import { completeTask } from '../flows/step-by-hand.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { sendingHere } from './find-outreach.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

const listMax = 10_000;

interface ListWish {
  assignee?: string;
  kind?: string;
}

type Shown = Pick<Task, 'id' | 'kind' | 'personId' | 'assignee' | 'because' | 'state'> & {
  dueAt: string | Date;
};

export const addTasksCommand: AddCommand = (program, context) => {
  const tasks = program.command('tasks').description('what people have to do by hand');
  tasks
    .command('list')
    .description('open ones by when they are due')
    .option('--assignee <email>', 'of this person alone')
    .option('--kind <kind>', taskKinds.join(', '))
    .action((wish: ListWish) => list(context, wish));
  tasks
    .command('show')
    .description('one with the prepared text, link or number')
    .argument('<id>')
    .action((id: string) => show(context, id));
  for (const { word, outcome, description } of outcomes)
    tasks
      .command(word)
      .description(description)
      .argument('<id>')
      .action((id: string) => answer(context, { id, word, outcome }));
};

const outcomes = [
  { word: 'done', outcome: 'done', description: 'it is done; a step counts as sent' },
  { word: 'skip', outcome: 'skipped', description: 'pass it over; the run goes on' },
] as const;

async function list(context: CommandContext, wish: ListWish): Promise<void> {
  const kind = taskKinds.find((one) => one === wish.kind);
  if (wish.kind !== undefined && kind === undefined)
    throw new InputError('invalid', `Use one of ${taskKinds.join(', ')}.`, 'kind');
  const only = {
    ...(wish.assignee === undefined ? {} : { assignee: wish.assignee.toLowerCase() }),
    ...(kind === undefined ? {} : { kind }),
  };
  const tasks = await through<Shown[]>(context, {
    here: async ({ deps, workspaceId }) =>
      (await listOpenTasks(deps.db, { workspaceId, ...only, after: null, limit: listMax })).map(
        shownTask,
      ),
    there: async (server) =>
      await allPages<Shown>(server, `/v1/tasks?${new URLSearchParams(only).toString()}`),
  });
  const rows = tasks.map((task) => [
    new Date(task.dueAt).toISOString(),
    task.kind,
    task.assignee,
    task.because,
    task.id,
  ]);
  context
    .output()
    .result(
      { tasks },
      rows.length === 0
        ? ['Nothing is to be done.']
        : table(['due', 'kind', 'for', 'because', 'id'], rows),
    );
}

function shownTask({ sealed: _sealed, ...task }: Task): Shown {
  return task;
}

interface Detail {
  task: Shown;
  content: Record<string, unknown> | null;
}

async function show(context: CommandContext, id: string): Promise<void> {
  const detail = await through<Detail>(context, {
    here: async ({ deps, workspaceId }) => {
      const task = await findTask(deps.db, { workspaceId, taskId: id });
      if (task === undefined) throw new InputError('not_found', 'There is no such task.', 'id');
      const content = await deps.db
        .transaction()
        .execute(async (trx) => await openTask(trx, deps, task));
      return { task: shownTask(task), content };
    },
    there: async (server) =>
      (await server.ask({ method: 'GET', path: `/v1/tasks/${id}` })) as Detail,
  });
  const { task, content } = detail;
  const prepared = Object.entries(content ?? {})
    .filter(([, value]) => value !== null)
    .map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
  context
    .output()
    .result(detail, [`${task.kind} for ${task.assignee}: ${task.because}`, ...prepared]);
}

async function answer(
  context: CommandContext,
  given: { id: string; word: string; outcome: 'done' | 'skipped' },
): Promise<void> {
  const { id, word, outcome } = given;
  await through<unknown>(context, {
    here: async (opened) => {
      const { workspaceId, actor } = opened;
      await completeTask(sendingHere(opened), { workspaceId, taskId: id, outcome, actor });
    },
    there: async (server) => await server.ask({ method: 'POST', path: `/v1/tasks/${id}/${word}` }),
  });
  context.output().result({ id, outcome }, [`The task is ${outcome}.`]);
}
