// Takes a page of candidates into the mirror, whoever read it: the poll, the sweep, or a single look.

import { mirrorOf, type MirrorKey, type MirroredCandidate } from '../core/sync/mirror.ts';
import type { Trx } from '../db/connect.ts';
import { buryMirrored, storeMirrored } from '../db/queries/mirror.ts';
import type { LeverOpportunity } from '../ports/lever.ts';
import type { Deps } from './deps.ts';

/** Joins the caller's transaction; safe to repeat and in any order, an older reading changes nothing. */
export async function mirrorPage(
  trx: Trx,
  deps: Pick<Deps, 'clock'>,
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
  await storeMirrored(trx, {
    workspaceId,
    now,
    rows: [...rows.values()],
    keys: [...keys.values()],
  });
}
