// Decides a due step: who it may go to, at which address, with which words; and freezes the bytes before anything is sent.

import { createHash } from 'node:crypto';
import { InputError } from '../core/input-error.ts';
import { businessDaysBetween } from '../core/outreach/calendar.ts';
import { chooseAddress } from '../core/outreach/choose-address.ts';
import type { AddressChoice } from '../core/outreach/choose-address.ts';
import { failed, firstFailure } from '../core/outreach/guards.ts';
import type { Guard } from '../core/outreach/guards.ts';
import { judgeContent, judgePerson } from '../core/outreach/judge-step.ts';
import { staleBusinessDays } from '../core/outreach/sequence.ts';
import { Secret } from '../core/secret.ts';
import { wasNoticeGiven, findJobNames } from '../db/queries/outreach-facts.ts';
import { explainMessage, listMessagesOfRun, moveMessage } from '../db/queries/messages.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { composeStep, freezeMail } from './compose-step.ts';
import type { ComposedStep, Thread } from './compose-step.ts';
import { confirmFresh } from './confirm-fresh.ts';
import { keyedHash } from './hash-key.ts';
import { inTransaction } from './in-transaction.ts';
import { findMessageContext } from './message-context.ts';
import type { MessageContext } from './message-context.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { afterFailedGuard } from './after-failed-guard.ts';
import type { MailboxSigning } from './sign-mailbox.ts';
import { sealMessage, threadOf } from './sealed-message.ts';
import { stepCalendar } from './step-calendar.ts';
import { loadStepFacts } from './step-facts.ts';
import type { StepFacts } from './step-facts.ts';
import { trackedHtml } from './tracked-html.ts';
import { verifyContact } from './verify-contact.ts';

/** Ready: it may be submitted now. Left: it waits, is blocked or over; the database says what and why. */
export type Prepared = 'ready' | 'left';

/** Repeatable: a message that was frozen and tried already keeps its bytes. */
export async function prepareMessage(
  deps: OutreachDeps,
  key: { workspaceId: string; id: string },
): Promise<Prepared> {
  const context = await findMessageContext(deps.db, key);
  if (context === undefined) return 'left';
  const { message, run } = context;
  const wasTried = message.state === 'prepared' && message.attempts > 0;
  if (message.state === 'refused_transient' || wasTried) return await onceMore(deps, context);
  if (message.state !== 'planned' && message.state !== 'prepared') return 'left';
  if (run === null) return message.state === 'prepared' ? 'ready' : 'left';
  if (context.step === null) return await leave(deps, context, 'step_removed');
  if (run.state !== 'active') return await leave(deps, context, 'run_not_active');
  if (await isStale(deps, context)) return await leave(deps, context, 'stale');
  const fresh = await confirmFresh(deps, {
    workspaceId: key.workspaceId,
    personId: message.personId,
  });
  const found = await factsFor(deps, context);
  if (found === null) return await leave(deps, context, 'person_moved');
  const judged = await judge(deps, context, {
    facts: found,
    freshBecause: fresh.isFresh ? null : fresh.because,
  });
  const failure = firstFailure(judged.guards);
  if (failure !== undefined || !judged.composed.isFit) {
    await inTransaction(deps.db, async (trx) => {
      await appendAudit(
        trx,
        deps,
        await afterFailedGuard(trx, deps, { context, guards: judged.guards, facts: judged.facts }),
      );
    });
    return 'left';
  }
  return await freeze(deps, context, { ...judged, composed: judged.composed });
}

// The bytes stay as they are; only what Lever says is made sure of again.
async function onceMore(deps: OutreachDeps, context: MessageContext): Promise<Prepared> {
  const { workspaceId, personId, kind } = context.message;
  if (kind === 'reply') return 'ready';
  const fresh = await confirmFresh(deps, { workspaceId, personId });
  if (fresh.isFresh) return 'ready';
  const { id, explanation } = context.message;
  const dueAt = new Date(deps.clock.now().getTime() + freshAgainMs);
  await inTransaction(deps.db, async (trx) => {
    await explainMessage(trx, { workspaceId, id, dueAt, because: fresh.because, explanation });
  });
  return 'left';
}

