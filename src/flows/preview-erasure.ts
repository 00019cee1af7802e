// What an erasure would do, before anybody asks for it: rows by table, what Lever and the sources would be told.

import { InputError } from '../core/input-error.ts';
import { countLeft } from '../db/queries/erase-rows.ts';
import { countInFlight, findErasureOfPerson } from '../db/queries/erasures.ts';
import { listLegalHoldsOn } from '../db/queries/legal-holds.ts';
import { findLiveRoot, listIdentifiersOf, loadScope } from '../db/queries/personal-scope.ts';
import type { Deps } from './deps.ts';
import { listToTell } from './erase-tell-sources.ts';

export interface ErasurePreview {
  personId: string;
  /** Everybody who became one with this person. */
  personIds: string[];
  /** Rows that would be deleted or emptied, by table. */
  rows: Partial<Record<string, number>>;
  /** By how many addresses, numbers, profiles and ids the person would be turned away. */
  turnedAwayBy: number;
  /** Candidates in Lever that would be marked; Lever deletes nobody by program. */
  inLever: string[];
  endpointsTold: number;
  inFlight: number;
  legalHoldIds: string[];
  erasureId: string | null;
}

/** Throws InputError where there is no such person. Reads only. */
export async function previewErasure(
  deps: Deps,
  key: { workspaceId: string; personId: string },
): Promise<ErasurePreview> {
  const { workspaceId } = key;
  const root = await findLiveRoot(deps.db, key);
  if (root === undefined)
    throw new InputError('not_found', 'There is no such person. Look them up by address first.');
  const personId = root.id;
  const scope = await loadScope(deps.db, { workspaceId, personId });
  const holds = await listLegalHoldsOn(deps.db, scope);
  const known = await findErasureOfPerson(deps.db, { workspaceId, personId });
  return {
    personId,
    personIds: scope.personIds,
    rows: await countLeft(deps.db, scope),
    turnedAwayBy: (await listIdentifiersOf(deps.db, scope)).length,
    inLever: scope.opportunityIds,
    endpointsTold: (await listToTell(deps.db, workspaceId)).length,
    inFlight: await countInFlight(deps.db, scope),
    legalHoldIds: holds.map(({ id }) => id),
    erasureId: known?.id ?? null,
  };
}
