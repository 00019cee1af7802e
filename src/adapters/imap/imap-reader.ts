// Reads mailboxes over IMAP: folders, new mail by number, our own mail in Sent, and the hint that something changed.

import type { ConnectionOptions } from 'node:tls';
import type { FetchMessageObject, ImapFlow, ListResponse } from 'imapflow';
import { PortFailure } from '../../ports/failure.ts';
import type { HostGuard } from '../../ports/host-guard.ts';
import type {
  FetchedBatch,
  FetchedMail,
  FolderUse,
  MailFolder,
  MailReader,
  SentFinding,
  SentSearch,
} from '../../ports/mail-reader.ts';
import { keptClients } from './imap-client.ts';
import type { ImapSetting } from './imap-client.ts';
import { idleWatches } from './idle-watch.ts';

export interface ImapReaderOptions {
  connectMs?: number;
  silenceMs?: number;
  idleMs?: number;
  /** Of each mail; what lies behind is not fetched. */
  bytesMax?: number;
  tls?: ConnectionOptions;
  /** Left out: any host. */
  guard?: HostGuard;
}

/** Enough for a letter and any delivery report; attachments lie behind. */
const bytesMaxDefault = 2_000_000;
const intentHeader = 'X-Fulcrum-Intent';
const dayMs = 86_400_000;

export function imapReader(options: ImapReaderOptions = {}): MailReader {
  const setting: ImapSetting = {
    connectMs: options.connectMs ?? 30_000,
    silenceMs: options.silenceMs ?? 300_000,
    idleMs: options.idleMs ?? 15 * 60_000,
    tls: options.tls ?? {},
    guard: options.guard ?? null,
  };
  const bytesMax = options.bytesMax ?? bytesMaxDefault;
  const clients = keptClients(setting);
  const watches = idleWatches(setting);
  return {
    listFolders: async (access) => await clients.use(access, listFolders),
    markOf: async (access, folder) => await clients.use(access, (client) => markOf(client, folder)),
    fetchAfter: async (access, from) =>
      await clients.use(access, async (client) =>
        inFolder(client, from.folder, async () => await fetchAfter(client, { ...from, bytesMax })),
      ),
    waitForChange: async (access, folder, signal) => await watches.wait(access, folder, signal),
    findSent: async (access, search) =>
      await clients.use(access, (client) => findSent(client, search)),
    fileSent: async (access, bytes) =>
      await clients.use(access, (client) => fileSent(client, bytes)),
    async close() {
      await watches.close();
      await clients.close();
    },
  };
}

async function inFolder<T>(client: ImapFlow, folder: string, act: () => Promise<T>): Promise<T> {
  const lock = await client.getMailboxLock(folder, { readOnly: true });
  try {
    return await act();
  } finally {
    lock.release();
  }
}

async function listFolders(client: ImapFlow): Promise<MailFolder[]> {
  const listed = await client.list();
  return listed
    .filter((folder) => !folder.flags.has('\\Noselect') && !folder.flags.has('\\NonExistent'))
    .map((folder) => ({ path: folder.path, use: useOf(folder) }));
}

const names: readonly { use: FolderUse; is: RegExp }[] = [
  {
    use: 'sent',
    is: /^(?:sent(?: items| messages| mail)?|gesendet(?:e (?:objekte|elemente))?|envoyés|enviados|inviati|verzonden(?: items)?)$/iu,
  },
  { use: 'junk', is: /^(?:junk(?: e-?mail)?|spam|bulk mail|unerwünscht)$/iu },
];

function useOf(folder: ListResponse): FolderUse {
  if (folder.path.toUpperCase() === 'INBOX' || folder.specialUse === '\\Inbox') return 'inbox';
  if (folder.specialUse === '\\Sent') return 'sent';
  if (folder.specialUse === '\\Junk') return 'junk';
  if (folder.specialUse === '\\All') return 'all';
  return names.find((each) => each.is.test(folder.name))?.use ?? 'other';
}

async function markOf(
  client: ImapFlow,
  folder: string,
): Promise<{ uidValidity: number; uidNext: number }> {
  // An open folder answers from when it was opened, even after it was made anew.
  if (client.mailbox !== false) await client.mailboxClose();
  const status = await client.status(folder, { uidNext: true, uidValidity: true });
  if (status === false) throw new Error('the folder has no status');
  return { uidValidity: Number(status.uidValidity ?? 0), uidNext: status.uidNext ?? 1 };
}

