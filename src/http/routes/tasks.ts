// /v1/tasks: list the open ones, look at one, say that it is done or passed over.
import { InputError } from '../../core/input-error.ts';
import { nameOf, withNames } from '../../db/queries/person-names.ts';
import { findTask, listOpenTasks } from '../../db/queries/tasks.ts';
import type { Task } from '../../db/queries/tasks.ts';
import { openTask } from '../../flows/add-task.ts';
import { completeTask } from '../../flows/step-by-hand.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams } from '../contract/page.ts';
import { taskAnswer, taskDone, tasksAnswer, tasksQuery } from '../contract/task.ts';
import { fromCursor, pageOf } from '../cursor.ts';
import { sendingDeps } from '../sending.ts';

const tags = ['tasks'];
const reading = { scope: 'read', permission: 'outreach.read' } as const;
const writing = { scope: 'admin', permission: 'outreach.write' } as const;
const placeForm = /^\d{1,15} [0-9a-f-]{36}$/u;

export function taskRoutes(app: App, parts: HttpParts): void {
  readingRoutes(app, parts);
  answerRoutes(app, parts);
}

function shown({ workspaceId: _workspace, sealed: _sealed, ...task }: Task): object {
  return task;
}

function readingRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/tasks',
    {
      config: reading,
      schema: {
        tags,
        summary: 'List open tasks by when they are due',
        querystring: tasksQuery,
        response: { 200: tasksAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, assignee, kind } = request.query;
      const [ms, id] = fromCursor(cursor, placeForm)?.split(' ') ?? [];
      const after =
        ms === undefined || id === undefined ? null : { dueAt: new Date(Number(ms)), id };
      const rows = await listOpenTasks(deps.db, {
        workspaceId,
        ...(assignee === undefined ? {} : { assignee }),
        ...(kind === undefined ? {} : { kind }),
        after,
        limit: limit + 1,
      });
      const page = pageOf(rows, limit, (row) => `${row.dueAt.getTime()} ${row.id}`);
      const named = await withNames(deps.db, workspaceId, page.items);
      return { ...page, items: named.map(shown) };
    },
  );
  app.get(
    '/v1/tasks/:id',
    {
      config: { scope: 'read', permission: 'inbox.read' },
      schema: {
        tags,
        summary: 'One task with the prepared text, link or number',
        params: idParams,
        response: { 200: taskAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const task = await findTask(deps.db, { workspaceId, taskId: request.params.id });
      if (task === undefined) throw new InputError('not_found', 'There is no such task.');
      const content = await deps.db
        .transaction()
        .execute(async (trx) => await openTask(trx, deps, task));
      return { task: { ...shown(task), personName: await nameOf(deps.db, task) }, content };
    },
  );
}

const outcomes = [
  { word: 'done', outcome: 'done', summary: 'It is done; a step counts as sent' },
  { word: 'skip', outcome: 'skipped', summary: 'Pass it over; the run goes on' },
] as const;

function answerRoutes(app: App, parts: HttpParts): void {
  for (const { word, outcome, summary } of outcomes) {
    app.post(
      `/v1/tasks/:id/${word}`,
      {
        config: writing,
        schema: { tags, summary, params: idParams, response: { 200: taskDone } },
      },
      async (request) => {
        const caller = callerOf(request);
        const { workspaceId } = caller;
        const { id } = request.params;
        const answer = { workspaceId, taskId: id, outcome, actor: actorOf(caller) };
        await completeTask(sendingDeps(parts), answer);
        return { id };
      },
    );
  }
}
