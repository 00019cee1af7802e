// Asks for writes of ours to be taken back: of one field, one person, one run or one import. What is taken back is
// frozen, so that the next plan does not write it again; a person thaws it.

import { InputError } from '../core/input-error.ts';
import {
  planUndo,
  type UndoPlace,
  type UndoPlan,
  type WriteToUndo,
} from '../core/sync/plan-undo.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { freezeField, thawField } from '../db/queries/frozen-fields.ts';
import { findCatalogRow } from '../db/queries/lever-catalog.ts';
import { getRecordBase, storeBase } from '../db/queries/records.ts';
import { insertRun } from '../db/queries/runs.ts';
import { insertUndoSteps, listWritesToUndo, type UndoScope } from '../db/queries/undo-steps.ts';
import { lanes } from '../engine/lanes.ts';
import type { Deps } from './deps.ts';
import { requestRecordWork } from './notice-person.ts';

/** More writes than this are undone in several goes. */
export const undoWritesMax = 20_000;

export interface UndoWish {
  workspaceId: string;
  scope: UndoScope;
  /** Candidates we created are archived with this reason; null: they stay. */
  archiveReasonId: string | null;
  /** Only says what would be done. */
  preview: boolean;
  actor: string;
  because: string;
}

export interface UndoAnswer {
  /** Null for a preview, and where there is nothing to take back. */
  runId: string | null;
  recordCount: number;
  /** Calls that will be tried; each looks first whether somebody changed it since. */
  stepCount: number;
  /** By reason, what Lever does not let us take back. */
  impossible: { because: string; fields: string[]; count: number }[];
  /** The first of the calls. */
  steps: { recordId: string; place: UndoPlace; fields: string[]; writtenAt: Date }[];
  /** True where there is more than one undo takes: the newest come first. */
  isCut: boolean;
}

const stepsShownMax = 200;

/** Throws InputError where the scope names nothing or the archive reason does not exist. */
export async function undoWrites(deps: Deps, wish: UndoWish): Promise<UndoAnswer> {
  const { workspaceId, scope, archiveReasonId } = wish;
  if (Object.values(scope).every((value) => value === undefined))
    throw new InputError(
      'invalid',
      'Say what to take back: a record, person, run, import, field, time, jobs or sourcers.',
      'scope',
    );
  await checkReason(deps, workspaceId, archiveReasonId);
  const limit = undoWritesMax;
  const writes = await listWritesToUndo(deps.db, { workspaceId, scope, limit });
  const plan = planUndo(writes, archiveReasonId);
  const recordIds = [...new Set(plan.steps.map((step) => step.recordId))];
  const answer = {
    runId: null,
    recordCount: recordIds.length,
    stepCount: plan.steps.length,
    impossible: sumImpossible(plan),
    steps: plan.steps.slice(0, stepsShownMax).map(shownStep),
    isCut: writes.length === limit,
  };
  if (wish.preview || plan.steps.length === 0) return answer;
  const runId = await storeUndo(deps, wish, { plan, recordIds });
  deps.wake();
  return { ...answer, runId };
}

function shownStep({
  recordId,
  place,
  writes,
}: UndoPlan['steps'][number]): UndoAnswer['steps'][number] {
  const fields = [...new Set(writes.map((write) => write.field))];
  return { recordId, place, fields, writtenAt: new Date(writes[0]?.writtenAtMs ?? 0) };
}

