// Signs where the audit log stands, and brings that outside: to a file, and to the endpoints that want it.

import { chainStart } from '../core/governance/audit-chain.ts';
import { checkpointText } from '../core/governance/checkpoint.ts';
import type { Checkpoint } from '../core/governance/checkpoint.ts';
import { findAuditHead } from '../db/queries/audit-chain.ts';
import {
  addCheckpoint,
  findAuditBase,
  listCheckpointPlaces,
  listCheckpoints,
  listCheckpointsAfter,
  noteCheckpointPlace,
} from '../db/queries/audit-checkpoints.ts';
import type { StoredCheckpoint } from '../db/queries/audit-checkpoints.ts';
import { findAuditSigner } from '../db/queries/audit-signers.ts';
import { listWorkspaces } from '../db/queries/workspaces.ts';
import type { WorkLoop } from '../engine/worker.ts';
import type { CheckpointFile } from '../ports/checkpoint-file.ts';
import { auditSignerOf } from './audit-signer.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { queueWebhook } from './queue-webhook.ts';
import { verifyAuditSince } from './verify-audit.ts';

export const checkpointEvent = 'audit.checkpoint';
/** The place that stands for the chain itself: its trouble is a broken log. */
export const chainPlace = 'chain';
const filePlace = 'file';
const pageRows = 1_000;

export type CheckpointMade =
  | { did: 'signed'; checkpoint: Checkpoint }
  /** Nothing was logged since the last one. */
  | { did: 'nothing' }
  | { did: 'refused'; seq: number; because: string };

/** Verifies what came since the last checkpoint, then signs; a broken log is never signed. */
export async function makeCheckpoint(deps: Deps, workspaceId: string): Promise<CheckpointMade> {
  const head = await findAuditHead(deps.db, workspaceId);
  if (head === undefined) return { did: 'nothing' };
  const [last] = await listCheckpoints(deps.db, { workspaceId, beforeSeq: null, limit: 1 });
  const start = last ?? (await findAuditBase(deps.db, workspaceId)) ?? beginning;
  if (head.seq === start.seq && head.hash === start.hash) {
    await note(deps, { workspaceId, place: chainPlace, seq: head.seq, trouble: null });
    return { did: 'nothing' };
  }
  const verdict = await verifyAuditSince(deps, { workspaceId, start, head });
  if (!verdict.isWhole || head.seq < start.seq) {
    const because = verdict.isWhole
      ? `the log was signed with ${start.seq} entries and has ${head.seq}`
      : verdict.because;
    const seq = verdict.isWhole ? head.seq + 1 : verdict.seq;
    await note(deps, { workspaceId, place: chainPlace, seq: 0, trouble: because });
    deps.log.error('audit.broken', { workspaceId, seq, because });
    return { did: 'refused', seq, because };
  }
  const at = deps.clock.now();
  const checkpoint = await inTransaction(deps.db, async (trx) => {
    const signer = await auditSignerOf(trx, deps, workspaceId);
    const said = { workspaceId, ...head, at: at.toISOString() };
    const signature = signer.sign(checkpointText(said));
    await addCheckpoint(trx, { workspaceId, ...head, at, signature });
    const made = { ...said, publicKey: signer.publicKey, signature: signature.toString('base64') };
    // A delivery is no decision of ours: an entry about it would ask for the next checkpoint.
    await queueWebhook(trx, deps, {
      workspaceId,
      event: checkpointEvent,
      personId: null,
      payload: made,
    });
    return made;
  });
  await note(deps, { workspaceId, place: chainPlace, seq: head.seq, trouble: null });
  deps.wake();
  return { did: 'signed', checkpoint };
}

const beginning = { seq: 0, hash: Buffer.from(chainStart).toString('hex') };

/** Every checkpoint that the file lacks, in order. A line may come twice after a crash; that harms nothing. */
export async function fileCheckpoints(
  deps: Deps,
  given: { workspaceId: string; file: CheckpointFile },
): Promise<number> {
  const { workspaceId, file } = given;
  const places = await listCheckpointPlaces(deps.db, workspaceId);
  const afterSeq = places.find(({ place }) => place === filePlace)?.seq ?? 0;
  const missing = await listCheckpointsAfter(deps.db, { workspaceId, afterSeq, limit: pageRows });
  if (missing.length === 0) return 0;
  const shown = await asCheckpoints(deps, workspaceId, missing);
  try {
    await file.append(shown.map((checkpoint) => `${JSON.stringify(checkpoint)}\n`).join(''));
  } catch (error) {
    const trouble = error instanceof Error ? error.message : 'the file cannot be written';
    await note(deps, { workspaceId, place: filePlace, seq: afterSeq, trouble });
    deps.log.error('audit.checkpoint_not_filed', { workspaceId, because: trouble });
    return 0;
  }
  const seq = missing.at(-1)?.seq ?? afterSeq;
  await note(deps, { workspaceId, place: filePlace, seq, trouble: null });
  return missing.length;
}

/** As they are kept outside. */
export async function asCheckpoints(
  deps: Pick<Deps, 'db'>,
  workspaceId: string,
  stored: readonly StoredCheckpoint[],
): Promise<Checkpoint[]> {
  const signer = await findAuditSigner(deps.db, workspaceId);
  const publicKey = Buffer.from(signer?.publicKey ?? []).toString('base64');
  return stored.map(({ seq, hash, at, signature }) => ({
    workspaceId,
    seq,
    hash,
    at: at.toISOString(),
    publicKey,
    signature: Buffer.from(signature).toString('base64'),
  }));
}

async function note(
  deps: Deps,
  noted: { workspaceId: string; place: string; seq: number; trouble: string | null },
): Promise<void> {
  await noteCheckpointPlace(deps.db, { ...noted, at: deps.clock.now() });
}

/** Signs every workspace's log on a schedule. Loops run on every wake, so this one looks at the clock itself. */
export function checkpointLoop(given: {
  everyMs: number;
  file: CheckpointFile | null;
}): WorkLoop<Deps> {
  let nextMs = 0;
  return {
    name: 'audit checkpoints',
    pollMs: Math.min(given.everyMs, 60_000),
    async run(deps) {
      const nowMs = deps.clock.now().getTime();
      if (nowMs < nextMs) return 'idle';
      nextMs = nowMs + given.everyMs;
      for (const { id: workspaceId } of await listWorkspaces(deps.db)) {
        await makeCheckpoint(deps, workspaceId);
        if (given.file !== null) await fileCheckpoints(deps, { workspaceId, file: given.file });
      }
      return 'idle';
    },
  };
}
