// Puts a new timeline policy in force: which touches become lines, notes, or nothing.
import { checkTimelinePolicy } from '../core/sync/timeline-policy.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { refuseOutdated } from './refuse-outdated.ts';

/** Throws InputError naming what is wrong; counts from the next write on. */
export async function changeTimelinePolicy(
  deps: Deps,
  change: { workspaceId: string; body: unknown; actor: string; basedOn?: number | undefined },
): Promise<{ version: number }> {
  const { workspaceId, actor, basedOn } = change;
  const body = checkTimelinePolicy(change.body);
  return await inTransaction(deps.db, async (trx) => {
    await refuseOutdated(trx, { workspaceId, kind: 'timeline', basedOn });
    const now = deps.clock.now();
    const rules = { workspaceId, kind: 'timeline' as const, body, createdBy: actor, now };
    const version = await addRules(trx, rules);
    const subject = { subjectKind: 'rules', subjectId: 'timeline' };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'rules.changed', ...subject, detail: { version, rules: body } },
    ]);
    return { version };
  });
}
