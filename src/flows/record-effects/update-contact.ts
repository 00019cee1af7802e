// Writes whole lists of emails and phones back to the contact: what was just read, united with ours.

import type { LeverPhone } from '../../ports/lever.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { ConflictFound } from '../../core/sync/plan-contact.ts';
import type { RecordBase } from '../../core/sync/plan-record.ts';
import { settledBase } from '../../core/sync/settled-base.ts';
import { getRecordBase, storeBase } from '../../db/queries/records.ts';
import { markContactWritten } from '../../db/queries/record-changes.ts';
import { recordConflicts } from '../record-conflicts.ts';
import { effectEntry, type RecordEffect } from './effect.ts';

/** Whole lists go back only this soon after they were read. */
const readFreshMs = 90_000;

export interface UpdateContactPayload {
  /** When the lists were read: an old read may lack what a human added since. */
  readAtMs: number;
  change: {
    emails: string[];
    phones: LeverPhone[];
    name?: string;
    headline?: string;
    location?: string;
  };
  /** What the base holds once this stands in Lever. */
  settles: Partial<RecordBase>;
  conflicts: ConflictFound[];
  before: {
    emails: string[];
    phones: LeverPhone[];
    name: string;
    headline: string;
    location: string;
  };
}

export const updateContact: RecordEffect<UpdateContactPayload, Record<string, never>> = {
  async send(context, { change, readAtMs }) {
    if (context.deps.clock.now().getTime() - readAtMs > readFreshMs) {
      throw new PortFailure({
        kind: 'conflict',
        message: 'The contact was read too long ago to be written back; it is read again.',
        detail: 'contact read is stale',
      });
    }
    await context.deps.lever.updateContact(context.access, context.contactId ?? '', change);
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
