// Something a person has to do; what it says about somebody is sealed for them.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { ensurePersonKeys } from '../db/queries/person-keys.ts';
import { addTaskRow } from '../db/queries/tasks.ts';
import type { Task, TaskKind } from '../db/queries/tasks.ts';
import type { Deps } from './deps.ts';

export interface TaskWish {
  workspaceId: string;
  kind: TaskKind;
  personId: string | null;
  enrollmentId?: string | null;
  messageId?: string | null;
  mailboxId?: string | null;
  assignee: string;
  /** Without personal values. */
  because: string;
  /** Prepared text, link, number: sealed. */
  content?: Readonly<Record<string, unknown>>;
  dueAt?: Date;
}

/** Joins the caller's transaction; asking again while the same question is open adds nothing. */
export async function addTask(trx: Trx, deps: Deps, wish: TaskWish): Promise<AuditEntry[]> {
  const { workspaceId, personId, kind, because, assignee } = wish;
  const id = deps.ids.next();
  const now = deps.clock.now();
  const isNew = await addTaskRow(trx, {
    workspaceId,
    id,
    kind,
    personId,
    enrollmentId: wish.enrollmentId ?? null,
    messageId: wish.messageId ?? null,
    mailboxId: wish.mailboxId ?? null,
    assignee,
    because,
    sealed: await sealFor(trx, deps, { workspaceId, personId, content: wish.content }),
    dueAt: wish.dueAt ?? now,
    createdAt: now,
  });
  if (!isNew) return [];
  return [
    {
      workspaceId,
      actor: 'system',
      action: 'task.added',
      subjectKind: 'task',
      subjectId: id,
      ...(personId === null ? {} : { personId }),
      detail: { kind, because, enrollmentId: wish.enrollmentId ?? null },
    },
  ];
}

/** What a task says, readable; null where nothing was kept or the person was erased. */
export async function openTask(
  trx: Trx,
  deps: Deps,
  task: Task,
): Promise<Record<string, unknown> | null> {
  if (task.sealed === null || task.firstPersonId === null) return null;
  const { workspaceId, firstPersonId } = task;
  const keys = await ensurePersonKeys(trx, deps, { workspaceId, personIds: [firstPersonId] });
  const key = keys.get(firstPersonId);
  if (key === undefined) return null;
  const text = Buffer.from(deps.sealer.openWith(key, task.sealed)).toString('utf8');
  return JSON.parse(text) as Record<string, unknown>;
}

async function sealFor(
  trx: Trx,
  deps: Deps,
  of: { workspaceId: string; personId: string | null; content: object | undefined },
): Promise<Uint8Array | null> {
  const { workspaceId, personId, content } = of;
  if (content === undefined || personId === null) return null;
  const keys = await ensurePersonKeys(trx, deps, { workspaceId, personIds: [personId] });
  const key = keys.get(personId);
  return key === undefined ? null : deps.sealer.sealWith(key, Buffer.from(JSON.stringify(content)));
}
