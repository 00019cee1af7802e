// Tags a candidate in Lever whose person was erased here, so that nobody wonders where the history went.

import { requestWork } from '../../engine/work.ts';
import { lanes } from '../../engine/lanes.ts';
import { settleMark } from '../../db/queries/erasures.ts';
import { erasureWorkKind } from '../erase-request.ts';
import { effectEntry, type RecordEffect } from './effect.ts';

export const markErasedKind = 'mark_erased';
export const erasedTag = 'Erased from sourcing';

interface MarkErasedPayload {
  erasureId: string;
}

export const markErased: RecordEffect<MarkErasedPayload, Record<string, never>> = {
  async send(context) {
    const opportunityId = context.opportunityId ?? '';
    await context.deps.lever.addTags(context.access, opportunityId, [erasedTag]);
    return {};
  },
  // Lever takes tags as a set: the engine sends it again rather than looking for it.
  async probe() {
    return null;
  },
  async settle(trx, context, { payload, intentId }) {
    const { workspaceId, recordId } = context;
    const { erasureId } = payload;
    const now = context.deps.clock.now();
    const because = 'it was tagged';
    await settleMark(trx, { workspaceId, recordId, state: 'marked', because, now });
    await requestWork(trx, {
      workspaceId,
      kind: erasureWorkKind,
      subjectId: erasureId,
      queueKey: `erasure:${workspaceId}`,
      lane: lanes.interactive,
      dueAt: now,
      because: 'a mark in Lever was settled',
    });
    return [
      effectEntry(context, {
        action: 'opportunity.marked_erased',
        detail: { intentId, erasureId },
      }),
    ];
  },
};
