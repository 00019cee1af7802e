// Codes that are good once: time steps of authenticator apps, and recovery codes.

import type { Conn, Trx } from '../connect.ts';

/** Marks the step used; false where this or a later one was used before. */
export async function useTotpStep(
  trx: Trx,
  use: { accountId: string; step: number },
): Promise<boolean> {
  const result = await trx
    .updateTable('accounts')
    .set({ totpLastStep: use.step })
    .where('id', '=', use.accountId)
    .where((eb) => eb.or([eb('totpLastStep', 'is', null), eb('totpLastStep', '<', use.step)]))
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** Marks the recovery code used; false where there is no such code or it was used. */
export async function useRecoveryCode(
  trx: Trx,
  use: { accountId: string; codeHash: Uint8Array; now: Date },
): Promise<boolean> {
  const result = await trx
    .updateTable('recoveryCodes')
    .set({ usedAt: use.now })
    .where('accountId', '=', use.accountId)
    .where('codeHash', '=', use.codeHash)
    .where('usedAt', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** The new codes replace all old ones. */
export async function putRecoveryCodes(
  trx: Trx,
  accountId: string,
  hashes: readonly Uint8Array[],
): Promise<void> {
  await trx.deleteFrom('recoveryCodes').where('accountId', '=', accountId).execute();
  if (hashes.length === 0) return;
  await trx
    .insertInto('recoveryCodes')
    .values(hashes.map((codeHash) => ({ accountId, codeHash })))
    .execute();
}

export async function countRecoveryCodes(conn: Conn, accountId: string): Promise<number> {
  const row = await conn
    .selectFrom('recoveryCodes')
    .select((eb) => eb.fn.countAll<string>().as('left'))
    .where('accountId', '=', accountId)
    .where('usedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.left);
}
