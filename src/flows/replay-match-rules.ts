// What would other rules have made of all history? Matches every profile from scratch under them and compares with
// what is, before anything changes.

import { evidenceWords } from '../core/people/evidence.ts';
import type { MatchModel } from '../core/people/match-model.ts';
import type { MatchRules } from '../core/people/match-rules.ts';
import { rematchInTurns } from '../core/people/rematch.ts';
import type { Rematched } from '../core/people/rematch.ts';
import type { ScorePart } from '../core/people/score.ts';
import type { Traits } from '../core/people/traits.ts';
import type { Turns } from '../core/people/turns.ts';
import { listKeptApartProfiles, pageOfProfiles } from '../db/queries/match-report.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Deps } from './deps.ts';
import { inTurns } from './in-turns.ts';
import { loadMatchModel } from './match-model-in-force.ts';
import { readInTurns } from './read-traits.ts';

export interface ReplayReport {
  profiles: number;
  personsNow: number;
  personsThen: number;
  /** Groups of persons that would be one. */
  merges: { personIds: string[]; probability: number; because: string[] }[];
  mergeCount: number;
  /** Persons whose profiles would be several people: the profiles that would leave, one list per new person. */
  splits: { personId: string; parts: string[][] }[];
  splitCount: number;
  /** Pairs of persons that a human would be asked about. */
  reviews: {
    personIds: [string, string];
    probability: number;
    because: string[];
    parts: readonly ScorePart[];
  }[];
  reviewCount: number;
  /** Keys so common that they were not looked at. */
  cutOffKeys: number;
}

const pageSize = 2_000;

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
  const model: MatchModel = await loadMatchModel(deps.db, workspaceId);
  const found = await inTurns(deps, rematchInTurns(history.traits, { model, rules, keptApart }));
  const then = [...found.clusterOf];
  const merges = await inTurns(deps, mergesOf(history, then, found));
  const splits = splitsOf(history, then);
  const reviews = await inTurns(deps, reviewsOf(history, found));
  return {
    profiles: history.profileIds.length,
    personsNow: new Set(history.personIds).size,
    personsThen: new Set(then).size,
    merges,
    mergeCount: merges.length,
    splits,
    splitCount: splits.length,
    reviews,
    reviewCount: reviews.length,
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
    for (const { id, personId } of page) {
      history.profileIds.push(id);
      history.personIds.push(personId);
    }
    const payloads = page.map(({ payload }) => payload);
    history.traits.push(...(await inTurns(deps, readInTurns(payloads, region))));
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return history;
    after = last.id;
  }
}

/** For each cluster that holds several persons, those persons and the surest tie between two of them. */
function* mergesOf(
  history: History,
  clusters: readonly number[],
  found: Rematched,
): Turns<ReplayReport['merges']> {
  const byCluster = new Map<number, Set<string>>();
  for (const [at, cluster] of clusters.entries()) {
    const known = byCluster.get(cluster) ?? new Set();
    byCluster.set(cluster, known.add(history.personIds[at] ?? ''));
  }
  const several = [...byCluster].filter(([, ids]) => ids.size > 1);
  const members = Map.groupBy(clusters.keys(), (at) => clusters[at] ?? -1);
  const merges: ReplayReport['merges'] = [];
  for (const [cluster, ids] of several) {
    const { probability, parts } = surestTie(history, members.get(cluster) ?? [], found);
    merges.push({ personIds: [...ids].toSorted(), probability, because: evidenceWords(parts) });
    yield;
  }
  return merges;
}

const tiesLookedAtMax = 20;

// Between profiles of different persons; a handful says enough.
function surestTie(history: History, members: readonly number[], found: Rematched) {
  let best: { probability: number; bits: number; parts: readonly ScorePart[] } = {
    probability: 0,
    bits: -Infinity,
    parts: [],
  };
  const looked = members.slice(0, tiesLookedAtMax);
  for (const one of looked) {
    for (const other of looked) {
      if (one >= other || history.personIds[one] === history.personIds[other]) continue;
      const score = found.score(one, other);
      if (score.bits > best.bits) best = score;
    }
  }
  return best;
}

// The largest part stays with the person, the one with the oldest profile of equal ones.
function splitsOf(history: History, clusters: readonly number[]): ReplayReport['splits'] {
  const byPerson = new Map<string, Map<number, string[]>>();
  for (const [at, personId] of history.personIds.entries()) {
    const parts = byPerson.get(personId) ?? new Map<number, string[]>();
    byPerson.set(personId, parts);
    const cluster = clusters[at] ?? -1;
    const part = parts.get(cluster) ?? [];
    parts.set(cluster, part);
    part.push(history.profileIds[at] ?? '');
  }
  return [...byPerson]
    .filter(([, parts]) => parts.size > 1)
    .map(([personId, parts]) => ({
      personId,
      parts: [...parts.values()]
        .toSorted(
          (one, other) => other.length - one.length || ((one[0] ?? '') < (other[0] ?? '') ? -1 : 1),
        )
        .slice(1),
    }));
}

function* reviewsOf(history: History, found: Rematched): Turns<ReplayReport['reviews']> {
  const pairs = new Map<string, ReplayReport['reviews'][number]>();
  for (const { one, other, probability } of found.review) {
    const ids = [history.personIds[one] ?? '', history.personIds[other] ?? ''] as const;
    const [first, second] = ids[0] < ids[1] ? ids : [ids[1], ids[0]];
    if (first === second || pairs.has(`${first} ${second}`)) continue;
    const { parts } = found.score(one, other);
    const because = evidenceWords(parts);
    pairs.set(`${first} ${second}`, { personIds: [first, second], probability, because, parts });
    yield;
  }
  return [...pairs.values()];
}
