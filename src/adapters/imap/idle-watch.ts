// Waits on IDLE, on a connection of its own for each folder. Only a hint: the reader always catches up by numbers.

import type { ImapFlow } from 'imapflow';
import type { MailAccess } from '../../ports/mail-account.ts';
import { connectImap, endClient, failureOf, keyOf, placeOf } from './imap-client.ts';
import type { ImapSetting } from './imap-client.ts';

export interface IdleWatches {
  wait(access: MailAccess, folder: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

interface Watch {
  client: ImapFlow;
  /** What it signed in with: another password or token wants another connection. */
  credential: string;
  /** Something happened while nobody waited. */
  hasChanged: boolean;
  wake: (() => void) | null;
}

export function idleWatches(setting: ImapSetting): IdleWatches {
  const watches = new Map<string, Watch>();
  const end = async (key: string, watch: Watch): Promise<void> => {
    if (watches.get(key) === watch) watches.delete(key);
    await endClient(watch.client);
  };
  return {
    async wait(access, folder, signal) {
      if (signal.aborted) return;
      const key = `${placeOf(access)} ${folder}`;
      const known = watches.get(key);
      const isGood = known?.client.usable === true && known.credential === keyOf(access);
      if (known === undefined || !isGood) {
        if (known !== undefined) await end(key, known);
        watches.set(key, await startWatch(access, { folder, setting }));
        // Mail may have come before the watch began.
        return;
      }
      await changeOf(known, { signal, ms: setting.idleMs });
      // Nobody waits here any more, or there is nothing to wait on.
      if (signal.aborted || !known.client.usable) await end(key, known);
    },
    async close() {
      const all = [...watches.values()];
      watches.clear();
      for (const watch of all) watch.wake?.();
      await Promise.all(all.map((watch) => endClient(watch.client)));
    },
  };
}

async function startWatch(
  access: MailAccess,
  { folder, setting }: { folder: string; setting: ImapSetting },
): Promise<Watch> {
  const client = await connectImap(access, setting);
  const watch: Watch = { client, credential: keyOf(access), hasChanged: false, wake: null };
  const note = (): void => {
    watch.hasChanged = true;
    watch.wake?.();
  };
  client.on('exists', note);
  client.on('close', note);
  try {
    await client.mailboxOpen(folder, { readOnly: true });
  } catch (error) {
    client.close();
    throw failureOf(error);
  }
  void keepIdling(client);
  return watch;
}

/** One IDLE after another, until the connection ends. */
async function keepIdling(client: ImapFlow): Promise<void> {
  while (client.usable) {
    const hasIdled = await client.idle().catch(() => false);
    if (!hasIdled) {
      client.close();
      return;
    }
  }
}

async function changeOf(watch: Watch, until: { signal: AbortSignal; ms: number }): Promise<void> {
  if (!watch.hasChanged) {
    const limit = AbortSignal.any([until.signal, AbortSignal.timeout(until.ms)]);
    await new Promise<void>((resolve) => {
      watch.wake = resolve;
      limit.addEventListener('abort', () => resolve(), { once: true });
    });
    watch.wake = null;
  }
  watch.hasChanged = false;
}
