// Signs what has to be believed outside: checkpoints of the audit log and proofs of erasure, with one key per workspace.

import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { Trx, Conn } from '../db/connect.ts';
import { addAuditSigner, findAuditSigner } from '../db/queries/audit-signers.ts';
import type { Deps } from './deps.ts';

export interface AuditSigner {
  /** SPKI, in base64: keep it elsewhere to check signatures without this installation. */
  publicKey: string;
  sign(text: string): Buffer;
}

/** An Ed25519 private key in PKCS #8 is this and 32 bytes. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The workspace's signer; made the first time it is asked for, and never changed. */
export async function auditSignerOf(
  trx: Trx,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  workspaceId: string,
): Promise<AuditSigner> {
  const known = await findAuditSigner(trx, workspaceId);
  const stored = known ?? (await makeSigner(trx, deps, workspaceId));
  const key = createPrivateKey({
    key: Buffer.from(deps.sealer.open(stored.sealedPrivateKey)),
    format: 'der',
    type: 'pkcs8',
  });
  return {
    publicKey: Buffer.from(stored.publicKey).toString('base64'),
    sign: (text) => sign(null, Buffer.from(text), key),
  };
}

/** Whether the workspace's key signed exactly this text. */
export async function isSignedByUs(
  conn: Conn,
  given: { workspaceId: string; text: string; signature: Uint8Array },
): Promise<boolean> {
  const signer = await findAuditSigner(conn, given.workspaceId);
  if (signer === undefined) return false;
  const key = createPublicKey({ key: Buffer.from(signer.publicKey), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(given.text), key, given.signature);
}

async function makeSigner(
  trx: Trx,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  workspaceId: string,
): Promise<{ publicKey: Uint8Array; sealedPrivateKey: Uint8Array }> {
  const der = Buffer.concat([pkcs8Head, deps.sealer.newKey()]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const sealedPrivateKey = deps.sealer.seal(der);
  return await addAuditSigner(trx, {
    workspaceId,
    publicKey,
    sealedPrivateKey,
    now: deps.clock.now(),
  });
}
