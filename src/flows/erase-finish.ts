// Ends an erasure: once Lever was told, what was done is written down, signed, and kept as the proof.

import { assert } from '../core/assert.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addCleanupTasks } from '../db/queries/cleanup-tasks.ts';
import { giveUpMarks } from '../db/queries/erasure-marks.ts';
import { findErasedEntry, lockErasure } from '../db/queries/erasure-proofs.ts';
import { countErasedKeys, listMarks, markDone } from '../db/queries/erasures.ts';
import type { Erasure, ErasureMark } from '../db/queries/erasures.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkResult } from '../engine/worker.ts';
import { auditSignerOf } from './audit-signer.ts';
import { cleanupOwner } from './cleanup-tasks.ts';
import type { Deps } from './deps.ts';
import { carryOutErasure } from './erase-person.ts';
import { inTransaction } from './in-transaction.ts';

/** After this long nobody expects Lever to be connected again; the proof says so. */
const marksMaxMs = 30 * 24 * 60 * 60_000;
const inFlightMs = 1_500;
const heldMs = 60 * 60_000;
const markingMs = 10 * 60_000;

/** Handler of work kind `erasure`; the subject is the erasure. Safe to repeat at any point. */
export async function workOnErasure(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const key = { workspaceId: work.workspaceId, erasureId: work.subjectId };
  const carried = await carryOutErasure(deps, key);
  deps.wake();
  if (carried === 'in_flight')
    return again(deps, inFlightMs, 'something of the person is on its way out');
  if (carried === 'held') return again(deps, heldMs, 'a legal hold keeps the person');
  const finished = await finishErasure(deps, key);
  return finished === 'done' ? { next: 'done' } : again(deps, markingMs, 'Lever is being told');
}

/** Writes and signs the proof, unless marks in Lever are still to come. Safe to repeat. */
export async function finishErasure(
  deps: Deps,
  key: { workspaceId: string; erasureId: string },
): Promise<'done' | 'marking'> {
  return await inTransaction(deps.db, async (trx) => {
    const erasure = await lockErasure(trx, { workspaceId: key.workspaceId, id: key.erasureId });
    if (erasure?.erasedAt === undefined || erasure.erasedAt === null) return 'done';
    if (erasure.state === 'done') return 'done';
    const ageMs = deps.clock.now().getTime() - erasure.erasedAt.getTime();
    const now = deps.clock.now();
    const because = 'Lever could not be reached for thirty days';
    if (ageMs > marksMaxMs) await giveUpMarks(trx, { ...key, because, now });
    const marks = await listMarks(trx, key);
    if (marks.some(({ state }) => state === 'wanted')) return 'marking';
    await appendAudit(trx, deps, await prove(trx, deps, { erasure, marks }));
    return 'done';
  });
}

async function prove(
  trx: Trx,
  deps: Deps,
  given: { erasure: Erasure; marks: ErasureMark[] },
): Promise<AuditEntry[]> {
  const { erasure, marks } = given;
  const { workspaceId, id: erasureId, personId } = erasure;
  const now = deps.clock.now();
  const entry = await findErasedEntry(trx, { workspaceId, personId, erasureId });
  assert(entry !== undefined, 'an erasure is in the audit log');
  const signer = await auditSignerOf(trx, deps, workspaceId);
  const proof = JSON.stringify({
    form: 'fulcrum-erasure-1',
    workspaceId,
    erasureId,
    personId,
    cause: erasure.cause,
    because: erasure.because,
    requestedBy: erasure.requestedBy,
    requestedAt: erasure.requestedAt.toISOString(),
    erasedAt: erasure.erasedAt?.toISOString(),
    finishedAt: now.toISOString(),
    rows: erasure.counts,
    turnedAwayBy: await countErasedKeys(trx, { workspaceId, erasureId }),
    inLever: marks.map(({ recordId, opportunityId, gone, state, because }) => {
      return { recordId, opportunityId, gone, state, because };
    }),
    audit: entry,
    publicKey: signer.publicKey,
  });
  const signature = signer.sign(proof);
  await markDone(trx, { workspaceId, id: erasureId, proof, signature, now });
  const standing = marks.filter(({ gone, because }) => gone === null && !because.includes('gone'));
  await addCleanupTasks(trx, {
    workspaceId,
    owner: await cleanupOwner(trx, workspaceId),
    now,
    tasks: standing.map(({ recordId }) => ({
      id: deps.ids.next(),
      kind: 'delete_in_lever',
      subjectId: recordId,
      personId,
      because:
        'The person was erased here. Lever lets nobody delete by program: delete or anonymise them there.',
    })),
  });
  const subject = { subjectKind: 'person', subjectId: personId, personId };
  const detail = { erasureId, marks: marks.length, auditSeq: entry.seq };
  return [{ workspaceId, actor: 'system', action: 'erasure.proved', ...subject, detail }];
}

function again(deps: Deps, waitMs: number, because: string): WorkResult {
  return { next: 'again', dueAt: new Date(deps.clock.now().getTime() + waitMs), because };
}
