// Reads a mailbox: every folder from where its reading stood, every mail once, then again after a while. A handler of
// background work whose subject is the mailbox.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  advanceFolder,
  findReading,
  listFolderStates,
  noteReading,
  startFolder,
} from '../db/queries/mail-folders.ts';
import type { FolderState } from '../db/queries/mail-folders.ts';
import { findMailbox, updateMailbox } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import type { ClaimedWork, WorkResult } from '../engine/work.ts';
import { PortFailure } from '../ports/failure.ts';
import type { MailAccess } from '../ports/mail-account.ts';
import type { FetchedMail, MailFolder } from '../ports/mail-reader.ts';
import { addTask } from './add-task.ts';
import { mailAccess } from './mail-access.ts';
import type { MailDeps } from './mail-deps.ts';
import { receiveInbound } from './receive-inbound.ts';

export const mailboxReadKind = 'mailbox_read';

/** The bound on what IDLE misses. */
const againAfterMs = 60_000;
const batchMax = 50;
/** After so many failures on one mail it is set aside for a person, and the rest is read. */
const failuresMax = 3;
const readUses = ['inbox', 'all', 'junk'] as const;
/** Servers' clocks differ. */
const beforeConnectMs = 3_600_000;

interface Reading {
  workspaceId: string;
  mailbox: Mailbox;
  access: MailAccess;
  /** Failures in a row of this reading. */
  attempts: number;
}

export async function readMailbox(deps: MailDeps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId, subjectId: mailboxId, attempts } = work;
  const mailbox = await findMailbox(deps.db, { workspaceId, mailboxId });
  const isReadable = mailbox?.state === 'on' || mailbox?.state === 'paused';
  if (mailbox === undefined || !isReadable || mailbox.imap === null) return { next: 'done' };
  try {
    await readFolders(deps, { workspaceId, mailbox, attempts });
  } catch (error) {
    return await afterFailure(deps, { workspaceId, mailbox, error });
  }
  const now = deps.clock.now();
  await noteReading(deps.db, { workspaceId, mailboxId, now, failedBecause: null });
  const dueAt = new Date(now.getTime() + againAfterMs);
  return { next: 'again', dueAt, because: 'mail may have come in' };
}

/** Reads it now unless that was done lately: nothing is sent on to somebody whose answer lies unread. */
export async function readIfStale(
  deps: MailDeps,
  key: { workspaceId: string; mailboxId: string; ageMsMax: number },
): Promise<void> {
  const reading = await findReading(deps.db, key);
  const now = deps.clock.now();
  const readAt = reading?.readAt ?? null;
  const ageMs = readAt === null ? Infinity : now.getTime() - readAt.getTime();
  if (ageMs <= key.ageMsMax) return;
  const mailbox = await findMailbox(deps.db, key);
  if (mailbox === undefined || mailbox.imap === null) return;
  await readFolders(deps, { workspaceId: key.workspaceId, mailbox, attempts: 0 });
  await noteReading(deps.db, { ...key, now: deps.clock.now(), failedBecause: null });
}

async function readFolders(deps: MailDeps, given: Omit<Reading, 'access'>): Promise<void> {
  const { workspaceId, mailbox } = given;
  const access = await mailAccess(deps, { ...mailbox, workspaceId }, 'imap');
  const reading: Reading = { ...given, access };
  const states = await listFolderStates(deps.db, { workspaceId, mailboxId: mailbox.id });
  const folders = await deps.mailReader.listFolders(access);
  for (const use of readUses) {
    for (const folder of folders.filter((each) => each.use === use)) {
      const known = states.find((state) => state.path === folder.path);
      await readFolder(deps, reading, { folder, known });
    }
  }
}

