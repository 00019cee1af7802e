// Takes in one received mail: what kind it is, whose it is, and at once what follows from it. Everything is in one
// transaction, so a mail counts as read only when outreach has stopped.

import { createHash } from 'node:crypto';
import { classifyMail } from '../core/mail/classify.ts';
import type { MailVerdict } from '../core/mail/classify.ts';
import { stripQuoted } from '../core/mail/quoted-text.ts';
import type { ReceivedMail } from '../core/mail/received-mail.ts';
import { readIntent } from '../core/mail/reply-intent.ts';
import type { IntentReading } from '../core/mail/reply-intent.ts';
import type { ReplyMatch } from '../core/mail/reply-match.ts';
import { unsubscribeTokenOf } from '../core/mail/tokens.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import {
  addInbound,
  addInboundLabel,
  addPlace,
  findInboundByContent,
} from '../db/queries/inbound.ts';
import type { Place } from '../db/queries/inbound.ts';
import type { FetchedMail } from '../ports/mail-reader.ts';
import { actOnInbound } from './act-on-inbound.ts';
import { contentOf, sealInbound } from './inbound-content.ts';
import { inTransaction } from './in-transaction.ts';
import { matchInbound } from './match-inbound.ts';
import type { MailDeps } from './mail-deps.ts';

export interface InboundMail {
  workspaceId: string;
  mailbox: { id: string; address: string; ownerEmail: string };
  /** Null where it did not come from a folder. */
  place: Place | null;
  fetched: Omit<FetchedMail, 'uid'>;
}

export type Received =
  | { did: 'kept'; inboundId: string; kind: MailVerdict['kind'] }
  /** Known already, in this or another folder. */
  | { did: 'known'; inboundId: string }
  /** Our own, or about nothing of ours: nothing of it is kept. */
  | { did: 'passed_over' };

/** Safe to repeat: the same mail again changes nothing. */
export async function receiveInbound(deps: MailDeps, given: InboundMail): Promise<Received> {
  const { workspaceId, mailbox, fetched } = given;
  const mail = await deps.readMail(fetched.bytes);
  if (mail.from.address === mailbox.address.toLowerCase()) return { did: 'passed_over' };
  const verdict = classifyMail(mail);
  const reading = await readingOf(deps, { mail, verdict });
  const match = await matchInbound(deps.db, deps, {
    workspaceId,
    mailboxId: mailbox.id,
    mail,
    verdict,
    threadId: fetched.threadId,
    receivedAt: fetched.receivedAt,
  });
  if (match === null && unsubscribeTokenOf(mail) === null) return { did: 'passed_over' };
  const received = await inTransaction(deps.db, async (trx) =>
    keep(trx, deps, { given, mail, verdict, reading, match }),
  );
  deps.wake();
  return received;
}

/** Of people and of automatic answers; the rest wants nothing. */
async function readingOf(
  deps: MailDeps,
  { mail, verdict }: { mail: ReceivedMail; verdict: MailVerdict },
): Promise<IntentReading | null> {
  if (verdict.kind !== 'human' && verdict.kind !== 'auto_reply') return null;
  const ruled = readIntent(mail);
  if (verdict.kind === 'auto_reply')
    return ruled.intent === 'left_company'
      ? ruled
      : { intent: 'out_of_office', confidence: 0.9, because: verdict.evidence[0] ?? 'automatic' };
  const isSure = ruled.confidence >= 0.7 || ruled.intent === 'stop';
  if (isSure || deps.intentModel === null) return ruled;
  const { said } = stripQuoted(mail.text);
  try {
    const read = await deps.intentModel.read({ said, subject: mail.subject });
    // A model may suggest, but whether somebody is written to again is not for it to say.
    return read.intent === 'stop' ? ruled : read;
  } catch {
    return ruled;
  }
}

export interface Taken {
  given: InboundMail;
  mail: ReceivedMail;
  verdict: MailVerdict;
  reading: IntentReading | null;
  match: ReplyMatch | null;
}

