// Checks an erasure anew: the proof is the one that was signed, and nothing of the person is here or came back.

import type { ErasureCheckName } from '../core/governance/erasure-checks.ts';
import { InputError } from '../core/input-error.ts';
import { findAuditBase } from '../db/queries/audit-checkpoints.ts';
import { countPersonKeys, findErasedEntry, listKeysAfter } from '../db/queries/erasure-proofs.ts';
import type { KeptKey } from '../db/queries/erasure-proofs.ts';
import { countLeft } from '../db/queries/erase-rows.ts';
import { findErasure, listErasedAmong } from '../db/queries/erasures.ts';
import type { Erasure } from '../db/queries/erasures.ts';
import { loadScope } from '../db/queries/personal-scope.ts';
import { isSignedByUs } from './audit-signer.ts';
import type { Deps } from './deps.ts';
import { erasedHashes } from './erased-keys.ts';

export interface ErasureCheck {
  check: ErasureCheckName;
  isPassed: boolean;
  /** What was found; without personal values. */
  found: string;
}

/** So many keys of other people are compared; beyond that the answer says how many were left out. */
const comparedMax = 200_000;
const pageRows = 5_000;

/** Throws InputError where there is no such erasure. Reads only. */
export async function verifyErasure(
  deps: Deps,
  key: { workspaceId: string; erasureId: string },
): Promise<{ isProven: boolean; checks: ErasureCheck[] }> {
  const erasure = await findErasure(deps.db, { workspaceId: key.workspaceId, id: key.erasureId });
  if (erasure === undefined) throw new InputError('not_found', 'There is no such erasure.');
  const checks = [
    await checkSignature(deps, erasure),
    await checkAudit(deps, erasure),
    ...(await checkRows(deps, erasure)),
    await checkReturn(deps, erasure),
  ];
  return { isProven: checks.every(({ isPassed }) => isPassed), checks };
}

async function checkSignature(deps: Deps, erasure: Erasure): Promise<ErasureCheck> {
  const { workspaceId, proof, signature } = erasure;
  if (proof === null || signature === null)
    return { check: 'signed', isPassed: false, found: 'the proof is not written yet' };
  const isPassed = await isSignedByUs(deps.db, { workspaceId, text: proof, signature });
  const found = isPassed ? 'the proof is as it was signed' : 'the proof was changed';
  return { check: 'signed', isPassed, found };
}

async function checkAudit(deps: Deps, erasure: Erasure): Promise<ErasureCheck> {
  const { workspaceId, personId, id: erasureId, proof } = erasure;
  const entry = await findErasedEntry(deps.db, { workspaceId, personId, erasureId });
  const told =
    proof === null ? null : (JSON.parse(proof) as { audit: { seq: number; hash: string } }).audit;
  if (entry === undefined) {
    const base = await findAuditBase(deps.db, workspaceId);
    const isTrimmed = told !== null && base !== undefined && told.seq <= base.seq;
    const found = isTrimmed
      ? `entry ${told.seq} of the audit log went by retention; the proof keeps its hash`
      : 'the audit log does not tell of it';
    return { check: 'audited', isPassed: isTrimmed, found };
  }
  const isPassed = told === null || told.hash === entry.hash;
  const found = isPassed
    ? `entry ${entry.seq} of the audit log`
    : `entry ${entry.seq} of the audit log is not the one that the proof names`;
  return { check: 'audited', isPassed, found };
}

async function checkRows(deps: Deps, erasure: Erasure): Promise<ErasureCheck[]> {
  const scope = await loadScope(deps.db, erasure);
  const left = Object.entries(await countLeft(deps.db, scope));
  const keys = await countPersonKeys(deps.db, scope);
  return [
    {
      check: 'rows_gone',
      isPassed: left.length === 0,
      found:
        left.length === 0
          ? 'no row holds a value of the person'
          : `rows hold values: ${left.map(([table, count]) => `${count} in ${table}`).join(', ')}`,
    },
    {
      check: 'keys_destroyed',
      isPassed: keys === 0,
      found: keys === 0 ? 'what was sealed cannot be opened' : 'a key of the person is there',
    },
  ];
}

/** Nobody who is here has an address, profile or own id of the erased person. A shared number alone proves nothing. */
async function checkReturn(deps: Deps, erasure: Erasure): Promise<ErasureCheck> {
  const { workspaceId, id } = erasure;
  const hashes = await erasedHashes(deps.db, deps, workspaceId);
  let compared = 0;
  let after: KeptKey | null = null;
  while (compared < comparedMax) {
    const page: KeptKey[] = await listKeysAfter(deps.db, { workspaceId, after, limit: pageRows });
    const known = await listErasedAmong(deps.db, {
      workspaceId,
      hashes: page.map((each) => hashes.ofIdentifier(each)),
    });
    const back = [...known.values()].filter((each) => each.isStrong && each.erasureId === id);
    if (back.length > 0)
      return { check: 'not_back', isPassed: false, found: `${back.length} keys are here again` };
    compared += page.length;
    after = page.at(-1) ?? null;
    if (page.length < pageRows)
      return { check: 'not_back', isPassed: true, found: `compared with ${compared} keys` };
  }
  const found = `compared with the first ${compared} keys; there are more`;
  return { check: 'not_back', isPassed: true, found };
}
