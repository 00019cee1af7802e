// How well matching tells people apart on a labelled set: npm run bench -- identity FILE TRUTH [--json].

import { keysOfProfile } from '../src/core/people/identifiers.ts';
import { defaultModel } from '../src/core/people/match-model.ts';
import type { MatchModel } from '../src/core/people/match-model.ts';
import { defaultMatchRules } from '../src/core/people/match-rules.ts';
import type { MatchRules } from '../src/core/people/match-rules.ts';
import { rematch } from '../src/core/people/rematch.ts';
import type { Rematched } from '../src/core/people/rematch.ts';
import { traitsOfProfile } from '../src/core/people/traits.ts';
import { nobodyElse, readLabelledSet } from './identity-file.ts';
import type { LabelledSet } from './identity-file.ts';
import { pairsOfHardNames } from './hard-names.ts';
import { clusterwise, mergedLookAlikes, pairwise } from './identity-figures.ts';
import type { Figures, LookAlikeFigures } from './identity-figures.ts';

export interface Merging {
  pairs: Figures;
  clusters: Figures;
  largestCluster: number;
  /** The most humans that stand in one cluster. */
  mostPersons: number;
  /** Of pairs of one human in two scripts or under clearly different names: how many were found. */
  hardNames: { pairs: number; recall: number };
}

export interface IdentityReport {
  records: number;
  persons: number;
  /** Records without a person in the truth, taken for nobody else's; records of the truth without a profile. */
  unlabelled: number;
  unknownIds: number;
  /** Merging at better than even odds. */
  balanced: Merging;
  /** Merging at the default threshold of automatic merges. */
  automatic: Merging;
  review: { items: number; per1000: number; trueShare: number };
  afterPerfectReview: Figures;
  /** The same where only the likeliest 90 questions per 1,000 records are answered, in the order of the queue. */
  afterNinetyPer1000: Figures;
  /** Merged automatically though they are two; null where the set does not say who looks alike. */
  lookAlikes: LookAlikeFigures | null;
  calibrationError: number;
  speed: {
    seconds: number;
    recordsPerSecond: number;
    comparedPairs: number;
    pairsPerSecond: number;
    memoryMb: number;
  };
  cutOffKeys: number;
  worst: {
    kind: 'wrong' | 'missed';
    records: [string, string];
    probability: number;
    because: string[];
  }[];
}

/** Reads both files and matches from scratch; the same input gives the same report except for the speed. */
export function identityBench(file: string, truth: string, lookAlikes?: string): IdentityReport {
  return identityReport(readLabelledSet(file, truth, lookAlikes));
}

export function identityReport(
  set: LabelledSet,
  model: MatchModel = defaultModel,
  rules: MatchRules = defaultMatchRules,
): IdentityReport {
  const started = performance.now();
  const traits = set.profiles.map((profile) =>
    traitsOfProfile(profile, keysOfProfile(profile, 'US')),
  );
  const automatic = rematch(traits, { model, rules });
  const seconds = (performance.now() - started) / 1000;
  const balanced = rematch(traits, {
    model,
    // As an admin sets it who takes the likelier side everywhere: no question asked for namesakes either.
    rules: {
      ...rules,
      mergeFrom: 0.5,
      guards: { ...rules.guards, namesAlone: false, namesAgainstOneKey: false },
    },
  });
  const predicted = [...automatic.clusterOf];
  const hard = pairsOfHardNames(set, traits);
  const reviewed = perfectReview(automatic, set.personIds);
  const ninety = perfectReview(automatic, set.personIds, set.profiles.length * 0.09);
  return {
    records: set.profiles.length,
    persons: new Set(set.personIds).size,
    unlabelled: set.personIds.filter((person) => person.startsWith(nobodyElse)).length,
    unknownIds: set.unknownIds ?? 0,
    balanced: summary(balanced, set, hard),
    automatic: summary(automatic, set, hard),
    review: {
      items: reviewed.items,
      per1000: (reviewed.items / set.profiles.length) * 1000,
      trueShare: reviewed.trueShare,
    },
    afterPerfectReview: pairwise(reviewed.clusterOf, set.personIds),
    afterNinetyPer1000: pairwise(ninety.clusterOf, set.personIds),
    lookAlikes:
      set.lookAlikes === undefined
        ? null
        : mergedLookAlikes(predicted, set.personIds, set.lookAlikes),
    calibrationError: calibrationError(automatic, set.personIds),
    speed: {
      seconds,
      recordsPerSecond: set.profiles.length / seconds,
      comparedPairs: automatic.comparedCount,
      pairsPerSecond: automatic.comparedCount / seconds,
      memoryMb: process.memoryUsage().rss / 2 ** 20,
    },
    cutOffKeys: automatic.cutOffCount,
    worst: worstErrors(set, { automatic, predicted }),
  };
}

