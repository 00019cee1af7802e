// How to sign in to a mailbox's servers.

import { assert } from '../core/assert.ts';
import { Secret } from '../core/secret.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import type { MailAccess, MailServer } from '../ports/mail-account.ts';
import type { Deps } from './deps.ts';

/** The credential stands open only in what is returned. Throws PortFailure where a token cannot be renewed. */
export async function mailAccess(
  deps: Pick<Deps, 'sealer' | 'clock' | 'db'>,
  mailbox: Mailbox & { workspaceId?: string },
  side: 'smtp' | 'imap',
): Promise<MailAccess> {
  const server = (side === 'smtp' ? mailbox.smtp : mailbox.imap) as MailServer | null;
  assert(server !== null, `the mailbox has no ${side} server`);
  const open = (sealed: Uint8Array): Secret =>
    new Secret(Buffer.from(deps.sealer.open(sealed)).toString('utf8'));
  const user = mailbox.signInAs;
  if (mailbox.auth === 'password')
    return await Promise.resolve({
      server,
      signIn: { kind: 'password', user, password: open(mailbox.sealedCredential) },
    });
  const token = mailbox.sealedAccessToken ?? mailbox.sealedCredential;
  return { server, signIn: { kind: 'xoauth2', user, accessToken: open(token) } };
}
