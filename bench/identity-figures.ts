// Precision, recall and F1 of predicted clusters against the truth, over pairs and over clusters.

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
