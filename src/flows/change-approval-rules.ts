// An admin decides which changes need a second person; loosening that needs one too.

import { checkApprovalRules, isLooser } from '../core/governance/approval-rules.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addRules } from '../db/queries/rules.ts';
import { getApprovalRules, needSecondPerson } from './approval-guard.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { refuseOutdated } from './refuse-outdated.ts';

const kind = 'approval';

/** Throws InputError with what to change, and `approval_needed` for rules that let more through. */
export async function changeApprovalRules(
  deps: Deps,
  change: {
    workspaceId: string;
    body: unknown;
    actor: string;
    basedOn?: number | undefined;
    approvalId?: string | undefined;
  },
): Promise<{ version: number }> {
  const { workspaceId, actor, basedOn, approvalId } = change;
  const rules = checkApprovalRules(change.body);
  if (isLooser(rules, await getApprovalRules(deps.db, workspaceId))) {
    await needSecondPerson(deps, {
      workspaceId,
      kind: 'limit_exception',
      size: 1,
      title: 'Fewer changes would need a second person',
      because: 'the rules for approvals are loosened',
      change: { do: 'change_rules', kind, body: rules },
      actor,
      approvalId,
    });
  }
  return await inTransaction(deps.db, async (trx) => {
    await refuseOutdated(trx, { workspaceId, kind, basedOn });
    const now = deps.clock.now();
    const version = await addRules(trx, { workspaceId, kind, body: rules, createdBy: actor, now });
    const subject = { subjectKind: 'rules', subjectId: kind };
    const detail = { version, body: rules };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'rules.changed', ...subject, detail },
    ]);
    return { version };
  });
}