async function keep(trx: Trx, deps: MailDeps, taken: Taken): Promise<Received> {
  const { given, mail, verdict, reading, match } = taken;
  const { workspaceId, mailbox, fetched, place } = given;
  const contentKey = createHash('sha256')
    .update(mail.messageId ?? Buffer.from(fetched.bytes))
    .digest();
  const personId = match?.personId ?? null;
  if (personId !== null) await lockPersonForOutreach(trx, { workspaceId, personId });
  const parts = await sealInbound(trx, deps, {
    workspaceId,
    personId,
    content: contentOf(mail),
    raw: fetched.bytes,
  });
  const inboundId = deps.ids.next();
  const isNew = await addInbound(trx, {
    workspaceId,
    id: inboundId,
    mailboxId: mailbox.id,
    channel: 'email',
    contentKey,
    personId,
    firstPersonId: personId,
    messageId: match?.messageId ?? null,
    matchedBy: match?.by ?? null,
    needsReview: match?.needsReview ?? false,
    kind: verdict.kind,
    evidence: evidenceOf(verdict),
    intent: reading?.intent ?? null,
    confidence: reading?.confidence ?? null,
    intentBecause: parts === null ? null : (reading?.because ?? null),
    sealed: parts?.sealed ?? null,
    sealedRaw: parts?.sealedRaw ?? null,
    byteCount: fetched.byteCount,
    isTruncated: mail.isTruncated || fetched.byteCount > fetched.bytes.byteLength,
    ...(parts === null ? namelessThread : threadOf(taken)),
    receivedAt: fetched.receivedAt,
    state: verdict.kind === 'human' ? 'open' : 'done',
    assignee: verdict.kind === 'human' ? mailbox.ownerEmail : null,
    now: deps.clock.now(),
  });
  const id = isNew
    ? inboundId
    : ((await findInboundByContent(trx, {
        workspaceId,
        mailboxId: mailbox.id,
        channel: 'email',
        contentKey,
      })) ?? inboundId);
  if (place !== null) await addPlace(trx, { ...place, inboundId: id });
  if (!isNew) return { did: 'known', inboundId: id };
  await addInboundLabel(trx, {
    workspaceId,
    id: deps.ids.next(),
    inboundId,
    kind: verdict.kind,
    intent: reading?.intent ?? null,
    because: reading?.because ?? verdict.evidence.join('; '),
    labelledBy: 'rules',
    labelledAt: deps.clock.now(),
  });
  const acted = await actOnInbound(trx, deps, { ...taken, inboundId });
  await appendAudit(trx, deps, [receivedEntry(taken, inboundId), ...acted]);
  return { did: 'kept', inboundId, kind: verdict.kind };
}

/** Of whom was erased: the names of mails carry the address's domain, or the address itself. */
const namelessThread = { threadId: null, mailId: null, mailReferences: [] };

function threadOf({ given, mail }: Taken) {
  const mailReferences = mail.references.slice(-20);
  return { threadId: given.fetched.threadId, mailId: mail.messageId, mailReferences };
}

/** Scopes and codes, without what servers wrote about whom. */
function evidenceOf(verdict: MailVerdict): unknown {
  return {
    signs: verdict.evidence,
    feedback: verdict.feedback,
    recipients: verdict.recipients.slice(0, 20).map(({ scope, isHard, status, because }) => ({
      scope,
      isHard,
      status,
      because,
    })),
  };
}

function receivedEntry({ given, verdict, reading, match }: Taken, inboundId: string): AuditEntry {
  return {
    workspaceId: given.workspaceId,
    actor: `mailbox:${given.mailbox.id}`,
    action: 'inbound.received',
    subjectKind: 'inbound',
    subjectId: inboundId,
    ...(match === null ? {} : { personId: match.personId }),
    detail: {
      kind: verdict.kind,
      evidence: evidenceOf(verdict),
      intent: reading?.intent ?? null,
      confidence: reading?.confidence ?? null,
      matchedBy: match?.by ?? null,
      messageId: match?.messageId ?? null,
    },
  };
}
