// Takes the oldest entries out of the audit log; the chain begins after a signed entry from then on.

import { auditBaseText } from '../core/governance/checkpoint.ts';
import type { RetentionRules } from '../core/governance/retention-rules.ts';
import type { Trx } from '../db/connect.ts';
import { deleteAuditUntil, findLastBefore } from '../db/queries/audit-trim.ts';
import { auditSignerOf } from './audit-signer.ts';
import type { Deps } from './deps.ts';
import { readHeldPeople } from './held-people.ts';

const dayMs = 24 * 60 * 60_000;

/** Joins the caller's transaction; returns how many entries went. While any legal hold is in force, none. */
export async function trimAudit(
  trx: Trx,
  deps: Deps,
  of: { workspaceId: string; rules: RetentionRules },
): Promise<number> {
  const { workspaceId, rules } = of;
  const days = rules.classes?.audit;
  if (days === undefined || (await readHeldPeople(trx, workspaceId)).isAny) return 0;
  const now = deps.clock.now();
  const before = new Date(now.getTime() - days * dayMs);
  const last = await findLastBefore(trx, { workspaceId, before });
  if (last === undefined) return 0;
  const { seq, hash } = last;
  const signer = await auditSignerOf(trx, deps, workspaceId);
  const signature = signer.sign(auditBaseText({ workspaceId, seq, hash, at: now.toISOString() }));
  return await deleteAuditUntil(trx, { workspaceId, seq, hash, at: now, signature });
}
