// Connecting a mailbox, changing how it sends, pausing it, and lending it to a colleague.

import { InputError } from '../core/input-error.ts';
import { isZone } from '../core/outreach/calendar.ts';
import { mailboxDefaults } from '../core/outreach/mailbox-limits.ts';
import type { MailProvider } from '../core/outreach/mailbox-limits.ts';
import { normaliseEmail } from '../core/people/email.ts';
import type { Secret } from '../core/secret.ts';
import type { Trx } from '../db/connect.ts';
import { isUniqueViolation } from '../db/errors.ts';
import { toJson } from '../db/json.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  addMailbox,
  addMailboxGrant,
  findMailbox,
  lockMailbox,
  removeMailboxGrant,
  updateMailbox,
} from '../db/queries/mailboxes.ts';
import type { Mailbox, MailboxChange } from '../db/queries/mailboxes.ts';
import { findMailboxId } from '../db/queries/mailbox-by-address.ts';
import { setOutreachCaps, setOutreachSwitch } from '../db/queries/outreach-settings.ts';
import { wakeMailbox } from '../db/queries/wake-messages.ts';
import type { MailServer } from '../ports/mail-account.ts';
import { connectAgain } from './connect-again.ts';
import type { Deps } from './deps.ts';
import { hashKeyOf } from './hash-key.ts';
import { inTransaction } from './in-transaction.ts';
import { askForExceptions } from './mailbox-exceptions.ts';
import { wakeMailboxes } from './run-mailbox.ts';
import { waitForInFlight } from './wait-for-in-flight.ts';
import type { Acknowledged } from './wait-for-in-flight.ts';

export interface MailboxToConnect {
  workspaceId: string;
  ownerEmail: string;
  address: string;
  senderName: string;
  provider: MailProvider;
  smtp: MailServer;
  imap: MailServer | null;
  auth: 'password' | 'xoauth2';
  signInAs: string;
  /** The password, or the refresh token. */
  credential: Secret;
  zone: string;
  signature?: string;
  /** Whether the server keeps a copy in Sent by itself; by provider where left out. */
  filesSent?: boolean;
  actor: string;
}

