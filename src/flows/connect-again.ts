// A mailbox that is known already is connected once more: its password was changed, its permission taken back, or it was
// disconnected. Its settings, its history and what waits in it stay.

import { InputError } from '../core/input-error.ts';
import type { MailProvider } from '../core/outreach/mailbox-limits.ts';
import type { Secret } from '../core/secret.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockMailbox, updateMailbox } from '../db/queries/mailboxes.ts';
import { wakeMailbox } from '../db/queries/wake-messages.ts';
import type { MailServer } from '../ports/mail-account.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { wakeMailboxes } from './run-mailbox.ts';

export interface MailboxAgain {
  workspaceId: string;
  mailboxId: string;
  ownerEmail: string;
  provider: MailProvider;
  smtp: MailServer;
  imap: MailServer | null;
  auth: 'password' | 'xoauth2';
  signInAs: string;
  credential: Secret;
  actor: string;
}

/** The caller has tried the sign-in. One that somebody paused stays paused. Throws InputError where it is a colleague's. */
export async function connectAgain(deps: Deps, again: MailboxAgain): Promise<void> {
  const { workspaceId, mailboxId, provider, smtp, imap, auth, signInAs, credential } = again;
  const now = deps.clock.now();
  await inTransaction(deps.db, async (trx) => {
    const mailbox = await lockMailbox(trx, { workspaceId, mailboxId });
    if (mailbox === undefined) throw new InputError('not_found', 'There is no such mailbox.');
    if (mailbox.ownerEmail.toLowerCase() !== again.ownerEmail.toLowerCase())
      throw new InputError(
        'forbidden',
        `This is the mailbox of ${mailbox.ownerEmail}; only they connect it again.`,
        'address',
      );
    const isPaused = mailbox.state === 'paused';
    await updateMailbox(trx, {
      workspaceId,
      mailboxId,
      set: {
        ...(isPaused ? {} : { state: 'on', because: null }),
        provider,
        smtp,
        imap,
        auth,
        signInAs,
        sealedCredential: deps.sealer.seal(Buffer.from(credential.reveal())),
        sealedAccessToken: null,
        accessTokenUntil: null,
      },
      raisesEpoch: true,
      now,
    });
    await wakeMailbox(trx, { workspaceId, mailboxId, now });
    await wakeMailboxes(trx, [{ workspaceId, mailboxId, dueAt: now }]);
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: again.actor,
        action: 'mailbox.connected_again',
        subjectKind: 'mailbox',
        subjectId: mailboxId,
        detail: { provider, auth, before: mailbox.state },
      },
    ]);
  });
  deps.wake();
}
