// Takes one write back. Every call here may be repeated: lists are sets, values are whole, what is deleted stays so.

import type { UndoCall } from '../../core/sync/plan-undo.ts';
import { contactScalars } from '../../core/sync/plan-contact.ts';
import type { RecordBase } from '../../core/sync/plan-record.ts';
import type { RemoteContact } from '../../core/sync/remote.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { Lever } from '../../ports/lever.ts';
import { markContactWritten } from '../../db/queries/record-changes.ts';
import { getRecordBase, storeBase } from '../../db/queries/records.ts';
import { finishUndoStep, markUndoSent } from '../../db/queries/undo-steps.ts';
import { effectEntry, type RecordEffect } from './effect.ts';
import { writeContact } from './write-contact.ts';

/** Whole lists go back only this soon after they were read. */
const readFreshMs = 90_000;

export interface UndoPayload {
  undoId: string;
  /** When the contact was read whose lists go back. */
  readAtMs: number;
  call: Exclude<UndoCall, { call: 'none' }>;
  /** The contact as it was read, where it is the contact that changes. */
  before?: RemoteContact;
}

const setCalls = {
  remove_set: { tags: 'removeTags', sources: 'removeSources', links: 'removeLinks' },
  add_set: { tags: 'addTags', sources: 'addSources', links: 'addLinks' },
} as const satisfies Record<string, Record<string, keyof Lever>>;

export const undoWrite: RecordEffect<UndoPayload, Record<string, never>> = {
  extraCalls: ({ call }) => (call.call === 'update_contact' ? 1 : 0),
  async send(context, { call, readAtMs, before }) {
    const { deps, access, opportunityId, contactId } = context;
    const id = opportunityId ?? '';
    const isStale = deps.clock.now().getTime() - readAtMs > readFreshMs;
    if (call.call === 'update_contact' && isStale)
      throw new PortFailure({
        kind: 'conflict',
        message: 'The contact was read too long ago to be written back; it is read again.',
        detail: 'contact read is stale',
      });
    switch (call.call) {
      case 'remove_set':
      case 'add_set':
        await deps.lever[setCalls[call.call][call.field]](access, id, call.values);
        break;
      case 'update_contact':
        if (before === undefined)
          await deps.lever.updateContact(access, contactId ?? '', call.change);
        else await writeContact(context, { change: call.change, before });
        break;
      case 'delete_note':
        await deps.lever.deleteNote(access, id, call.noteId);
        break;
      case 'set_stage':
        await deps.lever.setStage(access, id, call.stageId);
        break;
      case 'archive':
        await deps.lever.archive(access, id, call.reasonId);
        break;
    }
    return {};
  },
  async probe() {
    return null;
  },
  async settle(trx, context, { payload: { undoId, call }, intentId }) {
    const { workspaceId, recordId } = context;
    const now = context.deps.clock.now();
    const base = await getRecordBase(trx, { workspaceId, recordId });
    const values = baseAfter(base, call);
    await storeBase(trx, { workspaceId, recordId, values, agreedAt: now, intentId });
    if (call.call === 'update_contact')
      await markContactWritten(trx, { workspaceId, recordId, now });
    const skipped = call.call === 'update_contact' ? call.skipped : [];
    const hasLists =
      call.call === 'update_contact' &&
      (call.change.emails !== undefined || call.change.phones !== undefined);
    const because =
      skipped.length === 0
        ? 'taken back'
        : `taken back, but for ${skipped.join(', ')}: changed since`;
    // Whether Lever replaces lists or only adds to them is not documented: the next step looks.
    if (hasLists) await markUndoSent(trx, { workspaceId, undoId });
    else await finishUndoStep(trx, { workspaceId, undoId, state: 'done', because, now });
    const detail = { intentId, undoId, call: call.call, skipped };
    const personal = { call };
    return [effectEntry(context, { action: 'write.undone', detail, personal })];
  },
};

/** What is ours no more; values that went back are what both sides hold now. */
function baseAfter(base: RecordBase, call: UndoPayload['call']): Partial<RecordBase> {
  if (call.call === 'remove_set' || call.call === 'add_set') {
    const { ours, seen } = base[call.field];
    const others = ours.filter((value) => !call.values.includes(value));
    const now = call.call === 'add_set' ? [...others, ...call.values] : others;
    return { [call.field]: { ours: now, seen } };
  }
  if (call.call === 'set_stage') return { stageId: call.stageId };
  if (call.call !== 'update_contact') return {};
  const { emails, phones } = call.change;
  const scalars = { ...base.scalars };
  for (const name of contactScalars) {
    const value = call.change[name];
    if (value !== undefined) scalars[`contact.${name}`] = value;
  }
  const phoneValues = phones?.map((phone) => phone.value);
  return {
    scalars,
    ...(emails === undefined
      ? {}
      : { emails: base.emails.filter((email) => emails.includes(email)) }),
    ...(phoneValues === undefined
      ? {}
      : { phones: base.phones.filter((phone) => phoneValues.includes(phone)) }),
  };
}