interface Range {
  folder: string;
  uidValidity: number;
  afterUid: number;
  limit: number;
  bytesMax: number;
}

async function fetchAfter(client: ImapFlow, range: Range): Promise<FetchedBatch> {
  const { uidValidity, afterUid, limit, bytesMax } = range;
  const opened = client.mailbox;
  if (opened === false || Number(opened.uidValidity) !== uidValidity)
    throw new PortFailure({
      kind: 'conflict',
      message:
        'The mail server has numbered this folder anew; it is read again from the beginning.',
      detail: 'imap: uidvalidity changed',
    });
  // An open folder shows only what the server has announced; this makes it announce.
  await client.noop();
  const found = await client.search({ uid: `${afterUid + 1}:*` }, { uid: true });
  // "n:*" always names the last message, also where its number is lower.
  const uids = (found === false || found === undefined ? [] : found)
    .filter((uid) => uid > afterUid)
    .toSorted((one, two) => one - two);
  const wanted = uids.slice(0, limit);
  if (wanted.length === 0) return { mails: [], throughUid: afterUid, hasMore: false };
  const mails: FetchedMail[] = [];
  const query = {
    uid: true,
    size: true,
    internalDate: true,
    threadId: true,
    source: { start: 0, maxLength: bytesMax },
  };
  for await (const one of client.fetch(wanted, query, { uid: true })) {
    const mail = mailOf(one);
    if (mail !== null) mails.push(mail);
  }
  mails.sort((one, two) => one.uid - two.uid);
  await refuseGaps(client, { wanted, mails });
  return { mails, throughUid: wanted.at(-1) ?? afterUid, hasMore: uids.length > wanted.length };
}

/** What did not come is gone from the server, or the answer was cut short and all of it is read again. */
async function refuseGaps(
  client: ImapFlow,
  { wanted, mails }: { wanted: readonly number[]; mails: readonly FetchedMail[] },
): Promise<void> {
  const got = new Set(mails.map((mail) => mail.uid));
  const missing = wanted.filter((uid) => !got.has(uid));
  if (missing.length === 0) return;
  await client.noop();
  const found = await client.search({ uid: missing.join(',') }, { uid: true });
  if (found === false || found === undefined || found.length > 0)
    throw new Error(`${missing.length} messages did not come`);
}

/** Null where the message was removed between the look and the reading. */
function mailOf(one: FetchMessageObject): FetchedMail | null {
  if (!Buffer.isBuffer(one.source)) return null;
  const received = one.internalDate;
  return {
    uid: one.uid,
    bytes: one.source,
    byteCount: one.size ?? one.source.byteLength,
    receivedAt: received instanceof Date ? received : new Date(received ?? 0),
    threadId: one.threadId ?? null,
  };
}

/** By Message-ID first; by our own header where the server has replaced that. */
async function findSent(client: ImapFlow, search: SentSearch): Promise<SentFinding> {
  const folders = (await listFolders(client)).filter(({ use }) => use === 'sent' || use === 'all');
  const since = new Date(search.since.getTime() - dayMs);
  const ways = [
    { header: { 'message-id': search.messageId }, since },
    { header: { [intentHeader]: search.intentToken }, since },
  ];
  for (const { path } of folders) {
    const finding = await inFolder(client, path, async (): Promise<SentFinding> => {
      for (const way of ways) {
        const found = await client.search(way, { uid: true });
        const uid = found === false ? undefined : found?.[0];
        if (uid === undefined) continue;
        const one = await client.fetchOne(String(uid), { envelope: true }, { uid: true });
        const messageId = one === false ? null : (one.envelope?.messageId ?? null);
        return { isFound: true, messageId: messageId?.replaceAll(/^<|>$/gu, '') ?? null };
      }
      return { isFound: false };
    });
    if (finding.isFound) return finding;
  }
  return { isFound: false };
}

async function fileSent(client: ImapFlow, bytes: Uint8Array): Promise<void> {
  const sent = (await listFolders(client)).find(({ use }) => use === 'sent');
  if (sent === undefined)
    throw new PortFailure({
      kind: 'rejected',
      message: 'The mailbox has no folder for sent mail; make one named Sent.',
      detail: 'imap: no sent folder',
    });
  await client.append(sent.path, Buffer.from(bytes), ['\\Seen']);
}
