// Keeps the reading of every mailbox going: asks for it where it is missing.

import { forgetRawBefore, wakeSnoozed } from '../db/queries/inbound.ts';
import { listReadable } from '../db/queries/mail-folders.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWorks } from '../engine/work.ts';
import type { WorkLoop } from '../engine/worker.ts';
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
