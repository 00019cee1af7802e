// Brings one record and its counterpart in Lever together: one step per turn, so that a long list of them stays fair.

import { appendAudit } from '../db/queries/audit.ts';
import type { Trx } from '../db/connect.ts';
import { storeBase } from '../db/queries/records.ts';
import { nextRecordStep, type RecordStep } from '../core/sync/plan-record.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited } from '../engine/limiter.ts';
import { findOpenIntent, planIntent, type Intent } from '../engine/intents.ts';
import { performIntent, workResultAfter, type IntentMove } from '../engine/perform.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkResult } from '../engine/worker.ts';
import type { Turn } from '../engine/deps.ts';
import type { Deps } from './deps.ts';
import { nextMarkStep } from './erase-mark.ts';
import { parkDrifted, TemplateDrifted } from './form-templates.ts';
import { journalEffect } from './journal-effect.ts';
import { findLeverAccess, type ConnectedLever } from './lever-access.ts';
import { loadRecordFacts, type LoadedFacts } from './load-record-facts.ts';
import { lookUpRecord } from './look-up-record.ts';
import { readRecordForms } from './read-record-forms.ts';
import { recordConflicts } from './record-conflicts.ts';
import { readRecordContact } from './read-record-contact.ts';
import { admitToPilot } from './pilot-guard.ts';
import { prepareUndo, readRecordOpportunity } from './undo-step.ts';
import { planEffect } from './plan-effect.ts';
import type { EffectContext } from './record-effects/effect.ts';
import { effectOfKind } from './record-effects/resolve-effect.ts';

/** How long to wait where Lever is not connected; connecting asks for all records again. */
const notConnectedWaitMs = 10 * 60_000;

/** Whoever decides about a pilot asks for all records again. */
const outsidePilotWaitMs = 6 * 60 * 60_000;
const gatedSteps: readonly RecordStep['step'][] = [
  'effect',
  'look_up',
  'read_contact',
  'read_forms',
  'agree',
];

type Turned = Deps & { turn: Turn };

/** Handler of work kind `record`. Safe to repeat at any point. */
export async function syncRecord(deps: Turned, work: ClaimedWork): Promise<WorkResult> {
  const key = { workspaceId: work.workspaceId, recordId: work.subjectId };
  const lever = await findLeverAccess(deps.db, deps, work.workspaceId);
  if (lever === null) return again(deps, notConnectedWaitMs, 'Lever is not connected');
  const loaded = await loadRecordFacts(deps.db, key, {
    now: deps.clock.now(),
    integrationUserId: lever.performAs,
  });
  if (loaded === undefined) {
    const mark = await nextMarkStep(deps, { work, lever });
    return mark === null ? { next: 'done' } : await performOpen(deps, mark.intent, mark.context);
  }
  const context = effectContext(deps, { work, lever, loaded });
  const open = await findOpenIntent(deps.db, {
    workspaceId: key.workspaceId,
    subjectKind: 'record',
    subjectId: key.recordId,
  });
  if (open?.state === 'parked') return { next: 'done' };
  const step = open === null ? nextRecordStep(loaded.facts) : null;
  if (mayWriteNew(open, step)) {
    const outside = await admitToPilot(deps, { ...key, personId: loaded.record.personId });
    if (outside !== null) return again(deps, outsidePilotWaitMs, outside);
  }
  if (open !== null) return await performOpen(deps, open, context);
  if (step === null) return { next: 'done' };
  return await takeStep(deps, { step, work, lever, loaded, context });
}

/** What is under way is finished and what is to be taken back is taken back, whatever a pilot says. */
function mayWriteNew(open: Intent | null, step: RecordStep | null): boolean {
  if (open !== null) return open.state === 'planned' && open.kind !== 'undo';
  return step !== null && gatedSteps.includes(step.step);
}

interface Turning {
  step: RecordStep;
  work: ClaimedWork;
  lever: ConnectedLever;
  loaded: LoadedFacts;
  context: EffectContext;
}

