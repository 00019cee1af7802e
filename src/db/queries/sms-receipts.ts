// Calls of text message providers, once each.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';
import type { SmsNumber } from './sms-numbers.ts';

export interface SmsReceipt {
  workspaceId: string;
  smsNumberId: string;
  providerId: string;
  event: string;
  receivedAt: Date;
}

/** False where it was there already. */
export async function addSmsReceipt(trx: Trx, receipt: SmsReceipt): Promise<boolean> {
  const added = await trx
    .insertInto('smsReceipts')
    .values(receipt)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** A call names only the number; its id is unguessable and unique. */
export async function findNumberOfCall(
  conn: Conn,
  numberId: string,
): Promise<
  | (Pick<SmsNumber, 'id' | 'number' | 'sealedSecret' | 'providerAnswers'> & {
      workspaceId: string;
    })
  | undefined
> {
  return await conn
    .selectFrom('smsNumbers')
    .where('id', '=', numberId)
    .where('state', '<>', 'off')
    .select(['workspaceId', 'id', 'number', 'sealedSecret', 'providerAnswers'])
    .executeTakeFirst();
}

/** What became of a message of ours, beside how its sending ended. */
export async function noteSmsDelivery(
  trx: Trx,
  note: { workspaceId: string; id: string; delivery: string; code: string },
): Promise<void> {
  const more = toJson({ delivery: note.delivery, deliveryCode: note.code });
  await sql`
    update messages set outcome = coalesce(outcome, '{}'::jsonb) || ${more}::jsonb
    where workspace_id = ${note.workspaceId} and id = ${note.id}
  `.execute(trx);
}

/** Entries of the ledger that a STOP by text message made, still in force: of this number and of this person. */
export async function listStopsBySms(
  conn: Conn,
  key: { workspaceId: string; phoneHash: Uint8Array; personId: string | null },
): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from suppressions
    where workspace_id = ${key.workspaceId} and lifted_at is null and cause = 'sms_stop'
      and ((kind = 'phone' and key_hash = ${key.phoneHash})
        or (kind = 'person' and person_id = ${key.personId}::uuid))
    order by placed_at, id
  `.execute(conn);
  return found.rows.map((row) => row.id);
}

/** The last text message that went to this number; null where none did. */
export async function findLastSmsTo(
  conn: Conn,
  key: { workspaceId: string; addressHash: Uint8Array },
): Promise<{ id: string; personId: string; enrollmentId: string | null } | undefined> {
  const found = await sql<{ id: string; personId: string; enrollmentId: string | null }>`
    select id, person_id, enrollment_id from messages
    where workspace_id = ${key.workspaceId} and address_hash = ${key.addressHash} and channel = 'sms'
      and state in ('sent', 'unknown', 'submitting')
    order by coalesce(sent_at, submitting_at, planned_at) desc limit 1
  `.execute(conn);
  return found.rows[0];
}
