// Moves a candidate to another stage, while it stands where the move was decided. Lever takes no condition with a
// move, but it keeps every move with its time: one that a human made in between is found afterwards and put back.

import { overtakenStage } from '../../core/sync/stage-move.ts';
import { storeBase } from '../../db/queries/records.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { LeverOpportunity } from '../../ports/lever.ts';
import { applyOpportunity } from '../apply-lever-change.ts';
import { appendAudit } from '../../db/queries/audit.ts';
import { effectEntry, type EffectContext, type RecordEffect } from './effect.ts';

export interface SetStagePayload {
  from: string | null;
  to: string;
}

export interface StageSet {
  /** Where a human put the candidate in the very moment of our move; it stands there again. */
  givenBack?: string;
}

export const setStage: RecordEffect<SetStagePayload, StageSet> = {
  extraCalls: () => 2,
  async send(context, { from, to }) {
    const { deps, access } = context;
    const id = context.opportunityId ?? '';
    const before = await deps.lever.getOpportunity(access, id);
    if (before === null)
      throw new PortFailure({
        kind: 'unreachable',
        message: 'Lever does not show the candidate; the next poll tells whether it was deleted.',
        detail: 'candidate not found',
      });
    // It stands there already: by a human, or by an attempt of ours whose answer was lost.
    if (before.stage === to) return {};
    if (before.stage !== from || before.archived !== null || before.isAnonymized) {
      await takeIn(context, before);
      throw moved('Somebody moved or archived the candidate in Lever just now.');
    }
    await deps.lever.setStage(access, id, to);
    const after = await deps.lever.getOpportunity(access, id);
    const theirs = after === null ? null : overtakenStage(after, { from, to });
    if (theirs === null) return {};
    await deps.lever.setStage(access, id, theirs);
    return { givenBack: theirs };
  },
  async probe() {
    return null;
  },
  async settle(trx, context, { payload: { from, to }, outcome, intentId }) {
    const { workspaceId, recordId } = context;
    const agreedAt = context.deps.clock.now();
    await storeBase(trx, { workspaceId, recordId, values: { stageId: to }, agreedAt, intentId });
    const { givenBack } = outcome;
    const detail = { intentId, from, to, ...(givenBack === undefined ? {} : { givenBack }) };
    return [effectEntry(context, { action: 'opportunity.moved', detail })];
  },
};

async function takeIn(context: EffectContext, opportunity: LeverOpportunity): Promise<void> {
  const { deps, workspaceId } = context;
  await deps.db.transaction().execute(async (trx) => {
    await appendAudit(trx, deps, await applyOpportunity(trx, deps, { workspaceId, opportunity }));
  });
}

function moved(what: string): PortFailure {
  return new PortFailure({
    kind: 'conflict',
    message: `${what} Where it belongs is decided anew.`,
    detail: 'candidate is not where the move was decided',
  });
}
