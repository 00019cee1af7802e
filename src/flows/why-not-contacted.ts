// "Why was this person not contacted?" in one line; and everything that decided one message, for whoever asks.

import { InputError } from '../core/input-error.ts';
import { judgePerson } from '../core/outreach/judge-step.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listHoldsInForce } from '../db/queries/holds.ts';
import { findLivePerson } from '../db/queries/merges.ts';
import { listMessagesOf } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { findOutreachSettings } from '../db/queries/outreach-settings.ts';
import { listRuns } from '../db/queries/runs-of-ours.ts';
import type { Run } from '../db/queries/runs-of-ours.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { loadStepFacts } from './step-facts.ts';
import { openMessage } from './sealed-message.ts';

export interface ContactAnswer {
  wasContacted: boolean;
  /** One line, without personal values. */
  because: string;
  since: Date | null;
}

const messagesMax = 500;

/** The strongest reason first: the switch, the person's word, a hold, the run, and what its open message waits for. */
export async function whyNotContacted(
  deps: Deps,
  asked: { workspaceId: string; personId: string },
): Promise<ContactAnswer> {
  const { workspaceId } = asked;
  const personId = await findLivePerson(deps.db, asked);
  if (personId === undefined)
    throw new InputError('not_found', 'There is no such person.', 'personId');
  const key = { workspaceId, personId };
  const [run] = await listRuns(deps.db, { ...key, before: null, limit: 1 });
  const messages = await listMessagesOf(deps.db, { ...key, limit: messagesMax });
  const sent = messages.findLast((each) => each.state === 'sent');
  const reason = (await standingReason(deps, key)) ?? runReason(run, messages);
  if (reason !== null && (sent === undefined || run?.state !== 'finished'))
    return { wasContacted: sent !== undefined, because: reason, since: sent?.sentAt ?? null };
  if (sent !== undefined)
    return { wasContacted: true, because: 'the last message was sent', since: sent.sentAt };
  const because = reason ?? (await refusalOfCountry(deps, key)) ?? 'nobody has enrolled the person';
  return { wasContacted: false, because, since: null };
}

// Of somebody nobody enrolled: whether mail would be let through at all.
async function refusalOfCountry(
  deps: Deps,
  key: { workspaceId: string; personId: string },
): Promise<string | null> {
  const facts = await factsOf(deps, key);
  if (facts === undefined) return null;
  const refused = judgePerson(facts.personFacts).find(
    (each) => each.guard === 'country' && !each.isPassed,
  );
  return refused?.because ?? null;
}

async function standingReason(
  deps: Deps,
  key: { workspaceId: string; personId: string },
): Promise<string | null> {
  const settings = await findOutreachSettings(deps.db, key.workspaceId);
  const stopped = settings?.stoppedBecause ?? null;
  if (stopped !== null) return `all outreach is stopped: ${stopped}`;
  const facts = await factsOf(deps, key);
  if (facts === undefined) return null;
  const { personFacts } = facts;
  if (personFacts.isErased) return 'the person was erased';
  const [suppression] = personFacts.suppressions;
  if (suppression !== undefined) return `not to be contacted: ${suppression.because}`;
  if (personFacts.hasOptedOut) return 'the person asked not to be contacted';
  const [hold] = await listHoldsInForce(deps.db, key);
  if (hold !== undefined) return `outreach is held: ${hold.because}`;
  const { contactBasis } = personFacts;
  return contactBasis.isAllowed ? null : contactBasis.because;
}

function factsOf(
  deps: Deps,
  key: { workspaceId: string; personId: string },
): ReturnType<typeof loadStepFacts> {
  return loadStepFacts(deps.db, deps, {
    ...key,
    sequenceId: null,
    channel: 'email',
    mailboxZone: 'UTC',
    holdoutPercent: 0,
    isOverridden: true,
  });
}

function runReason(run: Run | undefined, messages: readonly MessageRow[]): string | null {
  if (run === undefined) return null;
  if (run.state !== 'active')
    return `the run is ${run.state}: ${run.because ?? 'no reason was given'}`;
  if (run.approval === 'waiting')
    return `the next message waits for ${run.enrolledBy} to approve it`;
  const open = messages.findLast((each) => each.enrollmentId === run.id && each.settledAt === null);
  if (open !== undefined) return open.because ?? `the message is ${open.state}`;
  return run.nextAt === null ? null : `the next step is due at ${run.nextAt.toISOString()}`;
}

/** Every message to a person with what decided it, readable: for the person's own request. Noted in the audit log. */
export async function explainSends(
  deps: Deps,
  asked: { workspaceId: string; personId: string; actor: string },
): Promise<object[]> {
  const { workspaceId, actor } = asked;
  const personId = await findLivePerson(deps.db, asked);
  if (personId === undefined)
    throw new InputError('not_found', 'There is no such person.', 'personId');
  return await inTransaction(deps.db, async (trx) => {
    const messages = await listMessagesOf(trx, { workspaceId, personId, limit: messagesMax });
    const explained: object[] = [];
    for (const message of messages) {
      const content = await openMessage(trx, deps, message);
      explained.push({
        id: message.id,
        channel: message.channel,
        kind: message.kind,
        state: message.state,
        because: message.because,
        address: content?.address ?? null,
        subject: content?.subject ?? null,
        text: content?.text ?? null,
        sequenceId: message.sequenceId,
        sequenceVersion: message.sequenceVersion,
        step: message.stepId,
        variant: message.variant,
        messageId: message.messageId,
        serverMessageId: message.serverMessageId,
        projectedAt: message.projectedAt,
        sentAt: message.sentAt,
        attempts: message.attempts,
        outcome: message.outcome,
        explanation: message.explanation,
      });
    }
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'outreach.explained',
        subjectKind: 'person',
        subjectId: personId,
        personId,
        detail: { messages: messages.length },
      },
    ]);
    return explained;
  });
}
