// A no that was said in Lever: by its data protection settings, or by the reason with which a recruiter archived. It goes
// into the one list of people not to contact, so it counts for every sequence and every sourcer.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { isOptOutReason } from '../core/outreach/outreach-policy.ts';
import type { ArchiveReason } from '../core/status/status-rules.ts';
import type { Trx } from '../db/connect.ts';
import type { LeverOpportunity } from '../ports/lever.ts';
import type { Deps } from './deps.ts';
import { getOutreachPolicy } from './outreach-policy.ts';
import { suppress } from './suppress.ts';

type Seen = Pick<LeverOpportunity, 'mayBeContacted' | 'archived'>;

export interface ReadInLever {
  workspaceId: string;
  personId: string;
  /** The reading before; null where there was none. */
  before: Seen | null;
  now: Seen;
  /** Of the candidate as archived now. */
  archive: ArchiveReason | null;
}

/**
 * Joins the caller's transaction; the caller holds the person's lock and appends the entries last. Only what is new in
 * this reading counts: what a human took off the list does not come back with every look at Lever.
 */
export async function optOutByLever(
  trx: Trx,
  deps: Deps,
  read: ReadInLever,
): Promise<AuditEntry[]> {
  const { workspaceId, personId } = read;
  const because = await reasonOf(trx, read);
  if (because === null) return [];
  return await suppress(trx, deps, {
    workspaceId,
    kind: 'person',
    value: personId,
    personId,
    cause: 'lever',
    because,
    actor: 'lever',
  });
}

async function reasonOf(trx: Trx, read: ReadInLever): Promise<string | null> {
  const { before, now, archive, workspaceId } = read;
  if (now.mayBeContacted === false && before?.mayBeContacted !== false)
    return 'by the data protection settings in Lever the person must not be contacted';
  const isNew = (before?.archived?.reason ?? null) !== (now.archived?.reason ?? null);
  if (archive === null || !isNew) return null;
  const { policy } = await getOutreachPolicy(trx, workspaceId);
  return isOptOutReason(policy, archive)
    ? `archived in Lever as “${archive.text ?? archive.reasonId}”`
    : null;
}
