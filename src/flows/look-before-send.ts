// Before a message goes while what we remember may be older than what we did: does it stand in Sent already?

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { findMessage, lockMessage, moveMessage } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { findOutreachSettings } from '../db/queries/outreach-settings.ts';
import { putOffMessage } from '../db/queries/put-off-message.ts';
import { afterSent } from './after-sent.ts';
import { inTransaction } from './in-transaction.ts';
import { lookInSent } from './look-in-sent.ts';
import type { OutreachDeps } from './outreach-deps.ts';

const unreachableMs = 5 * 60_000;
/** No backup that is older is put back under a running sequence. */
const backMs = 90 * 24 * 60 * 60_000;

/** False: it is not to be sent now; the database says why, and when to look again. */
export async function lookBeforeSend(
  deps: OutreachDeps,
  key: { workspaceId: string; id: string },
): Promise<boolean> {
  const settings = await findOutreachSettings(deps.db, key.workspaceId);
  const now = deps.clock.now();
  const until = settings?.lookFirstUntil ?? null;
  if (until === null || until <= now) return true;
  const quietUntil = settings?.quietUntil ?? null;
  if (quietUntil !== null && quietUntil > now)
    return await wait(deps, { key, dueAt: quietUntil, because: quiet });
  const message = await findMessage(deps.db, key);
  // Sent once more after three looks: it has just been looked for.
  if (message === undefined || message.hasBeenResent) return true;
  switch (await lookInSent(deps, message, new Date(now.getTime() - backMs))) {
    case 'found':
      await noteFound(deps, message);
      return false;
    case 'absent':
      return true;
    case 'not_reached': {
      const dueAt = new Date(now.getTime() + unreachableMs);
      return await wait(deps, { key, dueAt, because: unreadable });
    }
    case 'no_way':
      // Of a crash nothing is lost that the database confirmed; of a backup everything since.
      return quietUntil === null || (await wait(deps, { key, dueAt: until, because: noWay }));
  }
}

const quiet =
  'a backup was put back: for a quarter of an hour nothing goes out, so that Sent shows what left before';
const unreadable = 'a backup was put back or a process crashed, and Sent cannot be looked at now';
const noWay =
  'a backup was put back, and this mailbox has no IMAP server to see whether the message went out before it';

async function wait(
  deps: OutreachDeps,
  given: { key: { workspaceId: string; id: string }; dueAt: Date; because: string },
): Promise<false> {
  const { key, dueAt, because } = given;
  await putOffMessage(deps.db, { ...key, dueAt, because });
  return false;
}

async function noteFound(deps: OutreachDeps, seen: MessageRow): Promise<void> {
  const { workspaceId, id, personId } = seen;
  await inTransaction(deps.db, async (trx) => {
    await lockPersonForOutreach(trx, { workspaceId, personId });
    const message = await lockMessage(trx, { workspaceId, id });
    if (message?.state !== 'prepared' && message?.state !== 'refused_transient') return;
    await appendAudit(trx, deps, await settleFound(trx, deps, message));
  });
  deps.wake();
}

async function settleFound(
  trx: Trx,
  deps: OutreachDeps,
  message: MessageRow,
): Promise<AuditEntry[]> {
  const { workspaceId, id, personId } = message;
  const now = deps.clock.now();
  const because = 'it stands in Sent already: it went out before the backup was put back';
  await moveMessage(trx, {
    workspaceId,
    id,
    from: ['prepared', 'refused_transient'],
    to: 'sent',
    because,
    dueAt: null,
    now,
    set: { sentAt: now, lookedAt: now },
  });
  const entry: AuditEntry = {
    workspaceId,
    actor: 'system',
    action: 'message.sent',
    subjectKind: 'message',
    subjectId: id,
    personId,
    detail: { because },
  };
  return [entry, ...(await afterSent(trx, deps, { message, isSure: true }))];
}
