// Checkpoints that came back from outside: whether they are of this log and signed by its key.

import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { checkpointText } from '../core/governance/checkpoint.ts';
import type { Checkpoint } from '../core/governance/checkpoint.ts';
import { findAuditSigner } from '../db/queries/audit-signers.ts';
import type { Deps } from './deps.ts';

/** Null where every one is of this workspace and signed by its key. */
export async function refuseForeignCheckpoints(
  deps: Pick<Deps, 'db'>,
  given: {
    workspaceId: string;
    checkpoints?: readonly Checkpoint[];
    /** The key that was noted; the stored one where left out. */
    publicKey?: string;
  },
): Promise<{ seq: number; because: string } | null> {
  const { workspaceId, checkpoints = [] } = given;
  const stored = await findAuditSigner(deps.db, workspaceId);
  const storedKey = stored === undefined ? null : base64Of(stored.publicKey);
  const wanted = given.publicKey ?? storedKey ?? checkpoints[0]?.publicKey ?? null;
  if (given.publicKey !== undefined && storedKey !== null && storedKey !== given.publicKey)
    return { seq: 1, because: 'the signing key of the log is not the one that was noted' };
  if (checkpoints.length === 0 || wanted === null) return null;
  const key = keyOf(wanted);
  if (key === null) return { seq: 1, because: 'the noted public key cannot be read' };
  for (const checkpoint of checkpoints) {
    const { seq } = checkpoint;
    if (checkpoint.workspaceId !== workspaceId)
      return { seq, because: `the checkpoint at entry ${seq} is of another workspace` };
    if (checkpoint.publicKey !== wanted)
      return { seq, because: `the checkpoint at entry ${seq} is signed with another key` };
    const signature = Buffer.from(checkpoint.signature, 'base64');
    if (!verify(null, Buffer.from(checkpointText(checkpoint)), key, signature))
      return { seq, because: `the signature of the checkpoint at entry ${seq} is wrong` };
  }
  return null;
}

function keyOf(base64: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
