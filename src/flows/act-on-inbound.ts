// What follows from a received mail, in the transaction that keeps it.

import { absenceEnd } from '../core/mail/absence.ts';
import type { BouncedRecipient } from '../core/mail/bounce.ts';
import { stripQuoted } from '../core/mail/quoted-text.ts';
import { stopConfidenceMin } from '../core/mail/reply-intent.ts';
import { findReturnDate } from '../core/mail/return-date.ts';
import { unsubscribeTokenOf } from '../core/mail/tokens.ts';
import { speaksForCompany } from '../core/outreach/company-refusal.ts';
import { isPersonalProvider, normaliseEmail } from '../core/people/email.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { countInbound, linkSuppressions } from '../db/queries/inbound.ts';
import { countFullBounces } from '../db/queries/full-bounces.ts';
import { addMailboxTrouble } from '../db/queries/mailboxes.ts';
import { findMessage, findMessageByToken, lockMessage } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { addTask } from './add-task.ts';
import { holdForAbsence } from './hold-for-absence.ts';
import { noteInboundTouch, stopEverything } from './inbound-effects.ts';
import type { MailDeps } from './mail-deps.ts';
import type { Taken } from './receive-inbound.ts';
import { noteEvidence } from './message-evidence.ts';
import { noteBounce } from './note-bounce.ts';
import { openMessage } from './sealed-message.ts';
import { suppress, suppressAddress, suppressMessage } from './suppress.ts';

export type Acting = Taken & { inboundId: string };

interface Known extends Acting {
  personId: string;
  message: MessageRow | undefined;
}

const fullBouncesMax = 3;
const fullWithinMs = 14 * 86_400_000;
const absencesWithinMs = 60 * 86_400_000;

/** The caller holds the person's lock and appends the entries last. */
export async function actOnInbound(
  trx: Trx,
  deps: MailDeps,
  acting: Acting,
): Promise<AuditEntry[]> {
  const { given, mail, match, verdict } = acting;
  const { workspaceId } = given;
  const token = unsubscribeTokenOf(mail);
  if (token !== null) {
    const message = await findMessageByToken(trx, { workspaceId, token });
    if (message !== undefined)
      return await optOut(trx, deps, { ...acting, message, cause: 'mailto' });
  }
  if (match === null) return [];
  const { messageId } = match;
  const evidence =
    messageId === null
      ? []
      : await noteEvidence(trx, deps, {
          workspaceId,
          messageId,
          because: `mail about it came in: ${verdict.kind}`,
        });
  const message =
    messageId === null ? undefined : await lockMessage(trx, { workspaceId, id: messageId });
  const known: Known = { ...acting, personId: match.personId, message };
  return [...evidence, ...(await actByKind(trx, deps, known))];
}

async function actByKind(trx: Trx, deps: MailDeps, known: Known): Promise<AuditEntry[]> {
  switch (known.verdict.kind) {
    case 'human':
      return await actOnHuman(trx, deps, known);
    case 'auto_reply':
      return await actOnAbsence(trx, deps, known);
    case 'bounce':
      return await actOnBounce(trx, deps, known);
    case 'complaint':
      return await actOnComplaint(trx, deps, known);
    case 'delay':
    case 'receipt':
      return [];
  }
}

async function actOnHuman(trx: Trx, deps: MailDeps, known: Known): Promise<AuditEntry[]> {
  const { given, match, reading, personId, inboundId, message } = known;
  const { workspaceId, mailbox, fetched } = given;
  if (match?.needsReview === true)
    return await ask(trx, deps, {
      known,
      because: 'this may be an answer of somebody we wrote to',
    });
  const entries = await stopEverything(trx, deps, {
    workspaceId,
    personId,
    inboundId,
    because: 'the person replied',
    actor: `mailbox:${mailbox.id}`,
  });
  entries.push(
    ...(await noteInboundTouch(trx, deps, {
      workspaceId,
      personId,
      inboundId,
      message,
      channel: 'email',
      kind: 'replied',
      intent: reading?.intent ?? null,
      at: fetched.receivedAt,
    })),
  );
  entries.push(...(await leaveCompanyAlone(trx, deps, known)));
  if (reading?.intent !== 'stop') return entries;
  if (reading.confidence < stopConfidenceMin)
    return [
      ...entries,
      ...(await ask(trx, deps, { known, because: 'the person may want no more mail' })),
    ];
  const cause = 'reply';
  const because = `the answer asks to stop: ${reading.because}`;
  const actor = `mailbox:${mailbox.id}`;
  const stopped =
    message === undefined
      ? await suppress(trx, deps, {
          workspaceId,
          kind: 'person',
          value: personId,
          personId,
          cause,
          because,
          actor,
        })
      : await suppressMessage(trx, deps, { message, cause, because, actor });
  await linkSuppressions(trx, { workspaceId, inboundId, suppressionIds: placedIn(stopped) });
  return [...entries, ...stopped];
}