function summary(
  found: Rematched,
  set: LabelledSet,
  hard: readonly (readonly [number, number])[],
): Merging {
  const predicted = [...found.clusterOf];
  const clusters = [...Map.groupBy(predicted.keys(), (at) => predicted[at]).values()];
  const most = (counts: readonly number[]): number =>
    counts.reduce((so, count) => Math.max(so, count), 0);
  const kept = hard.filter(([one, other]) => predicted[one] === predicted[other]);
  return {
    pairs: pairwise(predicted, set.personIds),
    clusters: clusterwise(predicted, set.personIds),
    largestCluster: most(clusters.map((members) => members.length)),
    mostPersons: most(
      clusters.map((members) => new Set(members.map((at) => set.personIds[at])).size),
    ),
    hardNames: { pairs: hard.length, recall: hard.length === 0 ? 1 : kept.length / hard.length },
  };
}

// Somebody who always knows answers every question about two clusters by what most of their members are.
function perfectReview(
  found: Rematched,
  truth: readonly string[],
  itemsMax = Infinity,
): { clusterOf: number[]; items: number; trueShare: number } {
  const clusterOf = [...found.clusterOf];
  const members = Map.groupBy(clusterOf.keys(), (at) => clusterOf[at] ?? 0);
  const mainPerson = (cluster: number): string => {
    const persons = (members.get(cluster) ?? []).map((at) => truth[at] ?? '');
    const counts = Map.groupBy(persons, (person) => person);
    const ranked = [...counts].toSorted(([, one], [, other]) => other.length - one.length);
    return ranked[0]?.[0] ?? '';
  };
  const parent = new Map<number, number>();
  const root = (cluster: number): number => {
    let at = cluster;
    for (let next = parent.get(at); next !== undefined; next = parent.get(at)) at = next;
    return at;
  };
  const apart = new Map<number, Set<number>>();
  const keepApart = (one: number, other: number): void => {
    apart.set(one, (apart.get(one) ?? new Set()).add(other));
    apart.set(other, (apart.get(other) ?? new Set()).add(one));
  };
  let trueCount = 0;
  let items = 0;
  // Every answer counts for all that are one by then: what it settles as well is not asked again.
  for (const { one, other } of found.review) {
    if (items >= itemsMax) break;
    const [ofOne, ofOther] = [root(one), root(other)];
    if (ofOne === ofOther || apart.get(ofOne)?.has(ofOther) === true) continue;
    items += 1;
    if (mainPerson(one) === mainPerson(other)) {
      trueCount += 1;
      parent.set(ofOne, ofOther);
      for (const stranger of apart.get(ofOne) ?? []) keepApart(ofOther, root(stranger));
    } else keepApart(ofOne, ofOther);
  }
  return {
    clusterOf: clusterOf.map(root),
    items,
    trueShare: items === 0 ? 1 : trueCount / items,
  };
}

// Stated probabilities against what came true, over all that was stated: every join made and every question asked.
function calibrationError(found: Rematched, truth: readonly string[]): number {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, stated: 0, hits: 0 }));
  const add = (probability: number, one: number, other: number): void => {
    const bin = bins[Math.min(9, Math.floor(probability * 10))];
    if (bin === undefined) return;
    bin.count += 1;
    bin.stated += probability;
    bin.hits += truth[one] === truth[other] ? 1 : 0;
  };
  for (const { one, other, probability } of found.review) add(probability, one, other);
  for (const { one, other, probability } of found.joins) add(probability, one, other);
  const all = bins.reduce((sum, bin) => sum + bin.count, 0);
  return bins.reduce((sum, bin) => sum + Math.abs(bin.stated - bin.hits), 0) / Math.max(1, all);
}

function worstErrors(
  set: LabelledSet,
  given: { automatic: Rematched; predicted: readonly number[] },
): IdentityReport['worst'] {
  const { automatic, predicted } = given;
  const worst: IdentityReport['worst'] = [];
  const note = (kind: 'wrong' | 'missed', one: number, other: number): void => {
    const score = automatic.score(one, other);
    worst.push({
      kind,
      records: [set.recordIds[one] ?? '', set.recordIds[other] ?? ''],
      probability: score.probability,
      because: score.parts.map(({ field, level, bits }) => `${field} ${level} ${bits.toFixed(1)}`),
    });
  };
  eachPairWithin(predicted, (one, other) => {
    if (set.personIds[one] !== set.personIds[other]) note('wrong', one, other);
  });
  eachPairWithin(set.personIds, (one, other) => {
    if (predicted[one] !== predicted[other]) note('missed', one, other);
  });
  const wrong = worst
    .filter(({ kind }) => kind === 'wrong')
    .toSorted((a, b) => b.probability - a.probability);
  const missed = worst
    .filter(({ kind }) => kind === 'missed')
    .toSorted((a, b) => a.probability - b.probability);
  return [...wrong.slice(0, 10), ...missed].slice(0, 10);
}

function eachPairWithin(
  groups: readonly (string | number)[],
  see: (one: number, other: number) => void,
): void {
  for (const members of Map.groupBy(groups.keys(), (at) => groups[at]).values()) {
    for (const [position, one] of members.entries()) {
      for (const other of members.slice(position + 1)) see(one, other);
    }
  }
}