/** Stores it with the careful defaults; the caller has tried the sign-in. Throws InputError where it is connected already. */
export async function connectMailbox(
  deps: Deps,
  given: MailboxToConnect,
): Promise<{ mailboxId: string }> {
  const { workspaceId, ownerEmail, provider, smtp, imap, auth, signInAs, zone, actor } = given;
  const address = normaliseEmail(given.address)?.shownAs;
  if (address === undefined)
    throw new InputError('invalid', 'This is no email address.', 'address');
  if (!isZone(zone))
    throw new InputError('invalid', 'Give a time zone such as Europe/Berlin.', 'zone');
  const mailboxId = deps.ids.next();
  const now = deps.clock.now();
  try {
    await inTransaction(deps.db, async (trx) => {
      await hashKeyOf(trx, deps, workspaceId);
      await addMailbox(trx, {
        ...mailboxDefaults,
        workspaceId,
        id: mailboxId,
        ownerEmail,
        address,
        senderName: given.senderName,
        provider,
        smtp: toJson(smtp),
        imap: imap === null ? null : toJson(imap),
        auth,
        signInAs,
        sealedCredential: deps.sealer.seal(Buffer.from(given.credential.reveal())),
        filesSent: given.filesSent ?? provider !== 'other',
        zone,
        signature: given.signature ?? '',
        now,
      });
      await audit(trx, deps, {
        workspaceId,
        mailboxId,
        actor,
        action: 'mailbox.connected',
        detail: { provider, auth },
      });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return await again(deps, { ...given, address });
  }
  return { mailboxId };
}

/** A new password for a mailbox that refuses the old one, or that was disconnected. */
async function again(deps: Deps, given: MailboxToConnect): Promise<{ mailboxId: string }> {
  const { workspaceId, address } = given;
  const mailboxId = await findMailboxId(deps.db, { workspaceId, address });
  const known =
    mailboxId === undefined ? undefined : await findMailbox(deps.db, { workspaceId, mailboxId });
  if (known === undefined || known.state === 'on' || known.state === 'paused')
    throw new InputError('conflict', 'This mailbox is connected already.', 'address');
  await connectAgain(deps, { ...given, mailboxId: known.id });
  return { mailboxId: known.id };
}

export type MailboxSettings = Pick<
  MailboxChange,
  | 'senderName'
  | 'zone'
  | 'newDayCap'
  | 'followUpDayCap'
  | 'hourCap'
  | 'rampStart'
  | 'rampStep'
  | 'gapMinSeconds'
  | 'gapMaxSeconds'
  | 'signature'
  | 'filesSent'
>;

export interface MailboxToChange {
  workspaceId: string;
  mailboxId: string;
  set: MailboxSettings;
  actor: string;
  /** A second person's yes to it. */
  approvalId?: string | undefined;
}

/** Counts from the next message on. Throws InputError `approval_needed` for caps above the careful ones. */
export async function changeMailbox(deps: Deps, given: MailboxToChange): Promise<void> {
  const { workspaceId, mailboxId, set, actor } = given;
  await askForExceptions(deps, given);
  const now = deps.clock.now();
  await inTransaction(deps.db, async (trx) => {
    const mailbox = await getMailbox(trx, given);
    const next = { ...mailbox, ...set };
    if (next.gapMaxSeconds < next.gapMinSeconds)
      throw new InputError(
        'invalid',
        'The longest gap is not shorter than the shortest.',
        'gapMaxSeconds',
      );
    if (!isZone(next.zone))
      throw new InputError('invalid', 'Give a time zone such as Europe/Berlin.', 'zone');
    await updateMailbox(trx, { workspaceId, mailboxId, set, raisesEpoch: false, now });
    await wakeMailbox(trx, { workspaceId, mailboxId, now });
    await wakeMailboxes(trx, [{ workspaceId, mailboxId, dueAt: now }]);
    await audit(trx, deps, {
      workspaceId,
      mailboxId,
      actor,
      action: 'mailbox.changed',
      detail: { changed: Object.keys(set) },
    });
  });
  deps.wake();
}

/** `paused` and `off` are kept once this returns; `on` forgets what closed it, so whoever says it has looked. */
export async function setMailboxState(
  deps: Deps,
  given: {
    workspaceId: string;
    mailboxId: string;
    state: 'on' | 'paused' | 'off';
    because: string;
    actor: string;
  },
): Promise<Acknowledged> {
  const { workspaceId, mailboxId, state, because, actor } = given;
  const now = deps.clock.now();
  await inTransaction(deps.db, async (trx) => {
    const mailbox = await getMailbox(trx, given);
    if (state === 'on' && mailbox.state === 'off')
      throw new InputError('conflict', 'This mailbox was disconnected: connect it again.');
    const opened = { closedUntil: null, closedBecause: null, rampFrozenBecause: null };
    const set = state === 'on' ? { state, because: null, ...opened } : { state, because };
    await updateMailbox(trx, { workspaceId, mailboxId, set, raisesEpoch: true, now });
    if (state === 'on') {
      await wakeMailbox(trx, { workspaceId, mailboxId, now });
      await wakeMailboxes(trx, [{ workspaceId, mailboxId, dueAt: now }]);
    }
    await audit(trx, deps, {
      workspaceId,
      mailboxId,
      actor,
      action: 'mailbox.switched',
      detail: { state, because },
    });
  });
  deps.wake();
  if (state === 'on') return { alreadySent: [] };
  return await waitForInFlight(deps, { workspaceId, mailboxId });
}

/** The owner lets a colleague send from it, or no longer. */
export async function lendMailbox(
  deps: Deps,
  given: {
    workspaceId: string;
    mailboxId: string;
    userEmail: string;
    isLent: boolean;
    actor: string;
  },
): Promise<void> {
  const { workspaceId, mailboxId, userEmail, isLent, actor } = given;
  const now = deps.clock.now();
  await inTransaction(deps.db, async (trx) => {
    await getMailbox(trx, given);
    if (isLent)
      await addMailboxGrant(trx, { workspaceId, mailboxId, userEmail, grantedBy: actor, now });
    else await removeMailboxGrant(trx, { workspaceId, mailboxId, userEmail });
    const action = isLent ? 'mailbox.lent' : 'mailbox.taken_back';
    await audit(trx, deps, { workspaceId, mailboxId, actor, action, detail: { userEmail } });
  });
}

/** Stops all outreach of the workspace (with a reason) or lets it go on (null). Kept once it returns. */
export async function switchOutreach(
  deps: Deps,
  given: { workspaceId: string; stoppedBecause: string | null; actor: string },
): Promise<Acknowledged> {
  const { workspaceId, stoppedBecause, actor } = given;
  await inTransaction(deps.db, async (trx) => {
    await hashKeyOf(trx, deps, workspaceId);
    await setOutreachSwitch(trx, { workspaceId, stoppedBecause, now: deps.clock.now() });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: stoppedBecause === null ? 'outreach.switched_on' : 'outreach.switched_off',
        subjectKind: 'workspace',
        subjectId: workspaceId,
        detail: { because: stoppedBecause },
      },
    ]);
  });
  deps.wake();
  return stoppedBecause === null
    ? { alreadySent: [] }
    : await waitForInFlight(deps, { workspaceId });
}

/** Caps a day over everything the workspace, or one of its users, sends; null lifts one. */
export async function changeOutreachCaps(
  deps: Deps,
  given: { workspaceId: string; dayCap: number | null; userDayCap: number | null; actor: string },
): Promise<void> {
  const { workspaceId, dayCap, userDayCap, actor } = given;
  await inTransaction(deps.db, async (trx) => {
    await hashKeyOf(trx, deps, workspaceId);
    await setOutreachCaps(trx, { workspaceId, dayCap, userDayCap, now: deps.clock.now() });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'outreach.caps_changed',
        subjectKind: 'workspace',
        subjectId: workspaceId,
        detail: { dayCap, userDayCap },
      },
    ]);
  });
}

async function getMailbox(
  trx: Trx,
  key: { workspaceId: string; mailboxId: string },
): Promise<Mailbox> {
  const found = await lockMailbox(trx, key);
  if (found === undefined) throw new InputError('not_found', 'There is no such mailbox.');
  return found;
}

async function audit(
  trx: Trx,
  deps: Deps,
  of: {
    workspaceId: string;
    mailboxId: string;
    actor: string;
    action: string;
    detail: Record<string, unknown>;
  },
): Promise<void> {
  const { workspaceId, mailboxId, actor, action, detail } = of;
  await appendAudit(trx, deps, [
    { workspaceId, actor, action, subjectKind: 'mailbox', subjectId: mailboxId, detail },
  ]);
}
