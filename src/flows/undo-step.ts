// Does one step of an undo: reads what stands there now, and decides on the call or that there is none to make.

import {
  undoContactCall,
  undoNoteCall,
  undoSetCall,
  undoStageCall,
  type UndoCall,
  type UndoStep,
} from '../core/sync/plan-undo.ts';
import type { RecordFacts } from '../core/sync/plan-record.ts';
import type { RemoteContact } from '../core/sync/remote.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { storeContactRead } from '../db/queries/record-changes.ts';
import {
  countNoteWrites,
  findUndoStep,
  finishUndoStep,
  listWritesOfStep,
} from '../db/queries/undo-steps.ts';
import type { UndoAction } from '../db/queries/undo-steps.ts';
import type { LeverOpportunity } from '../ports/lever.ts';
import { applyOpportunity } from './apply-lever-change.ts';
import { effectEntry, type EffectContext } from './record-effects/effect.ts';
import type { UndoPayload } from './record-effects/undo-write.ts';

/** The call to make, or null where the step ended without one. */
export async function prepareUndo(
  context: EffectContext,
  input: { undoId: string; facts: RecordFacts },
): Promise<UndoPayload | null> {
  const { deps, workspaceId } = context;
  const { undoId, facts } = input;
  const row = await findUndoStep(deps.db, { workspaceId, undoId });
  if (row === undefined || row.state !== 'wanted') return null;
  const writes = await listWritesOfStep(deps.db, { workspaceId, writeIds: row.writeIds });
  const step: UndoStep = { recordId: row.recordId, place: row.action.place, writes };
  const readAtMs = deps.clock.now().getTime();
  const { before, ...call } = await callOf(context, { step, facts, action: row.action });
  const isSent = row.action.isSent === true;
  if (call.call !== 'none' && !isSent)
    return { undoId, call, readAtMs, ...(before === undefined ? {} : { before }) };
  const ending = endingOf(call, isSent);
  await deps.db.transaction().execute(async (trx) => {
    await finishUndoStep(trx, { workspaceId, undoId, ...ending, now: deps.clock.now() });
    if (ending.state === 'done') return;
    const detail = { undoId, because: ending.because };
    await appendAudit(trx, deps, [effectEntry(context, { action: 'write.not_undone', detail })]);
  });
  return null;
}

function endingOf(
  call: UndoCall,
  isSent: boolean,
): { state: 'done' | 'impossible'; because: string } {
  if (call.call !== 'none')
    return { state: 'impossible', because: 'Lever kept it: take it out of the contact by hand.' };
  return isSent
    ? { state: 'done', because: 'taken back' }
    : { state: 'impossible', because: call.because };
}

/** With the contact it was decided on, where it changes the contact. */
type CallToMake = UndoCall & { before?: RemoteContact };

async function callOf(
  context: EffectContext,
  given: { step: UndoStep; facts: RecordFacts; action: UndoAction },
): Promise<CallToMake> {
  const { step, facts, action } = given;
  switch (step.place) {
    case 'set': {
      const opportunity = await readRecordOpportunity(context);
      return opportunity === null ? gone : undoSetCall(step, opportunity);
    }
    case 'stage': {
      const opportunity = await readRecordOpportunity(context);
      return opportunity === null ? gone : undoStageCall(step, opportunity.stage);
    }
    case 'opportunity': {
      const opportunity = await readRecordOpportunity(context);
      if (opportunity === null) return gone;
      if (opportunity.archived !== null)
        return { call: 'none', because: 'The candidate is archived already.' };
      return { call: 'archive', reasonId: action.archiveReasonId ?? '' };
    }
    case 'contact':
      return await contactCall(context, { step, facts });
    case 'note':
      return await noteCall(context, step);
  }
}

const gone: UndoCall = { call: 'none', because: 'The candidate is gone from Lever.' };

async function contactCall(
  context: EffectContext,
  { step, facts }: { step: UndoStep; facts: RecordFacts },
): Promise<CallToMake> {
  const { deps, access, workspaceId, recordId, contactId } = context;
  const contact =
    contactId === null
      ? null
      : await context.limited(() => deps.lever.getContact(access, contactId));
  if (contact === null || contact.isAnonymized)
    return { call: 'none', because: 'The contact is gone from Lever.' };
  await deps.db.transaction().execute(async (trx) => {
    await storeContactRead(trx, { workspaceId, recordId, contact, now: deps.clock.now() });
  });
  return { ...undoContactCall(step, contact, facts), before: contact };
}

async function noteCall(context: EffectContext, step: UndoStep): Promise<UndoCall> {
  const { deps, access, workspaceId, recordId, opportunityId } = context;
  const { noteId } = (step.writes[0]?.after ?? {}) as { noteId?: string };
  if (noteId === undefined || opportunityId === null) return gone;
  const note = await context.limited(() => deps.lever.getNote(access, opportunityId, noteId));
  const ours = await countNoteWrites(deps.db, { workspaceId, recordId, noteId });
  const seen =
    note === null ? null : { entryCount: note.entries.length, isDeleted: note.deletedAt !== null };
  return undoNoteCall(step, seen, ours);
}

/** Reads the candidate and takes the reading in. Null where it is gone. */
export async function readRecordOpportunity(
  context: EffectContext,
): Promise<LeverOpportunity | null> {
  const { deps, access, workspaceId, opportunityId } = context;
  if (opportunityId === null) return null;
  const opportunity = await context.limited(() => deps.lever.getOpportunity(access, opportunityId));
  if (opportunity === null || opportunity.isAnonymized) return null;
  await deps.db.transaction().execute(async (trx) => {
    await appendAudit(trx, deps, await applyOpportunity(trx, deps, { workspaceId, opportunity }));
  });
  return opportunity;
}
