// /v1/tasks: what people have to do for outreach by hand.
import { z } from 'zod';
import { taskKinds } from '../../db/queries/tasks.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { uuid } from './text.ts';

const task = z
  .object({
    id: uuid,
    kind: z.enum(taskKinds),
    personId: uuid.nullable(),
    personName: z.string().nullable(),
    enrollmentId: uuid.nullable(),
    messageId: uuid.nullable(),
    mailboxId: uuid.nullable(),
    assignee: z.string(),
    because: z.string(),
    state: z.enum(['open', 'done', 'skipped', 'cancelled']),
    dueAt: time,
    createdAt: time,
    finishedAt: time.nullable(),
    finishedBy: z.string().nullable(),
  })
  .meta({ id: 'Task' });

export const tasksQuery = pageQuery.extend({
  assignee: z.email().optional(),
  kind: z.enum(taskKinds).optional(),
});
export const tasksAnswer = pageAnswer(task).meta({ id: 'Tasks' });
export const taskAnswer = z
  .object({
    task,
    content: z.looseObject({}).nullable().describe('Prepared text, link, number'),
  })
  .meta({ id: 'TaskDetail' });
export const taskDone = z.object({ id: uuid });
