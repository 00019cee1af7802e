// Notes that a human took two persons for different people, or never wants to be asked about them; pinned to their
// profiles, so it outlives merges and undos on either side.

import type { Trx } from '../db/connect.ts';
import { insertDecisions } from '../db/queries/match-decisions.ts';
import { firstProfiles } from '../db/queries/merge-undo.ts';
import { insertKeptApart } from '../db/queries/merges.ts';
import type { Deps } from './deps.ts';

export interface PairToKeepApart {
  workspaceId: string;
  actor: string;
  personIds: readonly [string, string];
  /** The merge that was wrong; absent where two were told apart before they were ever one. */
  undoes?: string;
  /** They are only never asked about: surer evidence may still make them one. */
  mayMerge?: boolean;
}

/** Joins the caller's transaction. */
export async function keepApart(trx: Trx, deps: Deps, pair: PairToKeepApart): Promise<void> {
  const { workspaceId, personIds, actor, undoes } = pair;
  const [otherPersonId, personId] = personIds;
  const mayMerge = pair.mayMerge === true;
  const id = deps.ids.next();
  const because = mayMerge ? 'a human does not want to be asked again' : 'a human said so';
  await insertDecisions(trx, {
    workspaceId,
    now: deps.clock.now(),
    decisions: [
      {
        id,
        kind: undoes === undefined ? 'keep_apart' : 'undo',
        profileId: null,
        personId,
        otherPersonId,
        score: null,
        evidence: { because: [because], ...(undoes === undefined ? {} : { undoes }) },
        ruleVersion: 0,
        actor,
      },
    ],
  });
  const profiles = await firstProfiles(trx, { workspaceId, personIds });
  const [one, other] = [profiles.get(personId), profiles.get(otherPersonId)];
  if (one === undefined || other === undefined) return;
  await insertKeptApart(trx, { workspaceId, profileIds: [one, other], decisionId: id, mayMerge });
}
