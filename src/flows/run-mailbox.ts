// The work of one mailbox: what was left unclear first, then the one message whose turn it is, then sleep until the next.

import type { Turn } from '../engine/deps.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWorks } from '../engine/work.ts';
import type { ClaimedWork, WorkResult } from '../engine/work.ts';
import type { Trx } from '../db/connect.ts';
import { findMailbox } from '../db/queries/mailboxes.ts';
import { findNextDue, listSendable, listToResolve } from '../db/queries/messages.ts';
import type { Point } from './outreach-points.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { resolveMessage } from './resolve-message.ts';
import { sendMessage } from './send-message.ts';

/** Kept back ones cost a look each; the rest has its turn at the next wake. */
const looksMax = 20;

/** Handler of work kind `mailbox`; the subject is the mailbox. */
export function mailboxHandler(options: { onPoint?(point: Point): void | Promise<void> } = {}) {
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
    for (const { id } of sendable) {
      if (signal.aborted) break;
      const turn = { fence: epoch, signal, ...options };
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
