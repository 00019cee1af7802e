// An answer that somebody wrote by hand goes the same way as everything else: frozen, let go, settled, never twice.

import { createHash } from 'node:crypto';
import { InputError } from '../core/input-error.ts';
import { escapeHtml } from '../core/outreach/template.ts';
import { normaliseEmail } from '../core/people/email.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { findMailbox, maySendFrom } from '../db/queries/mailboxes.ts';
import { moveMessage, planMessages } from '../db/queries/messages.ts';
import type { Deps } from './deps.ts';
import { freezeMail } from './compose-step.ts';
import { hashKeyOf, keyedHash, tokenOf } from './hash-key.ts';
import { inTransaction } from './in-transaction.ts';
import { wakeMailboxes } from './run-mailbox.ts';
import { sealMessage } from './sealed-message.ts';

export interface ReplyToWrite {
  workspaceId: string;
  personId: string;
  mailboxId: string;
  to: string;
  subject: string;
  text: string;
  /** With angle brackets; null begins a conversation. */
  inReplyTo: string | null;
  references: readonly string[];
  userEmail: string;
  actor: string;
}

const textMax = 100_000;

/** Queued before it returns; goes out as the next thing of its mailbox. */
export async function writeReply(deps: Deps, reply: ReplyToWrite): Promise<{ messageId: string }> {
  const { workspaceId, personId, mailboxId, userEmail, actor } = reply;
  const to = normaliseEmail(reply.to);
  if (to === null) throw new InputError('invalid', 'This is no email address.', 'to');
  if (reply.text.trim() === '' || reply.text.length > textMax)
    throw new InputError('invalid', `Write a text of at most ${textMax} characters.`, 'text');
  const mailbox = await findMailbox(deps.db, { workspaceId, mailboxId });
  if (mailbox === undefined)
    throw new InputError('not_found', 'There is no such mailbox.', 'mailboxId');
  if (!(await maySendFrom(deps.db, { workspaceId, mailboxId, userEmail })))
    throw new InputError(
      'forbidden',
      'This mailbox is a colleague’s who has not lent it to you.',
      'mailboxId',
    );
  const id = deps.ids.next();
  const now = deps.clock.now();
  await inTransaction(deps.db, async (trx) => {
    await lockPersonForOutreach(trx, { workspaceId, personId });
    const hashKey = await hashKeyOf(trx, deps, workspaceId);
    const token = tokenOf(hashKey, id);
    const subject = reply.subject.replace(/[\r\n]+/gu, ' ').trim();
    const html = `<p>${escapeHtml(reply.text).replaceAll('\n', '<br>\n')}</p>`;
    const mail = freezeMail({
      composed: { subject, text: reply.text, html },
      sender: { name: mailbox.senderName, address: mailbox.address },
      to: to.shownAs,
      date: now,
      hashKey,
      token,
      thread: { subject, messageIds: threadNames(reply) },
      isInThread: reply.inReplyTo !== null,
      publicUrl: null,
      isAutomatic: false,
    });
    await planMessages(trx, [
      {
        workspaceId,
        id,
        token,
        enrollmentId: null,
        personId,
        sequenceId: null,
        stepId: null,
        position: null,
        channel: 'email',
        kind: 'reply',
        mailboxId,
        smsNumberId: null,
        projectedAt: now,
        now,
      },
    ]);
    const content = { address: to.value, subject, text: reply.text, bytes: mail.bytes };
    const sealed = await sealMessage(trx, deps, { workspaceId, firstPersonId: personId, content });
    if (sealed === null) throw new InputError('conflict', 'This person was erased.');
    await moveMessage(trx, {
      workspaceId,
      id,
      from: ['planned'],
      to: 'prepared',
      because: null,
      dueAt: now,
      now,
      set: {
        sealed,
        contentHash: createHash('sha256').update(mail.bytes).digest(),
        addressHash: keyedHash(hashKey, 'address', to.value),
        messageId: mail.messageId,
        inReplyTo: reply.inReplyTo,
        threadReferences: mail.references,
        preparedAt: now,
      },
    });
    await wakeMailboxes(trx, [{ workspaceId, mailboxId, dueAt: now, isReply: true }]);
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'reply.written',
        subjectKind: 'message',
        subjectId: id,
        personId,
        detail: { mailboxId },
      },
    ]);
  });
  deps.wake();
  return { messageId: id };
}

function threadNames(reply: ReplyToWrite): string[] {
  const { inReplyTo, references } = reply;
  const names = references.filter((each) => each !== inReplyTo);
  return inReplyTo === null ? names : [...names, inReplyTo];
}
