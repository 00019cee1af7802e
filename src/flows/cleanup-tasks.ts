// Cleanup that a program cannot do: who answers for it, and how it is ended.

import { InputError } from '../core/input-error.ts';
import type { RetentionRules } from '../core/governance/retention-rules.ts';
import type { Conn } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { closeCleanupTask } from '../db/queries/cleanup-tasks.ts';
import type { CleanupTask } from '../db/queries/cleanup-tasks.ts';
import { findRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

/** The owner that the retention rules name; '' while nobody decided, which the list shows as unowned. */
export async function cleanupOwner(conn: Conn, workspaceId: string): Promise<string> {
  const rules = await findRules<RetentionRules>(conn, { workspaceId, kind: 'retention' });
  return rules?.body.owner ?? '';
}

/** Throws InputError where no such task is open. */
export async function endCleanupTask(
  deps: Deps,
  done: { workspaceId: string; id: string; outcome: 'done' | 'not_needed'; actor: string },
): Promise<CleanupTask> {
  const { workspaceId, id, outcome, actor } = done;
  return await inTransaction(deps.db, async (trx) => {
    const now = deps.clock.now();
    const task = await closeCleanupTask(trx, { workspaceId, id, by: actor, outcome, now });
    if (task === undefined) throw new InputError('not_found', 'There is no such open task.');
    const subject = { subjectKind: 'cleanup_task', subjectId: id };
    const about = task.personId === null ? {} : { personId: task.personId };
    const detail = { kind: task.kind, subject: task.subjectId, outcome };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'cleanup.done', ...subject, ...about, detail },
    ]);
    return task;
  });
}
