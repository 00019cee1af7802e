// Writes what is newly known of a record.

import { sql } from 'kysely';
import type { Trx } from '../connect.ts';
import type { RecordFacts } from '../../core/sync/plan-record.ts';
import type { RemoteContact } from '../../core/sync/remote.ts';

interface RecordKey {
  workspaceId: string;
  recordId: string;
}

/** Our creation was confirmed. */
export async function markOpportunityCreated(
  trx: Trx,
  input: RecordKey & { id: string; contactId: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('records')
    .set({
      opportunityId: input.id,
      contactId: input.contactId,
      isOurs: true,
      changedAt: input.now,
    })
    .where('workspaceId', '=', input.workspaceId)
    .where('id', '=', input.recordId)
    .execute();
}

/** A search of Lever ended. With an opportunity: it is this record's from now on, though not made by us. */
export async function markLookedUp(
  trx: Trx,
  input: RecordKey & { opportunityId: string | null; contactId: string | null; now: Date },
): Promise<void> {
  await trx
    .updateTable('records')
    .set({
      lookedUpAt: input.now,
      changedAt: input.now,
      ...(input.contactId === null ? {} : { contactId: input.contactId }),
      ...(input.opportunityId === null ? {} : { opportunityId: input.opportunityId }),
    })
    .where('workspaceId', '=', input.workspaceId)
    .where('id', '=', input.recordId)
    .execute();
}

/** The contact as just read; the only way its values enter. */
/**
 * What is stored of this record came before this reading, whatever a clock that was ahead has made of its time: else
 * it would be read again for as long as the clock was wrong.
 */
export async function storeContactRead(
  trx: Trx,
  input: RecordKey & { contact: RemoteContact; now: Date },
): Promise<void> {
  await trx
    .updateTable('records')
    .set({
      contact: JSON.stringify(input.contact),
      contactReadAt: input.now,
      contactWrittenAt: sql`least(contact_written_at, ${input.now}::timestamptz - interval '1 millisecond')`,
      opportunityReadAt: sql`least(opportunity_read_at, ${input.now}::timestamptz)`,
      changedAt: input.now,
    })
    .where('workspaceId', '=', input.workspaceId)
    .where('id', '=', input.recordId)
    .execute();
}

/** The newest form of each mapped template, as just read. */
export async function storeFormsRead(
  trx: Trx,
  input: RecordKey & { forms: NonNullable<RecordFacts['forms']>; now: Date },
): Promise<void> {
  await trx
    .updateTable('records')
    .set({ forms: JSON.stringify(input.forms), formsReadAt: input.now })
    .where('workspaceId', '=', input.workspaceId)
    .where('id', '=', input.recordId)
    .execute();
}

/** The contact is not what was read any more: it is read, or found anew, before anything else. */
export async function dropContactRead(trx: Trx, key: RecordKey): Promise<void> {
  await trx
    .updateTable('records')
    .set({ contactReadAt: null })
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.recordId)
    .execute();
}

/** What was read of the forms is out of date. */
export async function dropFormsRead(trx: Trx, key: RecordKey): Promise<void> {
  await trx
    .updateTable('records')
    .set({ forms: null, formsReadAt: null })
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.recordId)
    .execute();
}

/** A write of the contact was confirmed; the copy is stale until the next read. */
export async function markContactWritten(
  trx: Trx,
  input: RecordKey & { now: Date },
): Promise<void> {
  await trx
    .updateTable('records')
    .set({ contactWrittenAt: input.now, changedAt: input.now })
    .where('workspaceId', '=', input.workspaceId)
    .where('id', '=', input.recordId)
    .execute();
}

/** Opportunities of the workspace that are already some record's counterpart, out of the given ones. */
export async function listTakenOpportunities(
  trx: Trx,
  input: { workspaceId: string; opportunityIds: readonly string[]; exceptRecordId: string },
): Promise<string[]> {
  if (input.opportunityIds.length === 0) return [];
  const rows = await trx
    .selectFrom('records')
    .where('workspaceId', '=', input.workspaceId)
    .where('opportunityId', 'in', [...input.opportunityIds])
    .where('id', '<>', input.exceptRecordId)
    .select('opportunityId')
    .execute();
  return rows.flatMap((row) => (row.opportunityId === null ? [] : [row.opportunityId]));
}