async function readFolder(
  deps: MailDeps,
  reading: Reading,
  { folder, known }: { folder: MailFolder; known: FolderState | undefined },
): Promise<void> {
  const { workspaceId, mailbox, access } = reading;
  const mark = await deps.mailReader.markOf(access, folder.path);
  const isSame =
    known !== undefined && known.uidValidity === mark.uidValidity && mark.uidNext > known.lastUid;
  // Of a folder seen for the first time only what comes from now on is read; of one numbered anew, everything again.
  const from = known === undefined ? mark.uidNext - 1 : isSame ? known.lastUid : 0;
  const { uidValidity } = mark;
  const { path, use } = folder;
  const key = { workspaceId, mailboxId: mailbox.id, path };
  if (!isSame) {
    const state = { ...key, use, uidValidity, lastUid: from, firstUid: from };
    await deps.db.transaction().execute(async (trx) => await startFolder(trx, state));
  }
  let afterUid = from;
  for (let batches = 0; batches < 100_000; batches += 1) {
    const batch = await deps.mailReader.fetchAfter(access, {
      folder: path,
      uidValidity,
      afterUid,
      limit: batchMax,
    });
    for (const mail of batch.mails) await receiveOne(deps, reading, { mail, path, uidValidity });
    afterUid = batch.throughUid;
    const to = { ...key, uidValidity, lastUid: afterUid, now: deps.clock.now() };
    await deps.db.transaction().execute(async (trx) => await advanceFolder(trx, to));
    if (!batch.hasMore) return;
  }
}

async function receiveOne(
  deps: MailDeps,
  reading: Reading,
  { mail, path, uidValidity }: { mail: FetchedMail; path: string; uidValidity: number },
): Promise<void> {
  const { workspaceId, mailbox, attempts } = reading;
  if (mail.receivedAt.getTime() < mailbox.createdAt.getTime() - beforeConnectMs) return;
  const place = { workspaceId, mailboxId: mailbox.id, path, uidValidity, uid: mail.uid };
  try {
    await receiveInbound(deps, { workspaceId, mailbox, place, fetched: mail });
  } catch (error) {
    if (error instanceof PortFailure || attempts < failuresMax) throw error;
    deps.log.error('inbound.set_aside', { mailboxId: mailbox.id, uid: mail.uid, attempts });
    await tellOwner(deps, {
      workspaceId,
      mailbox,
      because: `a mail in ${path} (number ${mail.uid}) could not be taken in; look at it in the mailbox`,
    });
  }
}

async function afterFailure(
  deps: MailDeps,
  given: { workspaceId: string; mailbox: Mailbox; error: unknown },
): Promise<WorkResult> {
  const { workspaceId, mailbox, error } = given;
  if (!(error instanceof PortFailure)) throw error;
  const now = deps.clock.now();
  if (error.kind === 'conflict')
    return { next: 'again', dueAt: new Date(now.getTime() + 1_000), because: error.message };
  await noteReading(deps.db, {
    workspaceId,
    mailboxId: mailbox.id,
    now,
    failedBecause: error.message,
  });
  if (error.kind !== 'unauthorized') throw error;
  await deps.db.transaction().execute(async (trx) => {
    await updateMailbox(trx, {
      workspaceId,
      mailboxId: mailbox.id,
      set: { state: 'unauthorized', because: error.message },
      raisesEpoch: true,
      now,
    });
    await appendAudit(trx, deps, [stateEntry(workspaceId, mailbox, error.message)]);
  });
  await tellOwner(deps, {
    workspaceId,
    mailbox,
    because: 'the mailbox refuses the sign-in: connect it again',
  });
  return { next: 'done' };
}

function stateEntry(workspaceId: string, mailbox: Mailbox, because: string): AuditEntry {
  return {
    workspaceId,
    actor: 'system',
    action: 'mailbox.unauthorized',
    subjectKind: 'mailbox',
    subjectId: mailbox.id,
    detail: { because },
  };
}

async function tellOwner(
  deps: MailDeps,
  given: { workspaceId: string; mailbox: Mailbox; because: string },
): Promise<void> {
  const { workspaceId, mailbox, because } = given;
  await deps.db.transaction().execute(async (trx) => {
    const entries = await addTask(trx, deps, {
      workspaceId,
      kind: 'mailbox',
      personId: null,
      mailboxId: mailbox.id,
      assignee: mailbox.ownerEmail,
      because,
    });
    await appendAudit(trx, deps, entries);
  });
}
