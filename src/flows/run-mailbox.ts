// The work of one mailbox: what was left unclear first, then the one message whose turn it is, then sleep until the next.

import type { Turn } from '../engine/deps.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWorks } from '../engine/work.ts';
import type { ClaimedWork, WorkResult } from '../engine/work.ts';
import type { Trx } from '../db/connect.ts';
import { findMailbox } from '../db/queries/mailboxes.ts';
import { findNextDue, listSendable, listToResolve } from '../db/queries/messages.ts';
import { putOffMessage } from '../db/queries/put-off-message.ts';
import type { Point } from './outreach-points.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { resolveMessage } from './resolve-message.ts';
import { sendMessage } from './send-message.ts';

/** Kept back ones cost a look each; the rest has its turn at the next wake. */
const looksMax = 20;

export interface MailboxOptions {
  onPoint?(point: Point): void | Promise<void>;
  /** Reads the mailbox where that was not done lately. Null: done; else why a follow-up has to wait. */
  readFirst?: (
    deps: OutreachDeps,
    key: { workspaceId: string; mailboxId: string },
  ) => Promise<string | null>;
}

/** Handler of work kind `mailbox`; the subject is the mailbox. */
export function mailboxHandler(options: MailboxOptions = {}) {
  const { readFirst = async () => null, ...atPoints } = options;
  return async (deps: OutreachDeps & { turn: Turn }, work: ClaimedWork): Promise<WorkResult> => {
    const key = { workspaceId: work.workspaceId, mailboxId: work.subjectId };
    const { epoch, signal } = deps.turn;
    const open = await listToResolve(deps.db, { ...key, now: deps.clock.now(), limit: looksMax });
    for (const message of open) await resolveMessage(deps, message, epoch);
    const mailbox = await findMailbox(deps.db, key);
    if (mailbox === undefined) return { next: 'done' };
    const sendable = await listSendable(deps.db, {
      ...key,
      now: deps.clock.now(),
      limit: looksMax,
    });
    let reading: Promise<string | null> | null = null;
    for (const { id, kind } of sendable) {
      if (signal.aborted) break;
      // Once for all of this turn.
      if (kind === 'follow_up') reading ??= readFirst(deps, key);
      const unread = kind === 'follow_up' ? await reading : null;
      if (unread !== null) {
        const dueAt = new Date(deps.clock.now().getTime() + unreadAgainMs);
        await putOffMessage(deps.db, { ...key, id, dueAt, because: unread });
        continue;
      }
      const turn = { fence: epoch, signal, ...atPoints };
      if (await sendMessage(deps, { workspaceId: work.workspaceId, id }, turn)) break;
    }
    const dueAt = await findNextDue(deps.db, key);
    if (dueAt === null) return { next: 'done' };
    return {
      next: 'again',
      dueAt: await notBeforeFree(deps, key, dueAt),
      because: 'messages wait',
    };
  };
}

// Between two sends only an answer by hand is looked for: the request of that one wakes the mailbox.
async function notBeforeFree(
  deps: OutreachDeps,
  key: { workspaceId: string; mailboxId: string },
  dueAt: Date,
): Promise<Date> {
  const mailbox = await findMailbox(deps.db, key);
  const now = deps.clock.now();
  const isDue = dueAt.getTime() <= now.getTime();
  if (mailbox === undefined || !isDue) return dueAt;
  // Due and kept back by nothing that has a time of its own: look again soon, not at once.
  return new Date(Math.max(mailbox.nextFreeAt.getTime(), now.getTime() + soonMs));
}

const soonMs = 250;
const unreadAgainMs = 60_000;

/** Joins the caller's transaction: these mailboxes have something to look at. Wake the workers after the commit. */
export async function wakeMailboxes(
  trx: Trx,
  wishes: readonly { workspaceId: string; mailboxId: string; dueAt: Date; isReply?: boolean }[],
): Promise<void> {
  await requestWorks(
    trx,
    wishes.map((wish) => ({
      workspaceId: wish.workspaceId,
      kind: 'mailbox',
      subjectId: wish.mailboxId,
      queueKey: `mailbox:${wish.mailboxId}`,
      lane: wish.isReply === true ? lanes.reply : lanes.interactive,
      dueAt: wish.dueAt,
      because: 'a message is due',
    })),
  );
}
