// The key pair of a workspace that signs its checkpoints and proofs.

import type { Conn, Trx } from '../connect.ts';

export interface StoredSigner {
  publicKey: Uint8Array;
  sealedPrivateKey: Uint8Array;
}

export async function findAuditSigner(
  conn: Conn,
  workspaceId: string,
): Promise<StoredSigner | undefined> {
  return await conn
    .selectFrom('auditSigners')
    .select(['publicKey', 'sealedPrivateKey'])
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirst();
}

/** The one that counts: of two made at once the first. */
export async function addAuditSigner(
  trx: Trx,
  signer: StoredSigner & { workspaceId: string; now: Date },
): Promise<StoredSigner> {
  const { now, ...row } = signer;
  await trx
    .insertInto('auditSigners')
    .values({ ...row, createdAt: now })
    .onConflict((conflict) => conflict.column('workspaceId').doNothing())
    .execute();
  return await trx
    .selectFrom('auditSigners')
    .select(['publicKey', 'sealedPrivateKey'])
    .where('workspaceId', '=', row.workspaceId)
    .executeTakeFirstOrThrow();
}
