// Before a follow-up goes out, the mailbox was read within the last minute and a half: the answer may lie there already.

import { PortFailure } from '../ports/failure.ts';
import type { MailDeps } from './mail-deps.ts';
import { readIfStale } from './read-mailbox.ts';

const readAgeMsMax = 90_000;

/** Null where it was read; else why not, and then the follow-up waits. */
export async function readBeforeSend(
  deps: MailDeps,
  key: { workspaceId: string; mailboxId: string },
): Promise<string | null> {
  try {
    await readIfStale(deps, { ...key, ageMsMax: readAgeMsMax });
    return null;
  } catch (error) {
    const failure = error instanceof PortFailure ? error.kind : 'fault';
    deps.log.warn('mailbox.unread_before_send', { mailboxId: key.mailboxId, failure });
    return 'an answer may have come in, and the mailbox cannot be read at the moment';
  }
}