/** Lets frozen fields be written again: the wish of our side is decided anew. Gives those that were frozen. */
export async function thawFields(
  deps: Deps,
  input: { workspaceId: string; recordId: string; fields: readonly string[]; actor: string },
): Promise<string[]> {
  const { workspaceId, recordId, fields, actor } = input;
  const thawed: string[] = [];
  await deps.db.transaction().execute(async (trx) => {
    for (const field of fields)
      if (await thawField(trx, { workspaceId, recordId, field })) thawed.push(field);
    if (thawed.length === 0) return;
    const base = await getRecordBase(trx, { workspaceId, recordId });
    const decided = { ...base.decided };
    const forms = { ...base.forms };
    for (const field of thawed) {
      delete decided[field];
      const template = /^form:([^:]+):/.exec(field)?.[1];
      if (template !== undefined) delete forms[template];
    }
    const agreedAt = deps.clock.now();
    await storeBase(trx, {
      workspaceId,
      recordId,
      values: { decided, forms },
      agreedAt,
      intentId: null,
    });
    const because = 'a field was thawed';
    const wish = { workspaceId, recordIds: [recordId], because, lane: lanes.interactive };
    await requestRecordWork(trx, deps, wish);
    const entry = { workspaceId, actor, subjectKind: 'record', subjectId: recordId };
    await appendAudit(trx, deps, [
      { ...entry, action: 'field.thawed', detail: { fields: thawed } },
    ]);
  });
  deps.wake();
  return thawed;
}

async function storeUndo(
  deps: Deps,
  wish: UndoWish,
  { plan, recordIds }: { plan: UndoPlan; recordIds: string[] },
): Promise<string> {
  const { workspaceId, actor, because, archiveReasonId } = wish;
  const runId = deps.ids.next();
  const now = deps.clock.now();
  await deps.db.transaction().execute(async (trx) => {
    await insertRun(trx, {
      workspaceId,
      id: runId,
      kind: 'undo',
      state: 'started',
      change: wish.scope,
      because,
      standingCount: recordIds.length,
      changedCount: recordIds.length,
      createdAt: now,
      createdBy: actor,
    });
    const steps = plan.steps.map(({ recordId, place, writes }) => ({
      id: deps.ids.next(),
      recordId,
      action: { place, archiveReasonId },
      writeIds: writes.map((write) => write.id),
      because,
    }));
    await insertUndoSteps(trx, { workspaceId, runId, now, steps });
    for (const { recordId, field } of frozenBy(plan)) {
      const frozen = { recordId, field, cause: 'undo' as const, because, frozenAt: now };
      await freezeField(trx, { workspaceId, ...frozen });
    }
    const lane = lanes.interactive;
    await requestRecordWork(trx, deps, { workspaceId, recordIds, because: 'an undo', lane });
    const detail = { scope: wish.scope, because, steps: steps.length, records: recordIds.length };
    const entry = { workspaceId, actor, subjectKind: 'run', subjectId: runId, detail };
    await appendAudit(trx, deps, [{ ...entry, action: 'undo.started' }]);
  });
  return runId;
}

/** Every field that is taken back, each once per record. */
function frozenBy(plan: UndoPlan): Pick<WriteToUndo, 'recordId' | 'field'>[] {
  const found = new Map<string, Pick<WriteToUndo, 'recordId' | 'field'>>();
  for (const { writes } of plan.steps)
    for (const { recordId, field } of writes)
      found.set(`${recordId} ${field}`, { recordId, field });
  return [...found.values()];
}

function sumImpossible(plan: UndoPlan): UndoAnswer['impossible'] {
  const byReason = Map.groupBy(plan.impossible, ({ because }) => because);
  return [...byReason].map(([because, found]) => ({
    because,
    fields: [...new Set(found.map(({ write }) => write.field))].slice(0, 50),
    count: found.length,
  }));
}

async function checkReason(
  deps: Deps,
  workspaceId: string,
  reasonId: string | null,
): Promise<void> {
  if (reasonId === null) return;
  const key = { workspaceId, kind: 'archive_reason' as const, id: reasonId };
  const row = await findCatalogRow(deps.db, key);
  if (row === undefined || !row.isActive)
    throw new InputError('invalid', 'Lever has no such active archive reason.', 'archiveReasonId');
  if (row.detail['isHired'] === true)
    throw new InputError(
      'invalid',
      'That reason would count the candidate as hired; choose another.',
      'archiveReasonId',
    );
}
