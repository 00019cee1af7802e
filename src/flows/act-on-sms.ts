// Somebody wrote to one of our numbers: STOP ends everything at once, START takes that back, everything else is an answer.

import { createHash } from 'node:crypto';
import { readIntent, stopConfidenceMin } from '../core/mail/reply-intent.ts';
import type { IntentReading } from '../core/mail/reply-intent.ts';
import { smsWordOf } from '../core/mail/sms-words.ts';
import type { SmsWord } from '../core/mail/sms-words.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { normalisePhone } from '../core/people/phone.ts';
import type { Trx } from '../db/connect.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { addInbound, addInboundLabel, linkSuppressions } from '../db/queries/inbound.ts';
import { findMessage } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { findRun } from '../db/queries/runs-of-ours.ts';
import { findLastSmsTo, listStopsBySms } from '../db/queries/sms-receipts.ts';
import { listPersonsBehind } from '../db/queries/suppressions.ts';
import type { SmsCall } from '../ports/sms-sender.ts';
import { addTask } from './add-task.ts';
import { hashKeyOf, keyedHash } from './hash-key.ts';
import { noteInboundTouch, stopEverything } from './inbound-effects.ts';
import { sealInbound } from './inbound-content.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { getOutreachPolicy } from './outreach-policy.ts';
import type { SmsEffect, SmsNumberCalled } from './receive-sms.ts';
import { suppress, suppressMessage, unsuppress } from './suppress.ts';

interface Texted {
  number: SmsNumberCalled;
  call: Extract<SmsCall, { kind: 'received' }>;
}

interface Known extends Texted {
  phone: string;
  phoneHash: Buffer;
  personId: string | null;
  message: MessageRow | undefined;
  word: SmsWord | null;
  reading: IntentReading;
  /** Who enrolled the person, else whoever has the rights. */
  assignee: string;
  inboundId: string;
}

const actor = 'recipient';

/** Joins the caller's transaction, which has made sure that the call is new. */
export async function actOnSms(trx: Trx, deps: OutreachDeps, texted: Texted): Promise<SmsEffect> {
  const known = await know(trx, deps, texted);
  const kept = await keep(trx, deps, known);
  const entries = [...kept, ...(await follow(trx, deps, known))];
  return { entries, answer: await answerTo(trx, deps, known) };
}

async function know(trx: Trx, deps: OutreachDeps, { number, call }: Texted): Promise<Known> {
  const { workspaceId } = number;
  const phone = normalisePhone(call.from, 'US')?.value ?? call.from;
  const hash = keyedHash(await hashKeyOf(trx, deps, workspaceId), 'phone', phone);
  const last = await findLastSmsTo(trx, { workspaceId, addressHash: hash });
  const message =
    last === undefined ? undefined : await findMessage(trx, { workspaceId, id: last.id });
  const asked = { workspaceId, kind: 'phone', hash, values: [phone] } as const;
  const behind = message === undefined ? await listPersonsBehind(trx, asked) : [];
  // A number that several people share says nothing about whose words these are.
  const personId = message?.personId ?? (behind.length === 1 ? (behind[0] ?? null) : null);
  const enrollmentId = message?.enrollmentId ?? null;
  const run = enrollmentId === null ? undefined : await findRun(trx, { workspaceId, enrollmentId });
  if (personId !== null) await lockPersonForOutreach(trx, { workspaceId, personId });
  const word = smsWordOf(call.text);
  const reading: IntentReading =
    word === 'stop'
      ? { intent: 'stop', confidence: 1, because: 'they answered STOP' }
      : readIntent({ text: call.text, subject: '' });
  return {
    number,
    call,
    phone,
    phoneHash: hash,
    personId,
    message,
    word,
    reading,
    assignee: run?.enrolledBy ?? 'owner',
    inboundId: deps.ids.next(),
  };
}

/** In the inbox, where it is somebody's we know; of strangers nothing is kept. */
async function keep(trx: Trx, deps: OutreachDeps, known: Known): Promise<AuditEntry[]> {
  const { number, call, personId, message, reading, word, inboundId } = known;
  const { workspaceId } = number;
  if (personId === null) return [];
  const text = call.text.replaceAll('\0', '').slice(0, 10_000);
  const raw = Buffer.from(text);
  const content = { from: known.phone, fromName: '', subject: '', text };
  const parts = await sealInbound(trx, deps, { workspaceId, personId, content, raw });
  const now = deps.clock.now();
  const isOpen = word === null;
  const because = `text message${word === null ? '' : `: ${word.toUpperCase()}`}`;
  await addInbound(trx, {
    workspaceId,
    id: inboundId,
    mailboxId: null,
    channel: 'sms',
    contentKey: createHash('sha256').update(`${number.id} ${call.providerId}`).digest(),
    personId,
    firstPersonId: personId,
    messageId: message?.id ?? null,
    matchedBy: 'address',
    needsReview: false,
    kind: 'human',
    evidence: { signs: [because], feedback: null, recipients: [] },
    intent: reading.intent,
    confidence: reading.confidence,
    intentBecause: reading.because,
    sealed: parts?.sealed ?? null,
    sealedRaw: parts?.sealedRaw ?? null,
    byteCount: raw.byteLength,
    isTruncated: false,
    threadId: null,
    mailId: null,
    mailReferences: [],
    receivedAt: now,
    state: isOpen ? 'open' : 'done',
    assignee: isOpen ? known.assignee : null,
    now,
  });
  const label = { kind: 'human', intent: reading.intent, because: reading.because } as const;
  const by = { labelledBy: 'rules', labelledAt: now };
  await addInboundLabel(trx, { workspaceId, id: deps.ids.next(), inboundId, ...label, ...by });
  return [
    {
      workspaceId,
      actor: `sms_number:${number.id}`,
      action: 'inbound.received',
      subjectKind: 'inbound',
      subjectId: inboundId,
      personId,
      detail: { channel: 'sms', intent: reading.intent, confidence: reading.confidence, word },
    },
  ];
}