const freshAgainMs = 2 * 60_000;

export interface Judged {
  guards: Guard[];
  address: AddressChoice | null;
  composed: ReturnType<typeof composeStep>;
  thread: Thread | null;
  facts: StepFacts;
}

/** The facts of a message's step as they are now; null where the person is another one now. */
async function factsFor(deps: OutreachDeps, context: MessageContext): Promise<StepFacts | null> {
  const { message, run, body, mailbox } = context;
  const facts = await loadStepFacts(deps.db, deps, {
    workspaceId: message.workspaceId,
    personId: message.personId,
    sequenceId: message.sequenceId,
    channel: message.channel,
    mailboxZone: mailbox?.zone ?? 'UTC',
    holdoutPercent: body.holdoutPercent,
    isOverridden: run?.isOverridden === true,
  });
  return facts ?? null;
}

async function judge(
  deps: OutreachDeps,
  context: MessageContext,
  given: { facts: StepFacts; freshBecause: string | null },
): Promise<Judged> {
  const { message, body } = context;
  const { workspaceId, personId } = message;
  let { facts } = given;
  let address = addressFor(deps, context, facts);
  if (address?.isStale === true) {
    const isChanged = await verifyContact(deps, { workspaceId, personId, facts });
    if (isChanged) facts = (await factsFor(deps, context)) ?? facts;
    address = addressFor(deps, context, facts);
  }
  const thread = await threadOf(
    deps.db,
    deps,
    await listMessagesOfRun(deps.db, { workspaceId, enrollmentId: message.enrollmentId ?? '' }),
  );
  const composed = composeStep(facts, {
    sequenceId: message.sequenceId ?? '',
    personId: message.firstPersonId,
    step: context.step ?? body.steps[0]!,
    sender: senderOf(context),
    job: await findJobNames(deps.db, { workspaceId, jobId: context.run?.jobId ?? null }),
    thread,
    wasNoticeGiven: await wasNoticeGiven(deps.db, { workspaceId, personId }),
    token: message.token,
    publicUrl: deps.publicUrl ?? null,
  });
  const lever =
    given.freshBecause === null
      ? ({ decide: 'fresh' } as const)
      : ({ decide: 'fetch', because: given.freshBecause } as const);
  const guards = [...judgePerson(facts.personFacts), ...judgeContent({ address, lever, composed })];
  return { guards, address, composed, thread, facts };
}

function addressFor(
  deps: OutreachDeps,
  context: MessageContext,
  facts: StepFacts,
): AddressChoice | null {
  const { message, body } = context;
  if (message.channel !== 'email') return null;
  return chooseAddress(facts.addresses, {
    mayUseUnverified: body.mayUseUnverified,
    addresses: body.addresses,
    verifiedForDays: facts.policy.verifiedForDays,
    nowMs: deps.clock.now().getTime(),
  });
}

/** Who a message is from. */
export function senderOf(context: Pick<MessageContext, 'mailbox' | 'run'>): {
  name: string;
  address: string;
  signature: string;
} {
  const { mailbox, run } = context;
  return {
    name: mailbox?.senderName ?? run?.enrolledBy ?? '',
    address: mailbox?.address ?? run?.enrolledBy ?? '',
    signature: mailbox?.signature ?? '',
  };
}

