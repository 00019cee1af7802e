// A workspace's own data corrects the weights matching works with, without labels and from the next profile on.

import { learnWeightsInTurns } from '../core/people/learn-weights.ts';
import type { LearnedWeights } from '../core/people/learned-weights.ts';
import { defaultModel } from '../core/people/match-model.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listNewestProfiles } from '../db/queries/match-report.ts';
import { addRules, findRules } from '../db/queries/rules.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Deps } from './deps.ts';
import { inTurns } from './in-turns.ts';
import { readInTurns } from './read-traits.ts';

export interface WeightsLearned {
  /** Null: nothing was learned, and what is in force stays. */
  version: number | null;
  because: string;
  profiles: number;
  pairs: number;
}

/** Enough to know how often levels agree; more would hold up what runs beside it. */
const profilesMax = 8_000;
const kind = 'match_weights';

/** Looks at the newest profiles. The same profiles give the same weights, and then no new version. */
export async function learnWeights(
  deps: Deps,
  input: { workspaceId: string; actor: string },
): Promise<WeightsLearned> {
  const { workspaceId, actor } = input;
  const region = await findDefaultRegion(deps.db, workspaceId);
  const newest = await listNewestProfiles(deps.db, { workspaceId, limit: profilesMax });
  const traits = await inTurns(deps, readInTurns(newest, region));
  const found = await inTurns(deps, learnWeightsInTurns(traits, defaultModel));
  const profiles = traits.length;
  if (found.kind === 'refused')
    return { version: null, because: found.because, profiles, pairs: 0 };
  const { pairs, expectedMatches, weights } = found;
  const before = await findRules<LearnedWeights>(deps.db, {
    workspaceId,
    kind,
  });
  if (before !== undefined && areSame(before.body, weights))
    return { version: null, because: 'nothing new since the last time', profiles, pairs };
  const version = await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock.now();
    const added = await addRules(trx, { workspaceId, kind, body: weights, createdBy: actor, now });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'match_weights.learned',
        subjectKind: kind,
        subjectId: String(added),
        detail: { ...weights, profiles, pairs, expectedMatches: Math.round(expectedMatches) },
      },
    ]);
    return added;
  });
  const because = `learned from ${pairs} pairs of ${profiles} profiles, of which about ${Math.round(expectedMatches)} are of one human`;
  return { version, because, profiles, pairs };
}

function areSame(one: LearnedWeights, other: LearnedWeights): boolean {
  const levels = new Set([...Object.keys(one.changes), ...Object.keys(other.changes)]);
  return (
    one.modelVersion === other.modelVersion &&
    [...levels].every((level) => one.changes[level] === other.changes[level])
  );
}