// "Do not contact our staff": nobody at that domain is written to, and the owner of the mailbox is told.
async function leaveCompanyAlone(trx: Trx, deps: MailDeps, known: Known): Promise<AuditEntry[]> {
  const { given, mail, personId, inboundId } = known;
  const { workspaceId, mailbox } = given;
  const domain = normaliseEmail(mail.from.address)?.domain ?? null;
  if (domain === null || isPersonalProvider(domain)) return [];
  if (!speaksForCompany(stripQuoted(mail.text).said)) return [];
  const placed = await suppress(trx, deps, {
    workspaceId,
    kind: 'domain',
    value: domain,
    personId: null,
    cause: 'no_poach',
    because: 'somebody there asked us to leave their people alone',
    actor: `mailbox:${mailbox.id}`,
  });
  await linkSuppressions(trx, { workspaceId, inboundId, suppressionIds: placedIn(placed) });
  const told = await addTask(trx, deps, {
    workspaceId,
    kind: 'review_reply',
    personId,
    mailboxId: mailbox.id,
    assignee: mailbox.ownerEmail,
    because: 'a company asked not to be written to; nobody at its domain is any more',
    content: { inboundId },
  });
  return [...placed, ...told];
}

async function actOnAbsence(trx: Trx, deps: MailDeps, known: Known): Promise<AuditEntry[]> {
  const { given, mail, reading, personId } = known;
  const { workspaceId } = given;
  if (reading?.intent === 'left_company') return await actOnLeaver(trx, deps, known);
  const now = deps.clock.now();
  const returnOn = findReturnDate(mail.text, {
    now,
    isMonthFirst: !/[äöüßéèàçñłşığ]/iu.test(mail.text),
  });
  const held = await holdForAbsence(trx, deps, {
    workspaceId,
    personId,
    until: absenceEnd(now, returnOn),
  });
  const since = new Date(now.getTime() - absencesWithinMs);
  const count = await countInbound(trx, { workspaceId, personId, kind: 'auto_reply', since });
  if (count !== 2) return held;
  return [
    ...held,
    ...(await ask(trx, deps, { known, because: 'away for the second time in a row' })),
  ];
}

async function actOnLeaver(trx: Trx, deps: MailDeps, known: Known): Promise<AuditEntry[]> {
  const { given, personId, inboundId, message, mail } = known;
  const { workspaceId } = given;
  const because = 'the person has left the company';
  const entries = await stopEverything(trx, deps, {
    workspaceId,
    personId,
    inboundId,
    because,
    actor: 'system',
  });
  const dead = await suppressAddress(trx, deps, {
    workspaceId,
    personId,
    address: (await addressOf(trx, deps, message)) ?? mail.from.address,
    cause: 'invalid',
    because,
    messageId: message?.id ?? null,
  });
  await linkSuppressions(trx, { workspaceId, inboundId, suppressionIds: placedIn(dead) });
  const task = await addTask(trx, deps, {
    workspaceId,
    kind: 'find_contact',
    personId,
    assignee: given.mailbox.ownerEmail,
    because,
  });
  return [...entries, ...dead, ...task];
}

