// Listens on mailboxes for new mail, so that an answer is read within seconds and not at the minute's look. Each mailbox
// is listened on by one process, a process listens on so many at most, and whatever fails only means that polling finds it.

import {
  claimWatches,
  listWatches,
  releaseWatches,
  renewWatches,
} from '../db/queries/mailbox-watches.ts';
import type { WatchedMailbox } from '../db/queries/mailbox-watches.ts';
import { findMailbox } from '../db/queries/mailboxes.ts';
import { PortFailure } from '../ports/failure.ts';
import { mailAccess } from './mail-access.ts';
import type { MailDeps } from './mail-deps.ts';
import { requestReading } from './watch-mailboxes.ts';

/** Connections of one process. */
const watchesMax = 500;
const lookEveryMs = 5_000;
const heldForMs = 90_000;
const afterFailureMs = { first: 5_000, max: 10 * 60_000 } as const;
/** Between two waits: a burst of mail is one reading, and a server that hangs up at once is no storm. */
const breathMs = 500;

/** Until the signal is aborted. Never throws. */
export async function idleMailboxes(deps: MailDeps, signal: AbortSignal): Promise<void> {
  const holder = deps.ids.next();
  const running = new Map<string, Listening>();
  while (!signal.aborted) {
    try {
      const mine = await holdWatches(deps, { holder, free: watchesMax - running.size });
      follow(deps, running, mine);
    } catch (error) {
      // The database may be away for a while; what is listened on goes on.
      deps.log.warn('mailboxes.not_looked_at', { because: messageOf(error) });
    }
    await deps.clock.sleep(lookEveryMs, signal);
  }
  for (const { end } of running.values()) end.abort();
  await Promise.allSettled([...running.values()].map(({ done }) => done));
  await releaseWatches(deps.db, holder).catch(() => undefined);
}

interface Listening {
  end: AbortController;
  done: Promise<void>;
}

async function holdWatches(
  deps: MailDeps,
  { holder, free }: { holder: string; free: number },
): Promise<WatchedMailbox[]> {
  const now = deps.clock.now();
  const until = new Date(now.getTime() + heldForMs);
  const ifBefore = new Date(now.getTime() + heldForMs / 2);
  await renewWatches(deps.db, { holder, now, until, ifBefore });
  if (free > 0) await claimWatches(deps.db, { holder, now, until, limit: free });
  return await listWatches(deps.db, { holder, now });
}

/** Begins what is new and ends what is somebody else's by now, or switched off. */
function follow(
  deps: MailDeps,
  running: Map<string, Listening>,
  mine: readonly WatchedMailbox[],
): void {
  const wanted = new Map(mine.map((each) => [`${each.workspaceId} ${each.mailboxId}`, each]));
  for (const [key, { end }] of running) if (!wanted.has(key)) end.abort();
  for (const [key, mailbox] of wanted) {
    if (running.has(key) || running.size >= watchesMax) continue;
    const end = new AbortController();
    const done = listen(deps, mailbox, end.signal).finally(() => running.delete(key));
    running.set(key, { end, done });
  }
}

async function listen(deps: MailDeps, key: WatchedMailbox, signal: AbortSignal): Promise<void> {
  let failureMs: number = afterFailureMs.first;
  while (!signal.aborted) {
    try {
      const mailbox = await findMailbox(deps.db, key);
      if (mailbox === undefined || mailbox.imap === null) return;
      const access = await mailAccess(deps, { ...mailbox, workspaceId: key.workspaceId }, 'imap');
      await deps.mailReader.waitForChange(access, 'INBOX', signal);
      if (signal.aborted) return;
      await requestReading(deps, key);
      failureMs = afterFailureMs.first;
      await deps.clock.sleep(breathMs, signal);
    } catch (error) {
      const kind = error instanceof PortFailure ? error.kind : 'fault';
      deps.log.warn('mailbox.not_listened_on', { mailboxId: key.mailboxId, failure: kind });
      await deps.clock.sleep(failureMs, signal);
      failureMs = Math.min(failureMs * 2, afterFailureMs.max);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'failed';
}
