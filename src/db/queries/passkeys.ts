// Passkeys of accounts, and what browsers were asked to sign.

import type { Conn, Trx } from '../connect.ts';

export interface Passkey {
  id: string;
  accountId: string;
  /** In base64url. */
  credentialId: string;
  publicKey: Uint8Array;
  counter: number;
  transports: string[];
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const columns = [
  'id',
  'accountId',
  'credentialId',
  'publicKey',
  'counter',
  'transports',
  'name',
  'createdAt',
  'lastUsedAt',
] as const;

export async function listPasskeys(conn: Conn, accountId: string): Promise<Passkey[]> {
  return await conn
    .selectFrom('passkeys')
    .select(columns)
    .where('accountId', '=', accountId)
    .orderBy('createdAt')
    .limit(100)
    .execute();
}

export async function findPasskey(conn: Conn, credentialId: string): Promise<Passkey | undefined> {
  return await conn
    .selectFrom('passkeys')
    .select(columns)
    .where('credentialId', '=', credentialId)
    .executeTakeFirst();
}

/** False where this one is known already. */
export async function addPasskey(trx: Trx, passkey: Omit<Passkey, 'lastUsedAt'>): Promise<boolean> {
  const added = await trx
    .insertInto('passkeys')
    .values(passkey)
    .onConflict((conflict) => conflict.column('credentialId').doNothing())
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function removePasskey(
  trx: Trx,
  which: { accountId: string; id: string },
): Promise<boolean> {
  const removed = await trx
    .deleteFrom('passkeys')
    .where('accountId', '=', which.accountId)
    .where('id', '=', which.id)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

export async function notePasskeyUsed(
  trx: Trx,
  used: { accountId: string; id: string; counter: number; now: Date },
): Promise<void> {
  await trx
    .updateTable('passkeys')
    .set({ counter: used.counter, lastUsedAt: used.now })
    .where('accountId', '=', used.accountId)
    .where('id', '=', used.id)
    .execute();
}

/** Those that nobody answered go at the same time. */
export async function addChallenge(
  trx: Trx,
  row: { challenge: string; accountId: string | null; expiresAt: Date; now: Date },
): Promise<void> {
  const { now, ...added } = row;
  await trx.deleteFrom('passkeyChallenges').where('expiresAt', '<', now).execute();
  await trx.insertInto('passkeyChallenges').values(added).execute();
}

/** Takes it away, so that it is answered once. */
export async function takeChallenge(
  conn: Conn,
  challenge: string,
): Promise<{ accountId: string | null; expiresAt: Date } | undefined> {
  return await conn
    .deleteFrom('passkeyChallenges')
    .where('challenge', '=', challenge)
    .returning(['accountId', 'expiresAt'])
    .executeTakeFirst();
}
