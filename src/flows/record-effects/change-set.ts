// Adds to and removes from tags, sources and links. Lever treats them as sets, so repeating is safe.

import type { SetField } from '../../core/sync/wanted.ts';
import type { Lever } from '../../ports/lever.ts';
import { getRecordBase, storeBase } from '../../db/queries/records.ts';
import { effectEntry, type RecordEffect } from './effect.ts';

export interface ChangeSetPayload {
  field: SetField;
  values: string[];
}

type SetCall =
  | 'addTags'
  | 'removeTags'
  | 'addSources'
  | 'removeSources'
  | 'addLinks'
  | 'removeLinks';

const addCalls = { tags: 'addTags', sources: 'addSources', links: 'addLinks' } as const;
const removeCalls = { tags: 'removeTags', sources: 'removeSources', links: 'removeLinks' } as const;

export const addToSet = setEffect(addCalls, 'added');
export const removeFromSet = setEffect(removeCalls, 'removed');

function setEffect(
  calls: Record<SetField, SetCall & keyof Lever>,
  verb: 'added' | 'removed',
): RecordEffect<ChangeSetPayload, Record<string, never>> {
  return {
    async send(context, { field, values }) {
      await context.deps.lever[calls[field]](context.access, context.opportunityId ?? '', values);
      return {};
    },
    // Repeatable: the engine sends it again rather than looking for it.
    async probe() {
      return null;
    },
    async settle(trx, context, { payload: { field, values }, intentId }) {
      const key = { workspaceId: context.workspaceId, recordId: context.recordId };
      const base = await getRecordBase(trx, key);
      const ours = base[field].ours.filter((value) => !values.includes(value));
      const changed = verb === 'added' ? [...ours, ...values] : ours;
      await storeBase(trx, {
        ...key,
        intentId,
        agreedAt: context.deps.clock.now(),
        values: { [field]: { ours: changed, seen: base[field].seen } },
      });
      return [
        effectEntry(context, {
          action: `opportunity.${field}_${verb}`,
          detail: { intentId, count: values.length },
          personal: { values, before: base[field].ours },
        }),
      ];
    },
  };
}
