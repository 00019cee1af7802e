// Precision, recall and F1 of predicted clusters against the truth, over pairs and over clusters.

import type { LookAlike } from './identity-file.ts';

export interface Figures {
  precision: number;
  recall: number;
  f1: number;
}

/** Over the transitive closure: every two records of one cluster are a pair. */
export function pairwise(
  predicted: readonly (string | number)[],
  truth: readonly string[],
): Figures {
  const both = pairsWithin(predicted.map((cluster, at) => `${cluster} ${truth[at]}`));
  return figures(both, pairsWithin(predicted), pairsWithin(truth));
}

/** Whole clusters that are exactly right. */
export function clusterwise(
  predicted: readonly (string | number)[],
  truth: readonly string[],
): Figures {
  const found = new Set(contents(predicted));
  const wanted = contents(truth);
  return figures(wanted.filter((content) => found.has(content)).length, found.size, wanted.length);
}

export interface LookAlikeFigures {
  pairs: number;
  merged: number;
  share: number;
  /** Of those merged, how many of which kind. */
  kinds: Record<string, number>;
}

/** How many pairs of look-alikes have records in one cluster; pairs of which one has no record do not count. */
export function mergedLookAlikes(
  predicted: readonly (string | number)[],
  truth: readonly string[],
  pairs: readonly LookAlike[],
): LookAlikeFigures {
  const clusters = Map.groupBy(predicted.keys(), (at) => truth[at] ?? '');
  const clustersOf = (person: string): Set<string | number> =>
    new Set((clusters.get(person) ?? []).map((at) => predicted[at] ?? ''));
  const found: LookAlikeFigures = { pairs: 0, merged: 0, share: 0, kinds: {} };
  for (const { one, other, how } of pairs) {
    const [ofOne, ofOther] = [clustersOf(one), clustersOf(other)];
    if (ofOne.size === 0 || ofOther.size === 0) continue;
    found.pairs += 1;
    if (![...ofOne].some((cluster) => ofOther.has(cluster))) continue;
    found.merged += 1;
    found.kinds[how] = (found.kinds[how] ?? 0) + 1;
  }
  return { ...found, share: found.pairs === 0 ? 0 : found.merged / found.pairs };
}

function pairsWithin(groups: readonly (string | number)[]): number {
  let pairs = 0;
  for (const members of Map.groupBy(groups, (group) => group).values()) {
    pairs += (members.length * (members.length - 1)) / 2;
  }
  return pairs;
}

function contents(groups: readonly (string | number)[]): string[] {
  const members = Map.groupBy(groups.keys(), (at) => groups[at]);
  return [...members.values()].map((indexes) => indexes.join(' '));
}

function figures(both: number, predicted: number, wanted: number): Figures {
  const precision = predicted === 0 ? 1 : both / predicted;
  const recall = wanted === 0 ? 1 : both / wanted;
  const sum = precision + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum };
}