async function follow(trx: Trx, deps: OutreachDeps, known: Known): Promise<AuditEntry[]> {
  const { word, reading } = known;
  if (word === 'help') return [];
  if (word === 'start') return await takeBack(trx, deps, known);
  const answered = await countAnswer(trx, deps, known);
  if (reading.intent !== 'stop') return answered;
  if (reading.confidence >= stopConfidenceMin)
    return [...answered, ...(await stop(trx, deps, known))];
  const because = 'the person may want no more text messages';
  return [...answered, ...(await ask(trx, deps, { known, because }))];
}

async function countAnswer(trx: Trx, deps: OutreachDeps, known: Known): Promise<AuditEntry[]> {
  const { personId, inboundId, message, reading, number } = known;
  if (personId === null) return [];
  const of = { workspaceId: number.workspaceId, personId, inboundId };
  const because = 'the person answered by text message';
  const stopped = await stopEverything(trx, deps, { ...of, because, actor });
  const touch = await noteInboundTouch(trx, deps, {
    ...of,
    message,
    channel: 'sms',
    kind: 'replied',
    intent: reading.intent,
    at: deps.clock.now(),
  });
  return [...stopped, ...touch];
}

/** The whole person, on every channel, at once; a stranger's number all the same. */
async function stop(trx: Trx, deps: OutreachDeps, known: Known): Promise<AuditEntry[]> {
  const { number, personId, message, phone, inboundId, word } = known;
  const { workspaceId } = number;
  const cause = 'sms_stop';
  const because = word === 'stop' ? 'they answered STOP' : `a text message asks to stop`;
  const wish = { workspaceId, personId, cause, because, actor } as const;
  const entries =
    message === undefined
      ? [
          ...(await suppress(trx, deps, { ...wish, kind: 'phone', value: phone })),
          ...(personId === null
            ? []
            : await suppress(trx, deps, { ...wish, kind: 'person', value: personId })),
        ]
      : await suppressMessage(trx, deps, { message, cause, because, actor });
  if (personId === null) return entries;
  const suppressionIds = entries
    .filter((entry) => entry.action === 'suppression.placed')
    .map((entry) => entry.subjectId);
  await linkSuppressions(trx, { workspaceId, inboundId, suppressionIds });
  return entries;
}

/** The entry is lifted; whether outreach goes on is for a person to say. */
async function takeBack(trx: Trx, deps: OutreachDeps, known: Known): Promise<AuditEntry[]> {
  const { number, phoneHash, personId } = known;
  const { workspaceId } = number;
  const entries: AuditEntry[] = [];
  for (const suppressionId of await listStopsBySms(trx, { workspaceId, phoneHash, personId }))
    entries.push(
      ...(await unsuppress(trx, deps, {
        workspaceId,
        suppressionId,
        because: 'they answered START',
        actor,
      })),
    );
  if (entries.length === 0) return [];
  const because = 'they answered START and may be written to again; lift the hold if that is right';
  return [...entries, ...(await ask(trx, deps, { known, because }))];
}

async function ask(
  trx: Trx,
  deps: OutreachDeps,
  { known, because }: { known: Known; because: string },
): Promise<AuditEntry[]> {
  const { personId, number, assignee, inboundId } = known;
  if (personId === null) return [];
  return await addTask(trx, deps, {
    workspaceId: number.workspaceId,
    kind: 'review_reply',
    personId,
    assignee,
    because,
    content: { inboundId },
  });
}

/** Nothing where the provider answers the words itself: two answers to STOP are one too many. */
async function answerTo(trx: Trx, deps: OutreachDeps, known: Known): Promise<string | null> {
  const { word, number } = known;
  if (word === null || number.providerAnswers) return null;
  const { policy } = await getOutreachPolicy(trx, number.workspaceId);
  const name = policy.identity.organisation;
  if (word === 'stop') return `${name}: You will get no more messages from us.`;
  if (word === 'start')
    return `${name}: You may get messages from us again. Reply STOP to opt out.`;
  const more = policy.identity.privacyUrl === '' ? '' : ` ${policy.identity.privacyUrl}`;
  return `${name}, ${policy.identity.postalAddress}.${more} ${policy.texts.smsOptOut}`;
}
