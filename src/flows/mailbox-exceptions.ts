// Caps above the careful ones are an exception to a limit, to which a second person agrees.

import { mailboxDefaults } from '../core/outreach/mailbox-limits.ts';
import { findMailbox } from '../db/queries/mailboxes.ts';
import { needSecondPerson } from './approval-guard.ts';
import type { Deps } from './deps.ts';
import type { MailboxToChange } from './save-mailbox.ts';

const caps = ['newDayCap', 'followUpDayCap'] as const;

/** Throws InputError `approval_needed` where a cap is raised above the careful default. */
export async function askForExceptions(deps: Deps, given: MailboxToChange): Promise<void> {
  const { workspaceId, mailboxId, set, actor, approvalId } = given;
  const mailbox = await findMailbox(deps.db, { workspaceId, mailboxId });
  if (mailbox === undefined) return;
  const raised = caps.filter((cap) => {
    const wanted = set[cap];
    return wanted !== undefined && wanted > Math.max(mailbox[cap], mailboxDefaults[cap]);
  });
  if (raised.length === 0) return;
  await needSecondPerson(deps, {
    workspaceId,
    kind: 'limit_exception',
    size: raised.length,
    title: `A mailbox could send more: ${raised.map((cap) => `${cap} ${set[cap]}`).join(', ')}`,
    because: 'caps above the careful ones',
    change: { do: 'change_mailbox', mailboxId, set },
    actor,
    approvalId,
  });
}
