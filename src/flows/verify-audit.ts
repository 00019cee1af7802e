// Checks a workspace's audit log against its chain: any changed, deleted, swapped, added or cut off entry is found.

import { hash as digest } from 'node:crypto';
import { chainStart, chainText } from '../core/governance/audit-chain.ts';
import { auditBaseText } from '../core/governance/checkpoint.ts';
import type { Checkpoint } from '../core/governance/checkpoint.ts';
import { countBeyondHead, findAuditHead, readChainPage } from '../db/queries/audit-chain.ts';
import { findAuditBase, listCheckpointsAfter } from '../db/queries/audit-checkpoints.ts';
import { isSignedByUs } from './audit-signer.ts';
import { refuseForeignCheckpoints } from './checkpoints-outside.ts';
import type { Deps } from './deps.ts';

export interface AuditHead {
  seq: number;
  /** In hex. */
  hash: string;
}

export type AuditVerdict =
  | {
      isWhole: true;
      entryCount: number;
      head: AuditHead;
      /** How many checkpoints the chain went through, of those stored and those given. */
      checkpointCount: number;
    }
  /** `seq` is the first entry that does not fit. */
  | { isWhole: false; seq: number; because: string };

const pageRows = 5_000;
const checkpointsMax = 1_000_000;

export interface AuditToVerify {
  workspaceId: string;
  /** A head noted earlier and kept elsewhere. */
  anchor?: AuditHead;
  /** From the file or the webhook that keeps them outside: finds a rewritten or shortened log. */
  checkpoints?: readonly Checkpoint[];
  /** The public key that was noted; without it the one stored here has to have signed. */
  publicKey?: string;
}

/** Reads the whole log page by page, so it may run beside everything else. */
export async function verifyAudit(
  deps: Pick<Deps, 'db'>,
  wanted: AuditToVerify,
): Promise<AuditVerdict> {
  const { workspaceId } = wanted;
  const refused = await refuseForeignCheckpoints(deps, wanted);
  if (refused !== null) return broken(refused.seq, refused.because);
  const start = await startOf(deps, workspaceId);
  if (!('hash' in start)) return start;
  const head = (await findAuditHead(deps.db, workspaceId)) ?? start;
  const noted = await notedHeads(deps, wanted);
  const walked = await walk(deps, { workspaceId, start, head, noted });
  if (!walked.isWhole) return walked;
  const beyond = await countBeyondHead(deps.db, workspaceId);
  if (beyond > 0) {
    const seq = walked.head.seq + 1;
    return broken(seq, `${beyond} entries stand after the end of the chain`);
  }
  return walked;
}

/** Only what came after a place that was verified before; for a look at every checkpoint. */
export async function verifyAuditSince(
  deps: Pick<Deps, 'db'>,
  from: { workspaceId: string; start: AuditHead; head: AuditHead },
): Promise<AuditVerdict> {
  return await walk(deps, { ...from, noted: new Map() });
}

/** The beginning of the chain, or the signed entry after which retention left the rest. */
async function startOf(
  deps: Pick<Deps, 'db'>,
  workspaceId: string,
): Promise<AuditHead | Extract<AuditVerdict, { isWhole: false }>> {
  const base = await findAuditBase(deps.db, workspaceId);
  if (base === undefined) return { seq: 0, hash: Buffer.from(chainStart).toString('hex') };
  const { seq, hash, signature } = base;
  const text = auditBaseText({ workspaceId, seq, hash, at: base.at.toISOString() });
  const isOurs = await isSignedByUs(deps.db, { workspaceId, text, signature });
  if (!isOurs) return broken(seq + 1, 'the signature on the beginning of the log is not ours');
  return { seq, hash };
}

/** What the chain has to pass through, by entry. */
async function notedHeads(
  deps: Pick<Deps, 'db'>,
  { workspaceId, anchor, checkpoints = [] }: AuditToVerify,
): Promise<Map<number, string[]>> {
  const page = { workspaceId, afterSeq: 0, limit: checkpointsMax };
  const stored = await listCheckpointsAfter(deps.db, page);
  const noted = new Map<number, string[]>();
  for (const { seq, hash } of [
    ...stored,
    ...checkpoints,
    ...(anchor === undefined ? [] : [anchor]),
  ])
    noted.set(seq, [...(noted.get(seq) ?? []), hash]);
  return noted;
}

async function walk(
  deps: Pick<Deps, 'db'>,
  given: {
    workspaceId: string;
    start: AuditHead;
    head: AuditHead;
    noted: ReadonlyMap<number, readonly string[]>;
  },
): Promise<AuditVerdict> {
  const { workspaceId, start, head, noted } = given;
  let { seq, hash } = start;
  let checkpointCount = 0;
  const read = async (afterSeq: number) =>
    await readChainPage(deps.db, {
      workspaceId,
      afterSeq,
      untilSeq: head.seq,
      limit: pageRows,
    });
  // The next page is read while this one is hashed.
  let next = seq < head.seq ? read(seq) : null;
  while (next !== null) {
    const page = await next;
    if (page.length === 0) return broken(seq + 1, `the entries from ${seq + 1} on are missing`);
    const lastSeq = page.at(-1)?.seq ?? seq;
    next = lastSeq < head.seq ? read(lastSeq) : null;
    // Where this page does not fit, nobody awaits the next one any more.
    next?.catch(() => undefined);
    for (const entry of page) {
      seq += 1;
      if (entry.seq !== seq) return broken(seq, `entry ${seq} is missing`);
      hash = digest('sha256', chainText(hash, entry), 'hex');
      if (hash !== entry.hash) return broken(seq, `entry ${seq} or its hash was changed`);
      for (const wanted of noted.get(seq) ?? []) {
        if (hash !== wanted)
          return broken(seq, `the log up to entry ${seq} is not the one that was noted`);
        checkpointCount += 1;
      }
    }
  }
  if (hash !== head.hash)
    return broken(seq, 'the noted end of the chain does not fit its last entry');
  const beyond = [...noted.keys()].filter((noticed) => noticed > seq).toSorted((a, b) => a - b)[0];
  if (beyond !== undefined)
    return broken(seq + 1, `the log was noted with ${beyond} entries and has ${seq}`);
  const entryCount = seq - start.seq;
  return { isWhole: true, entryCount, head: { seq, hash }, checkpointCount };
}

function broken(seq: number, because: string): Extract<AuditVerdict, { isWhole: false }> {
  return { isWhole: false, seq, because };
}
