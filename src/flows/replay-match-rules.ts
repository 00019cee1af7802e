// What would other rules have made of all history? Matches every profile from scratch under them and compares with
// what is, before anything changes.

import type { MatchRules } from '../core/people/match-rules.ts';
import { defaultModel } from '../core/people/match-model.ts';
import { keysOfProfile } from '../core/people/identifiers.ts';
import { rematch } from '../core/people/rematch.ts';
import { traitsOfProfile } from '../core/people/traits.ts';
import type { Traits } from '../core/people/traits.ts';
import { listKeptApartProfiles, pageOfProfiles } from '../db/queries/match-report.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Deps } from './deps.ts';

export interface ReplayReport {
  profiles: number;
  personsNow: number;
  personsThen: number;
  /** Groups of persons that would be one. */
  merges: { personIds: string[] }[];
  mergeCount: number;
  /** Persons whose profiles would be several people. */
  splits: { personId: string; parts: number }[];
  splitCount: number;
  reviewCount: number;
  /** Keys so common that they were not looked at. */
  cutOffKeys: number;
}

const pageSize = 2_000;
const examplesMax = 200;

/** Reads only. Takes seconds for tens of thousands of profiles; memory grows with them, about 3 KB each. */
export async function replayMatchRules(
  deps: Deps,
  input: { workspaceId: string; rules: MatchRules },
): Promise<ReplayReport> {
  const { workspaceId, rules } = input;
  const history = await loadHistory(deps, workspaceId);
  const positions = new Map(history.profileIds.map((id, index) => [id, index]));
  const apart = await listKeptApartProfiles(deps.db, workspaceId);
  const keptApart = new Set(
    apart.map((pair) => `${positions.get(pair.profileId)} ${positions.get(pair.otherProfileId)}`),
  );
  const found = rematch(history.traits, { model: defaultModel, rules, keptApart });
  const then = [...found.clusterOf];
  const merges = groups(then, history.personIds).map((personIds) => ({ personIds }));
  const splits = groupsOf(history.personIds, then);
  return {
    profiles: history.profileIds.length,
    personsNow: new Set(history.personIds).size,
    personsThen: new Set(then).size,
    merges: merges.slice(0, examplesMax),
    mergeCount: merges.length,
    splits: splits.slice(0, examplesMax),
    splitCount: splits.length,
    reviewCount: found.review.length,
    cutOffKeys: found.cutOffCount,
  };
}

interface History {
  profileIds: string[];
  personIds: string[];
  traits: Traits[];
}

async function loadHistory(deps: Deps, workspaceId: string): Promise<History> {
  const region = await findDefaultRegion(deps.db, workspaceId);
  const history: History = { profileIds: [], personIds: [], traits: [] };
  for (let after: string | null = null; ;) {
    const page = await pageOfProfiles(deps.db, { workspaceId, after, limit: pageSize });
    for (const { id, personId, payload } of page) {
      history.profileIds.push(id);
      history.personIds.push(personId);
      history.traits.push(traitsOfProfile(payload, keysOfProfile(payload, region)));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return history;
    after = last.id;
  }
}

/** For each cluster that holds several persons, those persons. */
function groups(clusters: readonly number[], personIds: readonly string[]): string[][] {
  const byCluster = new Map<number, Set<string>>();
  for (const [at, cluster] of clusters.entries()) {
    const known = byCluster.get(cluster) ?? new Set();
    byCluster.set(cluster, known.add(personIds[at] ?? ''));
  }
  return [...byCluster.values()].filter((ids) => ids.size > 1).map((ids) => [...ids].toSorted());
}

function groupsOf(
  personIds: readonly string[],
  clusters: readonly number[],
): { personId: string; parts: number }[] {
  const byPerson = new Map<string, Set<number>>();
  for (const [at, personId] of personIds.entries()) {
    const known = byPerson.get(personId) ?? new Set();
    byPerson.set(personId, known.add(clusters[at] ?? -1));
  }
  return [...byPerson]
    .filter(([, parts]) => parts.size > 1)
    .map(([personId, parts]) => ({ personId, parts: parts.size }));
}
