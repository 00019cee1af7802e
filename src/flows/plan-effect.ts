// Stores the next effect on a record as an intent; one that cannot be prepared is parked with the reason.

import { appendAudit } from '../db/queries/audit.ts';
import { findContactOwner, hasDismissedCreation } from '../db/queries/record-owners.ts';
import { findRivalCreation, holdCreations } from '../db/queries/rival-creations.ts';
import type { RecordFacts, RecordStep } from '../core/sync/plan-record.ts';
import { keyHash } from '../core/people/blocking.ts';
import { normaliseEmail } from '../core/people/email.ts';
import type { Trx } from '../db/connect.ts';
import { parkIntent, planIntent, type Intent } from '../engine/intents.ts';
import type { ClaimedWork } from '../engine/work.ts';
import { PortFailure } from '../ports/failure.ts';
import type { Deps } from './deps.ts';
import { prepareEffect } from './prepare-effect.ts';
import { effectEntry, type EffectContext } from './record-effects/effect.ts';
import { isRepeatableKind } from './record-effects/resolve-effect.ts';

export interface EffectToPlan {
  step: Extract<RecordStep, { step: 'effect' }>;
  facts: RecordFacts;
  work: ClaimedWork;
  context: EffectContext;
  /** What we remember may be older than what we did: look before writes that are not repeatable. */
  isCold: boolean;
}

/** Null where there is nothing to send: it was parked now, or a person dismissed it before. */
export async function planEffect(deps: Deps, toPlan: EffectToPlan): Promise<Intent | null> {
  const { context, step, facts } = toPlan;
  const { workspaceId, recordId } = context;
  if (step.effect.kind === 'create_opportunity') {
    if (await hasDismissedCreation(deps.db, { workspaceId, recordId })) return null;
  }
  try {
    await refuseForeignContact(context, step.effect);
    const payload = await prepareEffect(context, { effect: step.effect, facts });
    return await store(deps, toPlan, { payload });
  } catch (cause) {
    if (!(cause instanceof PortFailure) || cause.kind !== 'rejected') throw cause;
    await store(deps, toPlan, { payload: {}, failure: cause });
    return null;
  }
}

/**
 * Lever dedupes by email alone. Where it would attach this person to the contact of another one here, only a human
 * can tell whether the two are one; a candidate on the wrong contact cannot be taken apart again.
 */
async function refuseForeignContact(
  context: EffectContext,
  effect: EffectToPlan['step']['effect'],
): Promise<void> {
  if (effect.kind !== 'create_opportunity' || effect.contactId === null) return;
  const { deps, workspaceId, personId } = context;
  const owner = await findContactOwner(deps.db, {
    workspaceId,
    contactId: effect.contactId,
    exceptPersonId: personId,
  });
  if (owner !== null) throw contactOfAnother(owner);
}

function contactOfAnother(owner: string): PortFailure {
  return new PortFailure({
    kind: 'rejected',
    message: `Lever knows this person's address as that of another person here (${owner}). Merge the two if they are one, or remove the address from the one it does not belong to; then retry.`,
    detail: 'contact belongs to another person',
  });
}

/** Lever shows a new contact in its lists only after a while. */
const indexLagMs = 2 * 60_000;

/** Two who share an address and are created at one moment: neither look-up could show the other one. */
async function refuseRivals(
  trx: Trx,
  { context, facts }: EffectToPlan,
  emails: readonly string[],
): Promise<void> {
  const { workspaceId, personId } = context;
  const values = emails.flatMap((email) => normaliseEmail(email)?.value ?? []);
  const keys = values.map((value) => keyHash(`e:${value}`));
  if (keys.length === 0) return;
  await holdCreations(trx, { workspaceId, keys });
  const since = new Date((facts.lookedUpAtMs ?? facts.nowMs) - indexLagMs);
  const rival = await findRivalCreation(trx, { workspaceId, personId, keys, since });
  if (rival === null) return;
  if (!rival.isOpen) throw contactOfAnother(rival.personId);
  throw new PortFailure({
    kind: 'unreachable',
    message: `Another person here with the same address (${rival.personId}) is being created in Lever. This one is looked at again right after.`,
    detail: 'another creation comes first',
  });
}

async function store(
  deps: Deps,
  toPlan: EffectToPlan,
  made: { payload: unknown; failure?: PortFailure },
): Promise<Intent> {
  const { step, work, context, facts, isCold } = toPlan;
  const { effect } = step;
  const isRepeatable = isRepeatableKind(effect.kind);
  const { failure } = made;
  return await deps.db.transaction().execute(async (trx) => {
    if (effect.kind === 'create_opportunity' && failure === undefined)
      await refuseRivals(trx, toPlan, facts.wanted.emails);
    const intent = await planIntent(trx, deps, {
      workspaceId: context.workspaceId,
      subjectKind: 'record',
      subjectId: context.recordId,
      queueKey: work.queueKey,
      lane: step.lane,
      kind: effect.kind,
      payload: made.payload,
      marker: 'marker' in effect ? effect.marker : JSON.stringify(effect),
      isRepeatable,
      mustProbe: !isRepeatable && isCold,
      cause: step.because,
    });
    if (failure === undefined) return intent;
    const nextAction = 'Decide, then retry or dismiss it.';
    await parkIntent(trx, { intent, failure, nextAction, now: deps.clock.now() });
    const detail = { intentId: intent.id, kind: effect.kind, because: failure.detail };
    await appendAudit(trx, deps, [effectEntry(context, { action: 'intent.parked', detail })]);
    return intent;
  });
}
