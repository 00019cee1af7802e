// Somebody says no by the link of a message. Only a POST does it: mail gateways open every link on their own.

import { isToken } from '../core/mail/tokens.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findMessageByToken } from '../db/queries/messages.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { suppressMessage } from './suppress.ts';

export type Unsubscribed = 'done' | 'unknown';

/** Safe to repeat, works for ever and after an erasure: the token finds the message, and that has only a hash. */
export async function unsubscribe(
  deps: Deps,
  given: { token: string; cause: 'one_click' | 'page' },
): Promise<Unsubscribed> {
  const token = given.token.toLowerCase();
  if (!isToken(token)) return 'unknown';
  const message = await findMessageByToken(deps.db, { token });
  if (message === undefined) return 'unknown';
  const because =
    given.cause === 'one_click' ? 'unsubscribed with one click' : 'unsubscribed on the page';
  await inTransaction(deps.db, async (trx) => {
    const entries = await suppressMessage(trx, deps, {
      message,
      cause: given.cause,
      because,
      actor: 'recipient',
    });
    if (entries.length > 0) await appendAudit(trx, deps, entries);
  });
  deps.wake();
  return 'done';
}

/** Whether the link is one of ours; changes nothing. */
export async function isUnsubscribeToken(deps: Deps, given: string): Promise<boolean> {
  const token = given.toLowerCase();
  return isToken(token) && (await findMessageByToken(deps.db, { token })) !== undefined;
}
