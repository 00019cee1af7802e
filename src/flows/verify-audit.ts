// Checks a workspace's audit log against its chain: any changed, deleted, swapped, added or cut off entry is found.

import { createHash } from 'node:crypto';
import { chainStart, chainText } from '../core/governance/audit-chain.ts';
import { countBeyondHead, findAuditHead, readChainPage } from '../db/queries/audit-chain.ts';
import type { Deps } from './deps.ts';

export interface AuditHead {
  seq: number;
  /** In hex. */
  hash: string;
}

export type AuditVerdict =
  | { isWhole: true; entryCount: number; head: AuditHead }
  /** `seq` is the first entry that does not fit. */
  | { isWhole: false; seq: number; because: string };

const pageRows = 5_000;

/**
 * Reads the whole log page by page, so it may run beside everything else. `anchor` is a head noted earlier and
 * kept elsewhere: it also finds a log that somebody rewrote from some entry on, hashes and head included.
 */
export async function verifyAudit(
  deps: Pick<Deps, 'db'>,
  wanted: { workspaceId: string; anchor?: AuditHead },
): Promise<AuditVerdict> {
  const { workspaceId, anchor } = wanted;
  const head = await findAuditHead(deps.db, workspaceId);
  const none = { seq: 0, hash: Buffer.from(chainStart).toString('hex') };
  const walked = await walk(deps, { workspaceId, head: head ?? none, anchor });
  if (!walked.isWhole) return walked;
  const beyond = await countBeyondHead(deps.db, workspaceId);
  if (beyond > 0) {
    const seq = walked.head.seq + 1;
    return { isWhole: false, seq, because: `${beyond} entries stand after the end of the chain` };
  }
  return walked;
}

async function walk(
  deps: Pick<Deps, 'db'>,
  given: { workspaceId: string; head: AuditHead; anchor: AuditHead | undefined },
): Promise<AuditVerdict> {
  const { workspaceId, head, anchor } = given;
  let seq = 0;
  let hash = Buffer.from(chainStart).toString('hex');
  while (seq < head.seq) {
    const page = await readChainPage(deps.db, {
      workspaceId,
      afterSeq: seq,
      untilSeq: head.seq,
      limit: pageRows,
    });
    for (const entry of page) {
      seq += 1;
      if (entry.seq !== seq) return broken(seq, `entry ${seq} is missing`);
      hash = createHash('sha256').update(chainText(hash, entry)).digest('hex');
      if (hash !== entry.hash) return broken(seq, `entry ${seq} or its hash was changed`);
      if (seq === anchor?.seq && hash !== anchor.hash) {
        return broken(seq, `the log up to entry ${seq} is not the one that was noted`);
      }
    }
    if (page.length === 0) return broken(seq + 1, `the entries from ${seq + 1} on are missing`);
  }
  if (hash !== head.hash)
    return broken(seq, 'the noted end of the chain does not fit its last entry');
  if (anchor !== undefined && anchor.seq > seq) {
    return broken(seq + 1, `the log was noted with ${anchor.seq} entries and has ${seq}`);
  }
  return { isWhole: true, entryCount: seq, head };
}

function broken(seq: number, because: string): AuditVerdict {
  return { isWhole: false, seq, because };
}
