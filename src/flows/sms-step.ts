// A text message from a due step to a settled outcome: the same way as a mail, at a provider of text messages.

import { createHash } from 'node:crypto';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { failed, firstFailure } from '../core/outreach/guards.ts';
import type { Guard } from '../core/outreach/guards.ts';
import { judgeContent, judgePerson } from '../core/outreach/judge-step.ts';
import { Secret } from '../core/secret.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { lockMessage, moveMessage } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { findJobNames, wasNoticeGiven } from '../db/queries/outreach-facts.ts';
import { findFreeNumber, findNumber, noteSmsRequest } from '../db/queries/sms-numbers.ts';
import type { SmsNumber } from '../db/queries/sms-numbers.ts';
import type { Turn } from '../engine/deps.ts';
import type { ClaimedWork, WorkResult } from '../engine/work.ts';
import { PortFailure } from '../ports/failure.ts';
import type { SmsAccess } from '../ports/sms-sender.ts';
import { addTask } from './add-task.ts';
import { afterFailedGuard } from './after-failed-guard.ts';
import { composeStep } from './compose-step.ts';
import { confirmFresh } from './confirm-fresh.ts';
import { keyedHash } from './hash-key.ts';
import { inTransaction } from './in-transaction.ts';
import { findMessageContext } from './message-context.ts';
import type { MessageContext } from './message-context.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { senderOf } from './prepare-message.ts';
import { noteEvidenceOf } from './resolve-message.ts';
import { openMessage, sealMessage } from './sealed-message.ts';
import { settleSms } from './settle-sms.ts';
import { smsCallUrl } from './receive-sms.ts';
import { letSmsGo } from './submit-sms.ts';
import { loadStepFacts } from './step-facts.ts';
import type { StepFacts } from './step-facts.ts';

const lookGapsMs = [5 * 60_000, 10 * 60_000] as const;

/** Handler of work kind `sms_step`; the subject is the message. */
export async function smsStep(
  deps: OutreachDeps & { turn: Turn },
  work: ClaimedWork,
): Promise<WorkResult> {
  const key = { workspaceId: work.workspaceId, id: work.subjectId };
  const context = await findMessageContext(deps.db, key);
  if (context === undefined) return { next: 'done' };
  const { message } = context;
  if (message.state === 'submitting' || message.state === 'unknown')
    return await resolve(deps, message);
  if (message.state === 'planned' && !(await prepare(deps, context)))
    return await nextLook(deps, key);
  const { epoch, signal } = deps.turn;
  const fresh = await confirmFresh(deps, {
    workspaceId: key.workspaceId,
    personId: message.personId,
  });
  if (!fresh.isFresh) return again(deps, 2 * 60_000, fresh.because);
  const submission = await letSmsGo(deps, { ...key, fence: epoch });
  if (submission.did === 'left')
    return submission.dueAt === null
      ? { next: 'done' }
      : { next: 'again', dueAt: submission.dueAt, because: 'it waits' };
  const { number, content, deadlineAt } = submission;
  const over = new AbortController();
  const end = new AbortController();
  const stop = (): void => end.abort();
  signal.addEventListener('abort', stop, { once: true });
  void deps.clock.sleep(deadlineAt.getTime() - deps.clock.now().getTime(), over.signal).then(stop);
  const outcome = await deps.smsSender.send(
    accessOf(deps, number),
    {
      from: number.number,
      to: content.address,
      text: content.text,
      campaignId: number.campaignId,
      statusUrl: smsCallUrl(deps, { numberId: number.id, event: 'status' }),
    },
    {
      signal: end.signal,
      mayIssue: async () =>
        await inTransaction(deps.db, async (trx) =>
          noteSmsRequest(trx, { ...key, fence: epoch, now: deps.clock.now() }),
        ),
    },
  );
  over.abort();
  signal.removeEventListener('abort', stop);
  await settleSms(deps, { submission, outcome, fence: epoch });
  return await nextLook(deps, key);
}

/** False where it waits, is blocked or over; the database says why. */
async function prepare(deps: OutreachDeps, context: MessageContext): Promise<boolean> {
  const { message, run, step, body } = context;
  const { workspaceId, personId, id } = message;
  if (run === null || step === null || run.state !== 'active') return false;
  const facts = await loadStepFacts(deps.db, deps, {
    workspaceId,
    personId,
    sequenceId: message.sequenceId,
    channel: 'sms',
    mailboxZone: context.mailbox?.zone ?? 'UTC',
    holdoutPercent: body.holdoutPercent,
    isOverridden: run.isOverridden,
  });
  if (facts === undefined) return false;
  const number = await findFreeNumber(deps.db, workspaceId);
  const composed = composeStep(facts, {
    sequenceId: message.sequenceId ?? '',
    personId: message.firstPersonId,
    step,
    sender: senderOf(context),
    job: await findJobNames(deps.db, { workspaceId, jobId: run.jobId }),
    thread: null,
    wasNoticeGiven: await wasNoticeGiven(deps.db, { workspaceId, personId }),
    token: message.token,
    publicUrl: deps.publicUrl ?? null,
  });
  const phone = facts.phones.find((each) => each.status !== 'invalid');
  const guards = [
    ...judgePerson(facts.personFacts),
    ...judgeContent({ address: null, lever: { decide: 'fresh' }, composed }),
    ...numberGuards(facts, { number, hasPhone: phone !== undefined }),
  ];
  return await inTransaction(deps.db, async (trx) => {
    await lockPersonForOutreach(trx, { workspaceId, personId });
    if (
      firstFailure(guards) !== undefined ||
      !composed.isFit ||
      phone === undefined ||
      number === undefined
    ) {
      await appendAudit(trx, deps, await afterFailedGuard(trx, deps, { context, guards, facts }));
      return false;
    }
    const content = { address: phone.value, subject: '', text: composed.text, bytes: null };
    const sealed = await sealMessage(trx, deps, {
      workspaceId,
      firstPersonId: message.firstPersonId,
      content,
    });
    if (sealed === null) return false;
    const now = deps.clock.now();
    return await moveMessage(trx, {
      workspaceId,
      id,
      from: ['planned'],
      to: 'prepared',
      because: null,
      dueAt: now,
      now,
      set: {
        sealed,
        contentHash: createHash('sha256').update(composed.text).digest(),
        addressHash: keyedHash(facts.hashKey, 'phone', phone.value),
        smsNumberId: number.id,
        variant: composed.variant,
        sequenceVersion: context.version,
        preparedAt: now,
        explanation: JSON.stringify({
          guards,
          versions: { sequence: context.version, policy: facts.policyVersion },
        }),
      },
    });
  });
}