async function takeStep(deps: Turned, turning: Turning): Promise<WorkResult> {
  const { step, context, loaded } = turning;
  const key = { workspaceId: context.workspaceId, recordId: context.recordId };
  switch (step.step) {
    case 'nothing':
      return { next: 'done' };
    case 'wait':
      return { next: 'again', dueAt: new Date(step.untilMs), because: step.because };
    case 'look_up':
      await lookUpRecord(context, loaded.facts);
      return again(deps, 0, 'Lever was searched');
    case 'read_contact':
      await readRecordContact(context, loaded.facts);
      return again(deps, 0, 'the contact was read');
    case 'read_opportunity':
      await readRecordOpportunity(context);
      return again(deps, 0, 'the candidate was read');
    case 'undo':
      return await takeBack(deps, { ...turning, undoId: step.undoId });
    case 'read_forms':
      return await parkingDrifted(deps, context, async () => {
        await readRecordForms(context, loaded.facts);
        return again(deps, 0, 'the forms were read');
      });
    case 'agree':
      await deps.db.transaction().execute(async (trx) => {
        const agreedAt = deps.clock.now();
        await storeBase(trx, { ...key, values: step.values, agreedAt, intentId: null });
        await appendAudit(trx, deps, await recordConflicts(trx, context, step.conflicts ?? []));
      });
      return again(deps, 0, 'both sides hold the same');
    case 'effect':
      return await parkingDrifted(deps, context, async () => {
        const isCold = turning.lever.coldSince !== null;
        const facts = loaded.facts;
        const intent = await planEffect(deps, { step, facts, work: turning.work, context, isCold });
        return intent === null ? { next: 'done' } : await performOpen(deps, intent, context);
      });
  }
}

async function takeBack(deps: Turned, turning: Turning & { undoId: string }): Promise<WorkResult> {
  const { context, work, loaded, undoId } = turning;
  const payload = await prepareUndo(context, { undoId, facts: loaded.facts });
  if (payload === null) return again(deps, 0, 'there was nothing to take back');
  const intent = await deps.db.transaction().execute(
    async (trx) =>
      await planIntent(trx, deps, {
        workspaceId: context.workspaceId,
        subjectKind: 'record',
        subjectId: context.recordId,
        queueKey: work.queueKey,
        lane: lanes.interactive,
        kind: 'undo',
        payload,
        marker: undoId,
        isRepeatable: true,
        cause: 'a person asked for it to be taken back',
      }),
  );
  return await performOpen(deps, intent, context);
}

/** A form template that changed parks the template; the record goes on without it. */
async function parkingDrifted(
  deps: Turned,
  { workspaceId }: EffectContext,
  work: () => Promise<WorkResult>,
): Promise<WorkResult> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TemplateDrifted)) throw error;
    await parkDrifted(deps, { workspaceId, drifted: error });
    return again(deps, 0, 'a form template changed in Lever');
  }
}

async function performOpen(
  deps: Turned,
  intent: Intent,
  context: EffectContext,
): Promise<WorkResult> {
  const effect = effectOfKind(intent.kind);
  // Paid for before the intent takes its own slot, so that nothing waits between the reading and the write.
  const extraCalls = intent.state === 'planned' ? (effect.extraCalls?.(intent.payload) ?? 0) : 0;
  for (let call = 0; call < extraCalls; call += 1) await context.limited(async () => undefined);
  const performed = await performIntent(deps, intent, {
    send: async () => await effect.send(context, intent.payload),
    probe: async () => {
      const found = await effect.probe(context, intent.payload);
      return found === null ? 'absent' : { found };
    },
    settle: async (trx: Trx, outcome: unknown) => {
      const done = { payload: intent.payload, outcome, intentId: intent.id };
      const entries = await effect.settle(trx, context, done);
      entries.push(...(await journalEffect(trx, context, { ...done, kind: intent.kind })));
      await appendAudit(trx, deps, entries);
    },
    noteMove: async (trx: Trx, move: IntentMove) => {
      await appendAudit(trx, deps, [moveEntry(context, intent, move)]);
    },
  });
  return workResultAfter(performed, deps.clock.now());
}

function moveEntry(context: EffectContext, intent: Intent, move: IntentMove) {
  return {
    workspaceId: context.workspaceId,
    actor: 'system',
    action: `intent.${move.to}`,
    subjectKind: 'record',
    subjectId: context.recordId,
    personId: context.personId,
    detail: {
      intentId: intent.id,
      kind: intent.kind,
      attempt: intent.attempt,
      because: move.because,
    },
  };
}

function effectContext(
  deps: Turned,
  given: { work: ClaimedWork; lever: ConnectedLever; loaded: LoadedFacts },
): EffectContext {
  const { record } = given.loaded;
  const { work } = given;
  return {
    deps,
    access: given.lever.access,
    performAs: given.lever.performAs,
    workspaceId: work.workspaceId,
    recordId: work.subjectId,
    personId: record.personId,
    opportunityId: record.opportunityId,
    contactId: record.contactId,
    mappingVersion: given.loaded.mappingVersion,
    limited: async (call) => await callLimited(deps, work, call),
  };
}

function again(deps: Deps, waitMs: number, because: string): WorkResult {
  return { next: 'again', dueAt: new Date(deps.clock.now().getTime() + waitMs), because };
}
