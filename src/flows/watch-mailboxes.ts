// Keeps the reading of every mailbox going: asks for it where it is missing, and at once where IDLE hints at new mail.

import { forgetRawBefore, wakeSnoozed } from '../db/queries/inbound.ts';
import { listReadable } from '../db/queries/mail-folders.ts';
import { findMailbox } from '../db/queries/mailboxes.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWorks } from '../engine/work.ts';
import type { WorkLoop } from '../engine/worker.ts';
import { mailAccess } from './mail-access.ts';
import type { MailDeps } from './mail-deps.ts';
import { mailboxReadKind } from './read-mailbox.ts';

const lookEveryMs = 30_000;
const rawKeptMs = 180 * 86_400_000;

/** Also opens snoozed mails whose time has come, and lets go of the originals after half a year. */
export function mailboxesLoop(): WorkLoop<MailDeps> {
  return {
    name: 'mailboxes',
    pollMs: lookEveryMs,
    async run(deps) {
      const now = deps.clock.now();
      const missing = (await listReadable(deps.db, mailboxReadKind)).filter((one) => !one.isAsked);
      await requestWorks(
        deps.db,
        missing.map(({ workspaceId, mailboxId }) => wishOf({ workspaceId, mailboxId, now })),
      );
      if (missing.length > 0) deps.wake();
      await wakeSnoozed(deps.db, now);
      await forgetRawBefore(deps.db, new Date(now.getTime() - rawKeptMs));
      return 'idle';
    },
  };
}

/** Asks for a mailbox to be read now. */
export async function requestReading(
  deps: MailDeps,
  key: { workspaceId: string; mailboxId: string },
): Promise<void> {
  await requestWorks(deps.db, [wishOf({ ...key, now: deps.clock.now() })]);
  deps.wake();
}

function wishOf(of: {
  workspaceId: string;
  mailboxId: string;
  now: Date;
}): Parameters<typeof requestWorks>[1][number] {
  const { workspaceId, mailboxId, now } = of;
  return {
    workspaceId,
    kind: mailboxReadKind,
    subjectId: mailboxId,
    queueKey: `imap:${mailboxId}`,
    lane: lanes.reply,
    dueAt: now,
    because: 'mail may have come in',
  };
}

/** Until the signal is aborted: one IDLE for each mailbox's inbox. Failures only mean that polling finds it later. */
export async function watchMailboxes(deps: MailDeps, signal: AbortSignal): Promise<void> {
  const watched = new Map<string, Promise<void>>();
  while (!signal.aborted) {
    for (const { workspaceId, mailboxId } of await listReadable(deps.db, mailboxReadKind)) {
      if (watched.has(mailboxId)) continue;
      const watch = watchOne(deps, { workspaceId, mailboxId, signal }).finally(() =>
        watched.delete(mailboxId),
      );
      watched.set(mailboxId, watch);
    }
    await deps.clock.sleep(lookEveryMs, signal);
  }
  await Promise.allSettled(watched.values());
}

async function watchOne(
  deps: MailDeps,
  of: { workspaceId: string; mailboxId: string; signal: AbortSignal },
): Promise<void> {
  const { workspaceId, mailboxId, signal } = of;
  while (!signal.aborted) {
    const mailbox = await findMailbox(deps.db, { workspaceId, mailboxId });
    const isReadable = mailbox?.state === 'on' || mailbox?.state === 'paused';
    if (mailbox === undefined || !isReadable || mailbox.imap === null) return;
    try {
      const access = await mailAccess(deps, { ...mailbox, workspaceId }, 'imap');
      await deps.mailReader.waitForChange(access, 'INBOX', signal);
    } catch {
      await deps.clock.sleep(lookEveryMs, signal);
      continue;
    }
    if (!signal.aborted) await requestReading(deps, { workspaceId, mailboxId });
  }
}
