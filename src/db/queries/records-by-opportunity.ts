// Records found from Lever's side, and what readings of Lever store on them.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';
import type { LeverOpportunity } from '../../ports/lever.ts';

export interface RemoteRecord {
  id: string;
  personId: string;
  opportunityId: string | null;
  contactId: string | null;
  isOurs: boolean;
  opportunity: LeverOpportunity | null;
  remoteUpdatedAt: Date | null;
  status: string | null;
  gone: string | null;
}

const columns = [
  'id',
  'personId',
  'opportunityId',
  'contactId',
  'isOurs',
  'opportunity',
  'remoteUpdatedAt',
  'status',
  'gone',
] as const;

/** The record of an opportunity; served by records_by_opportunity. */
export async function findRecordByOpportunity(
  conn: Conn,
  key: { workspaceId: string; opportunityId: string },
): Promise<RemoteRecord | undefined> {
  const row = await conn
    .selectFrom('records')
    .where('workspaceId', '=', key.workspaceId)
    .where('opportunityId', '=', key.opportunityId)
    .select(columns)
    .executeTakeFirst();
  return row as RemoteRecord | undefined;
}

/** The same, locked; the person must be locked before, in that order everywhere. */
export async function lockRecord(
  trx: Trx,
  key: { workspaceId: string; recordId: string },
): Promise<RemoteRecord | undefined> {
  const row = await trx
    .selectFrom('records')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.recordId)
    .select(columns)
    .forUpdate()
    .executeTakeFirst();
  return row as RemoteRecord | undefined;
}

/** The records of a Lever contact; served by records_by_contact. */
export async function listRecordsOfContact(
  conn: Conn,
  key: { workspaceId: string; contactId: string },
): Promise<{ id: string; personId: string; opportunityId: string | null }[]> {
  return await conn
    .selectFrom('records')
    .where('workspaceId', '=', key.workspaceId)
    .where('contactId', '=', key.contactId)
    .select(['id', 'personId', 'opportunityId'])
    .orderBy('id')
    .execute();
}

/** Which of these opportunities concern anybody we know: one query for a whole page. */
export async function listKnown(
  conn: Conn,
  input: { workspaceId: string; opportunityIds: string[]; contactIds: string[] },
): Promise<{ opportunityIds: Set<string>; contactIds: Set<string> }> {
  const found = await sql<{ opportunityId: string | null; contactId: string | null }>`
    select opportunity_id, contact_id from records
    where workspace_id = ${input.workspaceId}
      and opportunity_id in (select jsonb_array_elements_text(${toJson(input.opportunityIds)}::jsonb))
    union
    select null, contact_id from records
    where workspace_id = ${input.workspaceId}
      and contact_id in (select jsonb_array_elements_text(${toJson(input.contactIds)}::jsonb))
  `.execute(conn);
  return {
    opportunityIds: new Set(found.rows.flatMap((row) => row.opportunityId ?? [])),
    contactIds: new Set(found.rows.flatMap((row) => row.contactId ?? [])),
  };
}

export interface ReadingToStore {
  workspaceId: string;
  recordId: string;
  opportunity: LeverOpportunity;
  status: string;
  /** Null: the status is as before. */
  statusAt: Date | null;
  now: Date;
}

/** Stores a reading; a contact that changed (a merge in Lever) makes what we read of the old one worthless. */
export async function storeReading(trx: Trx, reading: ReadingToStore): Promise<void> {
  const { opportunity, now } = reading;
  const updatedAt = opportunity.updatedAt === null ? null : new Date(opportunity.updatedAt);
  await sql`
    update records set
      opportunity = ${toJson(opportunity)}::jsonb,
      opportunity_read_at = ${now}::timestamptz,
      contact = case when contact_id is distinct from ${opportunity.contact} then null else contact end,
      contact_read_at =
        case when contact_id is distinct from ${opportunity.contact} then null else contact_read_at end,
      contact_id = ${opportunity.contact},
      stage_id = ${opportunity.stage},
      archive_reason_id = ${opportunity.archived?.reason ?? null},
      status = ${reading.status},
      status_at = coalesce(${reading.statusAt}::timestamptz, status_at),
      remote_updated_at = greatest(remote_updated_at, ${updatedAt}::timestamptz),
      changed_at = ${now}::timestamptz
    where workspace_id = ${reading.workspaceId} and id = ${reading.recordId}`.execute(trx);
}

/** An equal reading: only the time of reading moves, and the remote time where Lever moved it. */
export async function noteReading(
  trx: Trx,
  reading: { workspaceId: string; recordId: string; updatedAt: number | null; now: Date },
): Promise<void> {
  const updatedAt = reading.updatedAt === null ? null : new Date(reading.updatedAt);
  await sql`
    update records set opportunity_read_at = ${reading.now}::timestamptz,
      remote_updated_at = greatest(remote_updated_at, ${updatedAt}::timestamptz)
    where workspace_id = ${reading.workspaceId} and id = ${reading.recordId}`.execute(trx);
}

export async function storeGone(
  trx: Trx,
  input: { workspaceId: string; recordId: string; gone: 'deleted' | 'anonymized'; now: Date },
): Promise<void> {
  await trx
    .updateTable('records')
    .set({ gone: input.gone, changedAt: input.now })
    .where('workspaceId', '=', input.workspaceId)
    .where('id', '=', input.recordId)
    .execute();
}

/** Null where the record has none yet, or it is gone from Lever. */
export async function findOpportunityOfRecord(
  conn: Conn,
  key: { workspaceId: string; recordId: string },
): Promise<string | null> {
  const row = await conn
    .selectFrom('records')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.recordId)
    .where('gone', 'is', null)
    .select('opportunityId')
    .executeTakeFirst();
  return row?.opportunityId ?? null;
}

/** Ids of the workspace's records in order, after the given one. */
export async function listRecordIds(
  conn: Conn,
  from: { workspaceId: string; after: string | null; limit: number },
): Promise<string[]> {
  let query = conn
    .selectFrom('records')
    .where('workspaceId', '=', from.workspaceId)
    .where('gone', 'is', null)
    .select('id')
    .orderBy('id')
    .limit(from.limit);
  if (from.after !== null) query = query.where('id', '>', from.after);
  const rows = await query.execute();
  return rows.map((row) => row.id);
}
