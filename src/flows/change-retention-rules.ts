// An admin decides how long people who came to nothing are kept.
import { checkRetentionRules } from '../core/governance/retention-rules.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { refuseOutdated } from './refuse-outdated.ts';

/** Throws InputError naming what is wrong; every version is kept. */
export async function changeRetentionRules(
  deps: Deps,
  change: { workspaceId: string; body: unknown; actor: string; basedOn?: number | undefined },
): Promise<{ version: number }> {
  const { workspaceId, actor, basedOn } = change;
  const body = checkRetentionRules(change.body);
  return await inTransaction(deps.db, async (trx) => {
    await refuseOutdated(trx, { workspaceId, kind: 'retention', basedOn });
    const now = deps.clock.now();
    const rules = { workspaceId, kind: 'retention' as const, body, createdBy: actor, now };
    const version = await addRules(trx, rules);
    const subject = { subjectKind: 'rules', subjectId: 'retention' };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'rules.changed', ...subject, detail: { version, rules: body } },
    ]);
    return { version };
  });
}