function numberGuards(
  facts: StepFacts,
  of: { number: SmsNumber | undefined; hasPhone: boolean },
): Guard[] {
  const guards: Guard[] = [];
  if (!of.hasPhone) guards.push(failed('address', 'no phone number is known'));
  if (of.number === undefined)
    guards.push(failed('identity', 'no number to send from is connected'));
  else if (of.number.campaignId === null && (facts.country === 'US' || facts.country === null))
    guards.push(
      failed(
        'identity',
        'text messages to the US need a registered campaign (10DLC) on the number',
      ),
    );
  return guards;
}

// Asked of the provider's own list; never sent again on a guess.
async function resolve(deps: OutreachDeps, message: MessageRow): Promise<WorkResult> {
  const { workspaceId, id, personId } = message;
  const now = deps.clock.now();
  if (message.state === 'submitting') {
    if (message.deadlineAt !== null && message.deadlineAt >= now)
      return {
        next: 'again',
        dueAt: new Date(message.deadlineAt.getTime() + 1_000),
        because: 'it is on the wire',
      };
    const to = message.dataAt === null ? 'prepared' : 'unknown';
    await inTransaction(deps.db, async (trx) => {
      await moveMessage(trx, {
        workspaceId,
        id,
        from: ['submitting'],
        to,
        because: 'the process ended',
        dueAt: now,
        now,
      });
    });
    return again(deps, to === 'unknown' ? 60_000 : 0, 'the process ended');
  }
  const number =
    message.smsNumberId === null
      ? undefined
      : await findNumber(deps.db, { workspaceId, id: message.smsNumberId });
  const content = await openMessage(deps.db, deps, message);
  if (number === undefined || content === null || message.lookCount >= 3) return { next: 'done' };
  const since = message.submittingAt ?? message.plannedAt;
  let isFound: boolean | null = null;
  try {
    const search = { to: content.address, from: number.number, text: content.text, since };
    isFound = (await deps.smsSender.findSent(accessOf(deps, number), search)).isFound;
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
  }
  if (isFound === null) return again(deps, 5 * 60_000, 'the provider could not be asked');
  await inTransaction(deps.db, async (trx) => {
    await lockPersonForOutreach(trx, { workspaceId, personId });
    const held = await lockMessage(trx, { workspaceId, id });
    if (held?.state !== 'unknown') return;
    const entries = isFound
      ? await noteEvidenceOf(trx, deps, { message: held, because: 'the provider lists it' })
      : await afterAbsent(trx, deps, held);
    await appendAudit(trx, deps, entries);
  });
  const gapMs = lookGapsMs[message.lookCount];
  return isFound || gapMs === undefined
    ? { next: 'done' }
    : again(deps, gapMs, 'nothing shows whether it arrived');
}

async function afterAbsent(
  trx: Trx,
  deps: OutreachDeps,
  message: MessageRow,
): Promise<AuditEntry[]> {
  const { workspaceId, id, personId } = message;
  const now = deps.clock.now();
  const lookCount = message.lookCount + 1;
  const because = 'nothing shows whether it arrived';
  await moveMessage(trx, {
    workspaceId,
    id,
    from: ['unknown'],
    to: 'unknown',
    because,
    dueAt: null,
    now,
    set: { lookCount, lookedAt: now },
  });
  if (lookCount < 3) return [];
  return await addTask(trx, deps, {
    workspaceId,
    kind: 'check_send',
    personId,
    messageId: id,
    assignee: 'owner',
    because,
  });
}

function accessOf(deps: OutreachDeps, number: SmsNumber): SmsAccess {
  const secret = new Secret(Buffer.from(deps.sealer.open(number.sealedSecret)).toString('utf8'));
  return { baseUrl: number.baseUrl, accountId: number.accountId, secret };
}

async function nextLook(
  deps: OutreachDeps,
  key: { workspaceId: string; id: string },
): Promise<WorkResult> {
  const context = await findMessageContext(deps.db, key);
  const dueAt = context?.message.dueAt ?? null;
  return dueAt === null
    ? { next: 'done' }
    : { next: 'again', dueAt, because: context?.message.because ?? 'it waits' };
}

function again(deps: OutreachDeps, ms: number, because: string): WorkResult {
  return { next: 'again', dueAt: new Date(deps.clock.now().getTime() + ms), because };
}