async function actOnBounce(trx: Trx, deps: MailDeps, known: Known): Promise<AuditEntry[]> {
  const { given, verdict, message, inboundId, personId } = known;
  const { workspaceId, fetched } = given;
  const worst = worstOf(verdict.recipients);
  if (message === undefined || worst === null) return [];
  const { scope, because, isHard } = worst;
  const entries = await noteBounce(trx, deps, {
    workspaceId,
    messageId: message.id,
    scope,
    because,
  });
  await linkSuppressions(trx, { workspaceId, inboundId, suppressionIds: placedIn(entries) });
  entries.push(
    ...(await noteInboundTouch(trx, deps, {
      workspaceId,
      personId,
      inboundId,
      message,
      channel: 'email',
      kind: 'bounced',
      intent: null,
      isHardBounce: isHard,
      at: fetched.receivedAt,
    })),
  );
  const isFull = scope === 'mailbox_full' && (await isFullForLong(trx, deps, known));
  if (!isFull) return entries;
  const address = await addressOf(trx, deps, message);
  if (address === null) return entries;
  const dead = await suppressAddress(trx, deps, {
    workspaceId,
    personId,
    address,
    cause: 'bounce',
    because: 'the mailbox was full three times in two weeks',
    messageId: message.id,
  });
  await linkSuppressions(trx, { workspaceId, inboundId, suppressionIds: placedIn(dead) });
  return [...entries, ...dead];
}

async function isFullForLong(trx: Trx, deps: MailDeps, known: Known): Promise<boolean> {
  const { workspaceId } = known.given;
  const since = new Date(deps.clock.now().getTime() - fullWithinMs);
  const count = await countFullBounces(trx, { workspaceId, personId: known.personId, since });
  return count >= fullBouncesMax;
}

async function actOnComplaint(trx: Trx, deps: MailDeps, known: Known): Promise<AuditEntry[]> {
  const { given, verdict, message } = known;
  // Reports on signatures and viruses are about us, not about what the person wants.
  if (message === undefined || /^(?:auth-failure|virus|not-spam)$/u.test(verdict.feedback ?? ''))
    return [];
  await addMailboxTrouble(trx, {
    workspaceId: given.workspaceId,
    mailboxId: given.mailbox.id,
    id: deps.ids.next(),
    messageId: message.id,
    kind: 'complaint',
    at: deps.clock.now(),
  });
  return await optOut(trx, deps, { ...known, message, cause: 'complaint' });
}

async function optOut(
  trx: Trx,
  deps: MailDeps,
  by: Acting & { message: MessageRow; cause: 'mailto' | 'complaint' },
): Promise<AuditEntry[]> {
  const { given, inboundId, message, cause } = by;
  const { workspaceId } = given;
  const because = cause === 'mailto' ? 'unsubscribed by mail' : 'marked our mail as unwanted';
  const entries = await suppressMessage(trx, deps, {
    message,
    cause,
    because,
    actor: `mailbox:${given.mailbox.id}`,
  });
  await linkSuppressions(trx, { workspaceId, inboundId, suppressionIds: placedIn(entries) });
  return entries;
}

async function ask(
  trx: Trx,
  deps: MailDeps,
  { known, because }: { known: Known; because: string },
): Promise<AuditEntry[]> {
  const { given, personId, inboundId } = known;
  return await addTask(trx, deps, {
    workspaceId: given.workspaceId,
    kind: 'review_reply',
    personId,
    mailboxId: given.mailbox.id,
    assignee: given.mailbox.ownerEmail,
    because,
    content: { inboundId },
  });
}

/** The address the message went to; null where nothing of it is kept any more. */
async function addressOf(
  trx: Trx,
  deps: MailDeps,
  message: MessageRow | undefined,
): Promise<string | null> {
  if (message === undefined) return null;
  const fresh = await findMessage(trx, message);
  return fresh === undefined ? null : ((await openMessage(trx, deps, fresh))?.address ?? null);
}

function placedIn(entries: readonly AuditEntry[]): string[] {
  return entries
    .filter((entry) => entry.action === 'suppression.placed')
    .map((entry) => entry.subjectId);
}

/** A dead address counts before a full one, and that before the rest. */
function worstOf(recipients: readonly BouncedRecipient[]): BouncedRecipient | null {
  const rank = (one: BouncedRecipient): number =>
    one.isHard ? 3 : one.scope === 'address' ? 2 : one.scope === 'mailbox_full' ? 1 : 0;
  return recipients.toSorted((one, two) => rank(two) - rank(one))[0] ?? null;
}
