// Sends one step to the one who wrote it, as a person would get it, so that they see it in their own inbox. It is no
// message to that person: nothing is counted, no run moves.

import { InputError } from '../core/input-error.ts';
import { normaliseEmail } from '../core/people/email.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findMailbox, maySendFrom } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import type { MailOutcome } from '../ports/mail-sender.ts';
import { freezeMail } from './compose-step.ts';
import type { ComposedStep } from './compose-step.ts';
import { hashKeyOf, tokenOf } from './hash-key.ts';
import { inTransaction } from './in-transaction.ts';
import { mailAccess } from './mail-access.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { previewSteps } from './preview-step.ts';
import type { PreviewAsked } from './preview-step.ts';

export interface TestWish extends PreviewAsked {
  mailboxId: string;
  stepId: string;
  /** Who asks; also who gets it. */
  userEmail: string;
  actor: string;
}

const sendMs = 30_000;

/** Throws InputError where the step does not fit the person or the server does not take it. */
export async function sendTest(deps: OutreachDeps, wish: TestWish): Promise<{ sentTo: string }> {
  const { workspaceId, mailboxId, stepId, actor, sequenceId } = wish;
  const to = normaliseEmail(wish.userEmail)?.shownAs;
  if (to === undefined) throw new InputError('invalid', 'This is no email address.', 'userEmail');
  const mailbox = await getOwnMailbox(deps, wish);
  const step = (await previewSteps(deps, wish)).find((each) => each.stepId === stepId);
  if (step === undefined || step.channel !== 'email')
    throw new InputError('not_found', 'The sequence has no email step of this id.', 'stepId');
  const { composed } = step;
  if (!composed.isFit)
    throw new InputError('invalid', `This person would not get it: ${composed.because}`, 'stepId');
  const bytes = await frozen(deps, { workspaceId, mailbox, to, composed });
  const access = await mailAccess(deps, { ...mailbox, workspaceId }, 'smtp');
  const outcome = await deps.mailSender.send(
    access,
    { bytes, envelopeFrom: mailbox.address, envelopeTo: to },
    { signal: AbortSignal.timeout(sendMs), mayIssueData: async () => true },
  );
  if (outcome.outcome !== 'accepted') throw new InputError('conflict', told(outcome));
  await inTransaction(deps.db, async (trx) => {
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'sequence.tested',
        subjectKind: 'sequence',
        subjectId: sequenceId,
        detail: { stepId, mailboxId },
      },
    ]);
  });
  return { sentTo: to };
}

async function getOwnMailbox(deps: OutreachDeps, wish: TestWish): Promise<Mailbox> {
  const { workspaceId, mailboxId, userEmail } = wish;
  const mailbox = await findMailbox(deps.db, { workspaceId, mailboxId });
  if (mailbox === undefined)
    throw new InputError('not_found', 'There is no such mailbox.', 'mailboxId');
  if (!(await maySendFrom(deps.db, { workspaceId, mailboxId, userEmail })))
    throw new InputError(
      'forbidden',
      'This mailbox is a colleague’s who has not lent it to you. Ask them to.',
      'mailboxId',
    );
  if (mailbox.state !== 'on')
    throw new InputError('conflict', `This mailbox is ${mailbox.state}; resume it first.`);
  return mailbox;
}

async function frozen(
  deps: OutreachDeps,
  of: { workspaceId: string; mailbox: Mailbox; to: string; composed: ComposedStep },
): Promise<Uint8Array> {
  const { workspaceId, mailbox, to, composed } = of;
  const hashKey = await hashKeyOf(deps.db, deps, workspaceId);
  const { subject, text, html } = composed;
  const mail = freezeMail({
    composed: { subject: `[Test] ${subject}`, text, html },
    sender: { name: mailbox.senderName, address: mailbox.address },
    to,
    date: deps.clock.now(),
    hashKey,
    token: tokenOf(hashKey, deps.ids.next()),
    thread: null,
    isInThread: false,
    publicUrl: null,
    isAutomatic: false,
  });
  return mail.bytes;
}

function told(outcome: Exclude<MailOutcome, { outcome: 'accepted' }>): string {
  if (outcome.outcome === 'refused') return `The mail server refused it (${outcome.code}).`;
  if (outcome.outcome === 'unsent') return `It was not sent: ${outcome.because}`;
  return 'The mail server gave no answer; look into your inbox before you try again.';
}
