// Does again what a journal says was done: same time, same ids, same switches, and no webhooks this time.
import { reindexEmails } from '../acts/contacts.ts';
import type { Door } from '../door.ts';
import { oauthReply, tokenCredential } from '../oauth/oauth.ts';
import { credentialOf } from '../wire/credentials.ts';
import { parseQuery } from '../wire/query.ts';
import type { JournalEntry } from '../world/journal.ts';
import type { ControlCall } from './call.ts';

/** Brings the world from where it was saved to where the journal ends. */
export function replay(
  door: Door,
  entries: readonly JournalEntry[],
  callByName: (name: string) => ControlCall | undefined,
): void {
  if (entries.length === 0) return;
  const { account } = door;
  const { clock, switches, emit } = account;
  account.emit = () => undefined;
  try {
    for (const entry of entries) replayOne(door, entry, callByName);
  } finally {
    Object.assign(account, { clock, switches, emit });
    reindexEmails(account);
  }
}

function replayOne(
  door: Door,
  entry: JournalEntry,
  callByName: (name: string) => ControlCall | undefined,
): void {
  const { account } = door;
  if (entry.kind === 'settings') {
    account.switches = entry.switches;
    reindexEmails(account);
    return;
  }
  account.clock = { now: () => entry.at, after: () => () => undefined };
  if (entry.ids) account.ids.resume(entry.ids);
  switch (entry.kind) {
    case 'act':
      callByName(entry.name)?.run(entry.input);
      return;
    case 'sign-in': {
      const body = entry.body === null ? undefined : Buffer.from(entry.body, 'utf8');
      oauthReply(account, { method: entry.method, path: entry.path, headers: {}, body });
      return;
    }
    case 'request':
      replayRequest(door, entry);
  }
}

function replayRequest(door: Door, entry: JournalEntry & { kind: 'request' }): void {
  const { account, router } = door;
  const { authorization, at: now, asOf, body, isMultipart } = entry;
  const match = router.find(entry.method, entry.path);
  if (!match) throw new Error(`the journal has an unknown request: ${entry.method} ${entry.path}`);
  match.route.run({
    account,
    credential: credentialOf(account, { authorization }, (token) =>
      tokenCredential(account, token),
    ),
    query: parseQuery(entry.query),
    now,
    asOf,
    body,
    isMultipart,
    files: entry.files.map(({ base64, ...file }) => ({
      ...file,
      content: Buffer.from(base64, 'base64'),
    })),
    param: (name) => match.params[name] ?? '',
  });
}
