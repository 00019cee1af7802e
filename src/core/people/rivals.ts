// Two people who are clearly two cannot both be a third one. Where a name and circumstances fit several strangers, they
// share the probability: what fits one of two namesakes fits the other as well.

export interface RivalEdge {
  one: number;
  other: number;
  probability: number;
  /** A key in common, which singles one out whatever namesakes there are. */
  isKeyed: boolean;
}

/** Pairs that nobody would ask about are left as they are. */
const sharedFrom = 0.3;

/** The probability of each pair once rivals have had their share, in the order given. */
export function shareBetweenRivals(edges: readonly RivalEdge[]): number[] {
  const around = new Map<number, Map<number, number>>();
  for (const { one, other, probability } of edges) {
    note(around, { from: one, to: other, probability });
    note(around, { from: other, to: one, probability });
  }
  return edges.map(({ one, other, probability, isKeyed }) => {
    if (isKeyed || probability < sharedFrom) return probability;
    const against = oddsOfRivals(around, one, other) + oddsOfRivals(around, other, one);
    if (against === 0) return probability;
    const odds = oddsOf(probability) / (1 + against);
    return odds / (1 + odds);
  });
}

/** The odds that were held against a pair whose probability fell from `before` to `after`. */
export function oddsAgainst(before: number, after: number): number {
  return oddsOf(before) / oddsOf(after) - 1;
}

type Around = ReadonlyMap<number, ReadonlyMap<number, number>>;

// Of everybody else whom `one` may be: as far as they are not `other`.
function oddsOfRivals(around: Around, one: number, other: number): number {
  let odds = 0;
  const ofOther = around.get(other);
  for (const [rival, probability] of around.get(one) ?? []) {
    if (rival === other) continue;
    // Whoever is rather one with `other` than not is no rival: parts of one human not put together yet.
    const areTwo = Math.max(0, 1 - 2 * (ofOther?.get(rival) ?? 0));
    odds += areTwo * oddsOf(probability);
  }
  return odds;
}

function note(
  around: Map<number, Map<number, number>>,
  edge: { from: number; to: number; probability: number },
): void {
  const known = around.get(edge.from);
  if (known === undefined) around.set(edge.from, new Map([[edge.to, edge.probability]]));
  else known.set(edge.to, edge.probability);
}

function oddsOf(probability: number): number {
  return Math.max(1e-12, probability) / Math.max(1e-12, 1 - probability);
}
