// Whether a message of ours stands in the Sent folder of its mailbox.

import { findMailbox } from '../db/queries/mailboxes.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { PortFailure } from '../ports/failure.ts';
import { mailAccess } from './mail-access.ts';
import type { OutreachDeps } from './outreach-deps.ts';

/** `no_way`: there is no mailbox, or none that can be read. */
export type SentLook = 'found' | 'absent' | 'not_reached' | 'no_way';

/** Reads the mailbox from that day on; changes nothing. */
export async function lookInSent(
  deps: OutreachDeps,
  message: MessageRow,
  since: Date,
): Promise<SentLook> {
  const { workspaceId, mailboxId, messageId, token } = message;
  const mailbox =
    mailboxId === null ? undefined : await findMailbox(deps.db, { workspaceId, mailboxId });
  if (mailbox === undefined || mailbox.imap === null || messageId === null) return 'no_way';
  try {
    const access = await mailAccess(deps, { ...mailbox, workspaceId }, 'imap');
    const found = await deps.mailReader.findSent(access, { messageId, intentToken: token, since });
    return found.isFound ? 'found' : 'absent';
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    return 'not_reached';
  }
}
