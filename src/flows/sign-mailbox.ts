// Signing the mails of a mailbox with a key of ours (DKIM): the key is made, its record published by the domain's owner, and
// only once it is found there are mails signed with it.

import { InputError } from '../core/input-error.ts';
import type { Secret } from '../core/secret.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findMailbox, updateMailbox } from '../db/queries/mailboxes.ts';
import type { Mailbox, MailboxChange } from '../db/queries/mailboxes.ts';
import { PortFailure } from '../ports/failure.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import type { OutreachDeps } from './outreach-deps.ts';

/** As it is kept with the mailbox. */
export interface MailboxSigning {
  domain: string;
  selector: string;
  record: string;
  /** The record was found: mails are signed. */
  isOn: boolean;
}

export interface Signing {
  isOn: boolean;
  /** Where the record is published. */
  name: string;
  record: string;
  because: string;
}

interface Asked {
  workspaceId: string;
  mailboxId: string;
  actor: string;
}

/** The first time makes the key; asked again, looks whether its record is published. Throws InputError. */
export async function signMailbox(
  deps: OutreachDeps,
  asked: Asked & { selector: string },
): Promise<Signing> {
  const mailbox = await getMailbox(deps, asked);
  const known = mailbox.dkim as MailboxSigning | null;
  if (known?.selector !== asked.selector) return await makeKey(deps, asked, mailbox);
  if (known.isOn) return signingOf(known, 'Its mails are signed.');
  const found = await publishedAt(deps, nameOf(known));
  if (found === null) return signingOf(known, 'The name system did not answer; ask again later.');
  if (!found.some((text) => keyIn(text) === keyIn(known.record)))
    return signingOf(known, 'The record is not published yet: publish it, then ask again.');
  const dkim = { ...known, isOn: true };
  await save(deps, asked, { set: { dkim }, action: 'mailbox.signing_on', detail: placeOf(dkim) });
  return signingOf(dkim, 'The record was found: its mails are signed from now on.');
}

/** The record may be taken down once the last mails have arrived. */
export async function stopSigning(deps: Deps, asked: Asked): Promise<void> {
  await getMailbox(deps, asked);
  const set = { dkim: null, sealedDkimKey: null };
  await save(deps, asked, { set, action: 'mailbox.signing_off', detail: {} });
}

async function makeKey(
  deps: OutreachDeps,
  asked: Asked & { selector: string },
  mailbox: Mailbox,
): Promise<Signing> {
  if (deps.mailSigner === null)
    throw new InputError('conflict', 'This server signs no mails; ask one that does.');
  const { privateKey, record } = deps.mailSigner.newKey();
  const domain = mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1).toLowerCase();
  const dkim = { domain, selector: asked.selector, record, isOn: false };
  const sealedDkimKey = seal(deps, privateKey);
  const detail = placeOf(dkim);
  const set = { dkim, sealedDkimKey };
  await save(deps, asked, { set, action: 'mailbox.signing_prepared', detail });
  return signingOf(dkim, 'Publish this record, then ask again.');
}

function seal(deps: Deps, key: Secret): Uint8Array {
  return deps.sealer.seal(Buffer.from(key.reveal()));
}

async function save(
  deps: Deps,
  { workspaceId, mailboxId, actor }: Asked,
  change: { set: MailboxChange; action: string; detail: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { set, action, detail } = change;
  await inTransaction(deps.db, async (trx) => {
    const now = deps.clock.now();
    await updateMailbox(trx, { workspaceId, mailboxId, set, raisesEpoch: false, now });
    const subject = { subjectKind: 'mailbox', subjectId: mailboxId } as const;
    await appendAudit(trx, deps, [{ workspaceId, actor, action, ...subject, detail }]);
  });
}

/** Null where nobody answers. */
async function publishedAt(deps: OutreachDeps, name: string): Promise<string[] | null> {
  try {
    return await deps.mailDns.findTxt(name);
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    return null;
  }
}

/** Publishers split and space the text as they like. */
function keyIn(record: string): string {
  return /(?:^|;)\s*p=([^;]*)/u.exec(record)?.[1]?.replaceAll(/\s+/gu, '') ?? '';
}

function nameOf({ selector, domain }: MailboxSigning): string {
  return `${selector}._domainkey.${domain}`;
}

function placeOf(signing: MailboxSigning): { name: string } {
  return { name: nameOf(signing) };
}

function signingOf(signing: MailboxSigning, because: string): Signing {
  const { isOn, record } = signing;
  return { isOn, record, name: nameOf(signing), because };
}

async function getMailbox(deps: Deps, key: Asked): Promise<Mailbox> {
  const found = await findMailbox(deps.db, key);
  if (found === undefined) throw new InputError('not_found', 'There is no such mailbox.');
  return found;
}
