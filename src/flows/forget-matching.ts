// Takes a person out of everything matching keeps: traits, keys, what was set by hand, and the counts that a rare name
// would stand out in.

import { blockingKeys, keyHash } from '../core/people/blocking.ts';
import { countedValues } from '../core/people/count-frequencies.ts';
import { keysOfProfile } from '../core/people/identifiers.ts';
import { traitsOfProfile } from '../core/people/traits.ts';
import type { Trx } from '../db/connect.ts';
import { deleteCorrections } from '../db/queries/corrections.ts';
import {
  addCounts,
  loadAllTraits,
  removeEmptyCounts,
  removeTraits,
} from '../db/queries/match-index.ts';
import { loadMembers } from '../db/queries/persons.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import { membersConsideredMax } from './merge-persons.ts';

/** Part of an erasure: joins its transaction, before the profiles lose their payload. Safe to repeat. */
export async function forgetMatching(
  trx: Trx,
  input: { workspaceId: string; personId: string },
): Promise<void> {
  const { workspaceId, personId } = input;
  await deleteCorrections(trx, input);
  const known = await loadAllTraits(trx, { workspaceId, personIds: [personId] });
  if (known.length === 0) return;
  await removeTraits(trx, {
    workspaceId,
    persons: known.map(({ traits }) => ({ personId, keys: blockingKeys(traits).map(keyHash) })),
  });
  const region = await findDefaultRegion(trx, workspaceId);
  const members = await loadMembers(trx, {
    workspaceId,
    personIds: [personId],
    limit: membersConsideredMax,
  });
  const counts = new Map<string, { kind: string; value: string; count: number }>();
  for (const { profile } of members) {
    const values = countedValues(traitsOfProfile(profile, keysOfProfile(profile, region)));
    for (const { kind, value } of [...values, { kind: 'total', value: '' }]) {
      const before = counts.get(`${kind} ${value}`)?.count ?? 0;
      counts.set(`${kind} ${value}`, { kind, value, count: before - 1 });
    }
  }
  await addCounts(trx, { workspaceId, counts: [...counts.values()] });
  await removeEmptyCounts(trx, workspaceId);
}
