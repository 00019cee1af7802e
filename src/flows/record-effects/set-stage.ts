// Moves a candidate to another stage. Setting the stage it is in already is no move in Lever, so repeating is safe.

import { storeBase } from '../../db/queries/records.ts';
import { effectEntry, type RecordEffect } from './effect.ts';

export interface SetStagePayload {
  from: string | null;
  to: string;
}

export const setStage: RecordEffect<SetStagePayload, Record<string, never>> = {
  async send(context, { to }) {
    await context.deps.lever.setStage(context.access, context.opportunityId ?? '', to);
    return {};
  },
  async probe() {
    return null;
  },
  async settle(trx, context, { payload: { from, to }, intentId }) {
    const { workspaceId, recordId } = context;
    const agreedAt = context.deps.clock.now();
    await storeBase(trx, { workspaceId, recordId, values: { stageId: to }, agreedAt, intentId });
    return [effectEntry(context, { action: 'opportunity.moved', detail: { intentId, from, to } })];
  },
};
