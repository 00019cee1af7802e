// Webhooks as received from Lever: kept before they are answered, kept on to recognise repeats.

import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface ReceiptKey {
  workspaceId: string;
  token: string;
  event: string;
}

export interface HookReceipt extends ReceiptKey {
  triggeredAt: Date;
  payload: unknown;
}

/** False where it is a repeat. */
export async function addReceipt(
  trx: Trx,
  receipt: HookReceipt & { receivedAt: Date },
): Promise<boolean> {
  const added = await trx
    .insertInto('hookReceipts')
    .values({ ...receipt, payload: toJson(receipt.payload) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The receipt, locked for handling; undefined where it is handled already or somebody is at it. */
export async function claimReceipt(trx: Trx, key: ReceiptKey): Promise<HookReceipt | undefined> {
  return await trx
    .selectFrom('hookReceipts')
    .where('workspaceId', '=', key.workspaceId)
    .where('token', '=', key.token)
    .where('event', '=', key.event)
    .where('handledAt', 'is', null)
    .select(['workspaceId', 'token', 'event', 'triggeredAt', 'payload'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

export async function markReceiptHandled(trx: Trx, key: ReceiptKey & { now: Date }): Promise<void> {
  await trx
    .updateTable('hookReceipts')
    .set({ handledAt: key.now })
    .where('workspaceId', '=', key.workspaceId)
    .where('token', '=', key.token)
    .where('event', '=', key.event)
    .execute();
}

/** Receipts nobody has handled, oldest first, those received after `before` left to the request that took them. */
export async function listOpenReceipts(
  conn: Conn,
  input: { before: Date; limit: number },
): Promise<ReceiptKey[]> {
  return await conn
    .selectFrom('hookReceipts')
    .where('handledAt', 'is', null)
    .where('receivedAt', '<=', input.before)
    .select(['workspaceId', 'token', 'event'])
    .orderBy('receivedAt')
    .limit(input.limit)
    .execute();
}

/** Drops handled receipts that no repeat can refer to any more. */
export async function dropReceipts(
  conn: Conn,
  input: { workspaceId: string; receivedBefore: Date },
): Promise<void> {
  await conn
    .deleteFrom('hookReceipts')
    .where('workspaceId', '=', input.workspaceId)
    .where('handledAt', 'is not', null)
    .where('receivedAt', '<', input.receivedBefore)
    .execute();
}
