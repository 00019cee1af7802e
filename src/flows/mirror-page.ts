// Takes a page of candidates into the mirror, whoever read it: the poll, the sweep, or a single look.

import { mirrorOf, type MirrorKey, type MirroredCandidate } from '../core/sync/mirror.ts';
import type { Trx } from '../db/connect.ts';
import { hasErasures, listErasedAmong } from '../db/queries/erasures.ts';
import { buryMirrored, storeMirrored } from '../db/queries/mirror.ts';
import type { LeverOpportunity } from '../ports/lever.ts';
import type { Deps } from './deps.ts';
import { erasedHashes } from './erased-keys.ts';

/** Joins the caller's transaction; safe to repeat and in any order, an older reading changes nothing. */
export async function mirrorPage(
  trx: Trx,
  deps: Pick<Deps, 'clock' | 'sealer'>,
  input: { workspaceId: string; defaultRegion: string; rows: readonly LeverOpportunity[] },
): Promise<void> {
  const { workspaceId, defaultRegion } = input;
  const rows = new Map<string, MirroredCandidate>();
  const keys = new Map<string, MirrorKey>();
  const anonymous: string[] = [];
  for (const opportunity of input.rows) {
    const mirrored = mirrorOf(opportunity, defaultRegion);
    if (mirrored === null) {
      anonymous.push(opportunity.contact);
      continue;
    }
    rows.set(mirrored.row.opportunityId, mirrored.row);
    for (const key of mirrored.keys) keys.set(`${key.kind} ${key.value} ${key.contactId}`, key);
  }
  const now = deps.clock.now();
  // One anonymised candidacy may be the wrong reading of a person who has others; all of them are anonymised together.
  await buryMirrored(trx, { workspaceId, contactIds: anonymous, because: 'anonymized', now });
  const erased = await listErasedContacts(trx, deps, { workspaceId, keys: [...keys.values()] });
  await buryMirrored(trx, { workspaceId, contactIds: erased, because: 'erased', now });
  await storeMirrored(trx, {
    workspaceId,
    now,
    rows: [...rows.values()],
    keys: [...keys.values()],
  });
}

/** Contacts under an address of somebody who was erased here: whoever they are in Lever, we do not keep them. */
async function listErasedContacts(
  trx: Trx,
  deps: Pick<Deps, 'clock' | 'sealer'>,
  { workspaceId, keys }: { workspaceId: string; keys: readonly MirrorKey[] },
): Promise<string[]> {
  if (!(await hasErasures(trx, workspaceId))) return [];
  const hashes = await erasedHashes(trx, deps, workspaceId);
  // A number may belong to a household.
  const hashed = keys
    .filter(({ kind }) => kind !== 'phone')
    .map((key) => ({ contactId: key.contactId, hash: hashes.ofIdentifier(key) }));
  const erased = await listErasedAmong(trx, {
    workspaceId,
    hashes: hashed.map(({ hash }) => hash),
  });
  return hashed
    .filter(({ hash }) => erased.has(hash.toString('hex')))
    .map(({ contactId }) => contactId);
}
