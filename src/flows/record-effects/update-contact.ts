// Writes emails, phones and single values to the contact: of a list the whole of what was just read, united with ours.

import { PortFailure } from '../../ports/failure.ts';
import type { ContactChange } from '../../core/sync/plan-undo.ts';
import type { ConflictFound } from '../../core/sync/plan-contact.ts';
import type { RecordBase } from '../../core/sync/plan-record.ts';
import type { RemoteContact } from '../../core/sync/remote.ts';
import { settledBase } from '../../core/sync/settled-base.ts';
import { getRecordBase, storeBase } from '../../db/queries/records.ts';
import { markContactWritten } from '../../db/queries/record-changes.ts';
import { recordConflicts } from '../record-conflicts.ts';
import { effectEntry, type RecordEffect } from './effect.ts';
import { writeContact } from './write-contact.ts';

/** Whole lists go back only this soon after they were read. */
const readFreshMs = 90_000;

export interface UpdateContactPayload {
  /** When the lists were read: an old read may lack what a human added since. */
  readAtMs: number;
  change: ContactChange;
  /** What the base holds once this stands in Lever. */
  settles: Partial<RecordBase>;
  conflicts: ConflictFound[];
  before: Omit<RemoteContact, 'id'>;
}

export const updateContact: RecordEffect<UpdateContactPayload, Record<string, never>> = {
  extraCalls: () => 1,
  async send(context, { change, before, readAtMs }) {
    if (context.deps.clock.now().getTime() - readAtMs > readFreshMs) {
      throw new PortFailure({
        kind: 'conflict',
        message: 'The contact was read too long ago to be written back; it is read again.',
        detail: 'contact read is stale',
      });
    }
    await writeContact(context, { change, before });
    return {};
  },
  // Repeatable within the span above; after it the plan reads afresh, for a human may have changed the lists.
  async probe() {
    return null;
  },
  async settle(trx, context, { payload, intentId }) {
    const key = { workspaceId: context.workspaceId, recordId: context.recordId };
    const now = context.deps.clock.now();
    const base = await getRecordBase(trx, key);
    await markContactWritten(trx, { ...key, now });
    await storeBase(trx, {
      ...key,
      intentId,
      agreedAt: now,
      values: settledBase(base, payload.settles),
    });
    return [
      ...(await recordConflicts(trx, context, payload.conflicts)),
      effectEntry(context, {
        action: 'contact.updated',
        detail: { intentId, contactId: context.contactId, fields: Object.keys(payload.change) },
        personal: { before: payload.before, after: payload.change },
      }),
    ];
  },
};