async function freeze(
  deps: OutreachDeps,
  context: MessageContext,
  judged: Judged & { composed: ComposedStep },
): Promise<Prepared> {
  const { message, version } = context;
  const { workspaceId, id } = message;
  const { composed, facts } = judged;
  const to = judged.address?.chosen?.value ?? '';
  const now = deps.clock.now();
  const html = await trackedHtml(deps, {
    workspaceId,
    messageId: id,
    sequenceId: message.sequenceId,
    html: composed.html,
    except: [facts.policy.identity.privacyUrl],
  });
  const mail = mailOf(deps, context, { judged, composed: { ...composed, html }, now });
  if (mail instanceof InputError) return await blockForGood(deps, context, { judged, error: mail });
  const bytes = await signed(deps, context, mail.bytes);
  const content = { address: to, subject: composed.subject, text: composed.text, bytes };
  const isFrozen = await inTransaction(deps.db, async (trx) => {
    await lockPersonForOutreach(trx, { workspaceId, personId: message.personId });
    const sealed = await sealMessage(trx, deps, {
      workspaceId,
      firstPersonId: message.firstPersonId,
      content,
    });
    if (sealed === null) return false;
    const isMoved = await moveMessage(trx, {
      workspaceId,
      id,
      from: ['planned', 'prepared'],
      to: 'prepared',
      because: null,
      dueAt: now,
      now,
      set: {
        sealed,
        contentHash: createHash('sha256').update(bytes).digest(),
        addressHash: keyedHash(facts.hashKey, 'address', to),
        messageId: mail.messageId,
        inReplyTo: mail.references.at(-1) ?? null,
        threadReferences: mail.references,
        variant: composed.variant,
        sequenceVersion: version,
        preparedAt: now,
      },
    });
    await explainMessage(trx, {
      workspaceId,
      id,
      dueAt: now,
      because: 'ready to go',
      explanation: {
        guards: judged.guards,
        versions: { sequence: version, policy: facts.policyVersion },
        variant: composed.variant,
        withNotice: composed.withNotice,
        zone: { zones: facts.zone.zones, because: facts.zone.because },
        projectedAt: message.projectedAt,
      },
    });
    return isMoved;
  });
  return isFrozen ? 'ready' : 'left';
}

// An address or a name that no mail can carry is this one message's trouble; the others of the mailbox go on.
function mailOf(
  deps: OutreachDeps,
  context: MessageContext,
  of: { judged: Judged; composed: ComposedStep; now: Date },
): ReturnType<typeof freezeMail> | InputError {
  const { judged, composed, now } = of;
  try {
    return freezeMail({
      composed,
      sender: senderOf(context),
      to: judged.address?.chosen?.shownAs ?? '',
      date: now,
      hashKey: judged.facts.hashKey,
      token: context.message.token,
      thread: judged.thread,
      isInThread: context.step?.isInThread === true,
      publicUrl: deps.publicUrl ?? null,
      isAutomatic: true,
    });
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

async function blockForGood(
  deps: OutreachDeps,
  context: MessageContext,
  { judged, error }: { judged: Judged; error: InputError },
): Promise<Prepared> {
  const because = `the mail cannot be written: its ${error.field ?? 'form'} is not fit`;
  const others = judged.guards.filter((each) => each.guard !== 'token');
  const guards = [...others, failed('token', because)];
  await inTransaction(deps.db, async (trx) => {
    const { facts } = judged;
    await appendAudit(trx, deps, await afterFailedGuard(trx, deps, { context, guards, facts }));
  });
  return 'left';
}

async function signed(
  deps: OutreachDeps,
  { mailbox }: MessageContext,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  if (deps.mailSigner === null || mailbox === null || mailbox.sealedDkimKey === null) return bytes;
  const { domain, selector, isOn } = mailbox.dkim as MailboxSigning;
  if (!isOn) return bytes;
  const privateKey = new Secret(
    Buffer.from(deps.sealer.open(mailbox.sealedDkimKey)).toString('utf8'),
  );
  return await deps.mailSigner.sign(bytes, { domain, selector, privateKey });
}

/** Overtaken by so many business days that its owner looks at it again. */
async function isStale(deps: OutreachDeps, context: MessageContext): Promise<boolean> {
  const { message, run, body, step } = context;
  if (message.projectedAt === null || run === null || step === null || run.approval === 'given')
    return false;
  const calendar = await stepCalendar(deps, {
    zone: run.zone ?? 'UTC',
    country: run.country,
    body,
    step,
  });
  const late = businessDaysBetween(
    message.projectedAt.getTime(),
    deps.clock.now().getTime(),
    calendar,
  );
  return late > staleBusinessDays;
}

type LeaveBecause = 'step_removed' | 'run_not_active' | 'stale' | 'person_moved';

async function leave(
  deps: OutreachDeps,
  context: MessageContext,
  because: LeaveBecause,
): Promise<Prepared> {
  await inTransaction(deps.db, async (trx) => {
    await appendAudit(trx, deps, await afterFailedGuard(trx, deps, { context, because }));
  });
  return 'left';
}
