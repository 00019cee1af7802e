// Something that came in shows that an unclear message went out.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { findMessage, lockMessage } from '../db/queries/messages.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { noteEvidenceOf } from './resolve-message.ts';

/** Joins the caller's transaction; changes nothing where the message is not unclear. */
export async function noteEvidence(
  trx: Trx,
  deps: OutreachDeps,
  given: { workspaceId: string; messageId: string; because: string },
): Promise<AuditEntry[]> {
  const { workspaceId, because } = given;
  const seen = await findMessage(trx, { workspaceId, id: given.messageId });
  if (seen?.state !== 'unknown') return [];
  await lockPersonForOutreach(trx, { workspaceId, personId: seen.personId });
  const message = await lockMessage(trx, { workspaceId, id: seen.id });
  return message?.state === 'unknown' ? await noteEvidenceOf(trx, deps, { message, because }) : [];
}
