// Ends or pauses one run of ours for a reason that the run itself ran into. Joins the caller's transaction.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { moveEnrollments } from '../db/queries/enrollments.ts';
import type { Deps } from './deps.ts';

/** The caller holds the person's lock. Asking again changes nothing. */
export async function stopRun(
  trx: Trx,
  deps: Deps,
  stop: {
    workspaceId: string;
    personId: string;
    enrollmentId: string;
    to: 'paused' | 'stopped' | 'finished';
    because: string;
    actor: string;
  },
): Promise<AuditEntry[]> {
  const { workspaceId, personId, enrollmentId, to, because, actor } = stop;
  const moved = await moveEnrollments(trx, {
    workspaceId,
    personId,
    ids: [enrollmentId],
    from: to === 'paused' ? ['active'] : ['active', 'paused'],
    to,
    because,
    now: deps.clock.now(),
  });
  return moved.map((each) => ({
    workspaceId,
    actor,
    action: `enrollment.${to}`,
    subjectKind: 'enrollment',
    subjectId: each.id,
    personId,
    detail: { because, epoch: each.epoch },
  }));
}
