// What came of a text message, with everything that follows from it.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { decideAfterAttempt } from '../core/outreach/after-attempt.ts';
import type { MessageState } from '../core/outreach/message-states.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { moveMessage } from '../db/queries/messages.ts';
import { removeSend } from '../db/queries/sends.ts';
import type { SmsOutcome } from '../ports/sms-sender.ts';
import { afterSent } from './after-sent.ts';
import { inTransaction } from './in-transaction.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { stopRun } from './stop-run.ts';
import type { SmsSubmission } from './submit-sms.ts';
import { suppress } from './suppress.ts';

/** Only the worker that let it go may; nothing is changed where somebody else has it by now. */
export async function settleSms(
  deps: OutreachDeps,
  given: { submission: SmsSubmission; outcome: SmsOutcome; fence: number },
): Promise<void> {
  const { submission, outcome, fence } = given;
  const { message, sendId } = submission;
  const { workspaceId, id, personId } = message;
  await inTransaction(deps.db, async (trx) => {
    await lockPersonForOutreach(trx, { workspaceId, personId });
    const now = deps.clock.now();
    const next = decide(deps, submission, outcome);
    const isMoved = await moveMessage(trx, {
      workspaceId,
      id,
      from: ['submitting'],
      fence,
      now,
      to: next.to,
      because: next.because,
      dueAt: next.dueAt,
      set: {
        dataAt: null,
        outcome: JSON.stringify(
          outcome.outcome === 'refused'
            ? { outcome: 'refused', code: outcome.code }
            : { outcome: outcome.outcome },
        ),
        ...(outcome.outcome === 'accepted' ? { serverMessageId: outcome.providerId } : {}),
      },
    });
    if (!isMoved) return;
    if (outcome.outcome === 'unsent') await removeSend(trx, { workspaceId, id: sendId });
    const entry: AuditEntry = {
      workspaceId,
      actor: 'system',
      action: `message.${next.to === 'refused_transient' ? 'deferred' : next.to === 'refused_permanent' ? 'refused' : next.to}`,
      subjectKind: 'message',
      subjectId: id,
      personId,
      detail: { channel: 'sms', because: next.because },
    };
    await appendAudit(trx, deps, [
      entry,
      ...(await followUp(trx, deps, { submission, outcome, to: next.to })),
    ]);
  });
  deps.wake();
}

function decide(
  deps: OutreachDeps,
  { message }: SmsSubmission,
  outcome: SmsOutcome,
): { to: MessageState; because: string | null; dueAt: Date | null } {
  const nowMs = deps.clock.now().getTime();
  if (outcome.outcome === 'accepted') return { to: 'sent', because: null, dueAt: null };
  if (outcome.outcome === 'unknown')
    return {
      to: 'unknown',
      because: 'the provider gave no answer',
      dueAt: new Date(nowMs + 60_000),
    };
  if (outcome.outcome === 'refused' && !outcome.isTransient)
    return {
      to: 'refused_permanent',
      because: `the provider answered ${outcome.code}`,
      dueAt: null,
    };
  const next = decideAfterAttempt(
    { outcome: 'unsent' },
    {
      nowMs,
      attempts: message.attempts + 1,
      firstAttemptMs: message.preparedAt?.getTime() ?? nowMs,
      domainTrips: 0,
    },
  );
  return next.do === 'retry'
    ? { to: 'refused_transient', because: next.because, dueAt: new Date(next.atMs) }
    : { to: 'refused_permanent', because: 'it could not be sent for a whole day', dueAt: null };
}

async function followUp(
  trx: Trx,
  deps: OutreachDeps,
  given: { submission: SmsSubmission; outcome: SmsOutcome; to: MessageState },
): Promise<AuditEntry[]> {
  const { submission, outcome, to } = given;
  const { message, content } = submission;
  const { workspaceId, personId, enrollmentId, id } = message;
  if (to === 'sent' || to === 'unknown')
    return await afterSent(trx, deps, { message, isSure: to === 'sent' });
  if (to !== 'refused_permanent' || enrollmentId === null) return [];
  if (outcome.outcome === 'refused' && outcome.isOptedOut)
    return await suppress(trx, deps, {
      workspaceId,
      kind: 'phone',
      value: content.address,
      personId,
      cause: 'sms_stop',
      because: 'they answered STOP',
      actor: 'provider',
      messageId: id,
    });
  const because = 'the provider refuses the number';
  return await stopRun(trx, deps, {
    workspaceId,
    personId,
    enrollmentId,
    to: 'stopped',
    because,
    actor: 'system',
  });
}
