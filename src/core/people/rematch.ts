// Matches many descriptions from scratch: compares what shares a key, joins from the surest pair down, asks about
// the rest. The result does not depend on the order of the input.

import { judge } from './assess.ts';
import type { AssessContext, Judgement } from './assess.ts';
import { keyHash } from './blocking.ts';
import { countFrequenciesInTurns } from './count-frequencies.ts';
import type { MatchModel } from './match-model.ts';
import { countNames, eachPairInTurns, indexKeysInTurns } from './pairs.ts';
import type { KeyIndex } from './pairs.ts';
import type { MatchRules } from './match-rules.ts';
import { shareBetweenRivals } from './rivals.ts';
import type { Score } from './score.ts';
import { isOneNameTooMany } from './several-names.ts';
import { uniteTraits } from './traits.ts';
import type { Traits } from './traits.ts';
import { allAtOnce, perTurn } from './turns.ts';
import type { Turns } from './turns.ts';

export interface Rematched {
  /** For each description the smallest index of its cluster. */
  clusterOf: Int32Array;
  /** Every join that was made, as a pair of descriptions, with the probability it was made at. */
  joins: { one: number; other: number; probability: number }[];
  /** Doubtful pairs of clusters, likeliest first, one item each. */
  review: { one: number; other: number; probability: number }[];
  comparedCount: number;
  cutOffCount: number;
  score(one: number, other: number): Score;
}

export interface RematchOptions {
  model: MatchModel;
  rules: MatchRules;
  /** Pairs of indexes that a human keeps apart. */
  keptApart?: ReadonlySet<string>;
}

interface Edge {
  one: number;
  other: number;
  probability: number;
  mayMerge: boolean;
  isKeyed: boolean;
  /** Before rivals had their share; of how many descriptions on both sides. */
  judged: { probability: number; mayMerge: boolean; size: number };
}

type Judge = (one: Traits, other: Traits) => Judgement;

interface Clusters {
  parent: Int32Array;
  traits: (Traits | undefined)[];
  members: (number[] | undefined)[];
}

// Weaker pairs than this are forgotten at once; a united cluster does not make strangers of them.
const edgeMin = 0.02;
const passes = 3;

export function rematch(all: readonly Traits[], options: RematchOptions): Rematched {
  return allAtOnce(rematchInTurns(all, options));
}

/** The same in short turns, for a process that has others to serve. */
export function* rematchInTurns(all: readonly Traits[], options: RematchOptions): Turns<Rematched> {
  const { model, rules } = options;
  const frequencies = yield* countFrequenciesInTurns(all);
  const index = yield* indexKeysInTurns(all);
  const context: AssessContext = {
    model,
    rules,
    frequencies,
    namesUsing: (key) => namesUsing.get(keyHash(key)) ?? 1,
  };
  let { namesUsing } = index;
  const judgeOf: Judge = (one, other) => judge(one, other, context);
  const edges: Edge[] = [];
  let comparedCount = 0;
  yield* eachPairInTurns(index, (one, other) => {
    const [ofOne, ofOther] = [all[one], all[other]];
    if (ofOne === undefined || ofOther === undefined) return;
    comparedCount += 1;
    const { probability, verdict, isKeyed } = judgeOf(ofOne, ofOther);
    if (probability < edgeMin) return;
    const mayMerge = verdict === 'same';
    const judged = { probability, mayMerge, size: 2 };
    edges.push({ one, other, probability, mayMerge, isKeyed, judged });
  });
  const clusters = newClusters(all);
  const joins: Rematched['joins'] = [];
  const join = joiner(clusters, judgeOf, { ...options, joins });
  // Keys first: who is who by a name and circumstances is told among all who have that name.
  yield* joinFrom(
    edges.filter(({ isKeyed }) => isKeyed),
    join,
  );
  let between: Edge[] = edges;
  // A cluster knows more than its members: what was doubtful between two of them may now be sure.
  for (let pass = 0; pass < passes; pass += 1) {
    namesUsing = yield* countNamesOfClusters(index, clusters);
    between = amongRivals(yield* betweenClusters(between, clusters, judgeOf), rules);
    yield* joinFrom(between, join);
  }
  between = amongRivals(yield* betweenClusters(between, clusters, judgeOf), rules);
  return {
    clusterOf: Int32Array.from(all, (_traits, at) => rootOf(clusters, at)),
    joins,
    review: between.filter(({ probability }) => probability >= rules.askFrom).toSorted(surerFirst),
    comparedCount,
    cutOffCount: index.cutOffCount,
    score: (one, other) => {
      const [ofOne, ofOther] = [all[one], all[other]];
      if (ofOne === undefined || ofOther === undefined) throw new RangeError('no such description');
      return judgeOf(ofOne, ofOther).score;
    },
  };
}

function newClusters(all: readonly Traits[]): Clusters {
  return {
    parent: Int32Array.from(all, (_traits, at) => at),
    traits: [...all],
    members: all.map((_traits, at) => [at]),
  };
}

function rootOf(clusters: Clusters, at: number): number {
  const { parent } = clusters;
  let root = at;
  while (parent[root] !== root) root = parent[root] ?? root;
  for (let step = at; parent[step] !== root;) {
    const next = parent[step] ?? root;
    parent[step] = root;
    step = next;
  }
  return root;
}

type Join = (edge: Edge) => void;

// From the surest down, sorted a part at a time: a sort of all of them would be one long turn.
function* joinFrom(edges: readonly Edge[], join: Join): Turns<void> {
  const parts = Map.groupBy(
    edges.filter(({ mayMerge }) => mayMerge),
    ({ probability }) => Math.min(54, Math.floor(-Math.log2(1 - probability))),
  );
  yield;
  let joined = 0;
  for (const part of [...parts.keys()].toSorted((one, other) => other - one)) {
    for (const edge of (parts.get(part) ?? []).toSorted(surerFirst)) {
      join(edge);
      joined += 1;
      if (joined % perTurn === 0) yield;
    }
    yield;
  }
}

function surerFirst(one: Edge, other: Edge): number {
  return other.probability - one.probability || one.one - other.one || one.other - other.other;
}

// Both clusters as wholes have to agree, so that a chain of pairs cannot tie strangers together.
function joiner(
  clusters: Clusters,
  judgeOf: Judge,
  options: RematchOptions & { joins: Rematched['joins'] },
): Join {
  const { keptApart, joins } = options;
  return (edge) => {
    const one = rootOf(clusters, edge.one);
    const other = rootOf(clusters, edge.other);
    if (one === other) return;
    const [ofOne, ofOther] = [clusters.traits[one], clusters.traits[other]];
    const [members, others] = [clusters.members[one] ?? [], clusters.members[other] ?? []];
    if (ofOne === undefined || ofOther === undefined) return;
    if (members.length + others.length > 2) {
      const whole = judgeOf(ofOne, ofOther);
      if (whole.verdict !== 'same') return;
      if (isOneNameTooMany(ofOne, ofOther) || isOneNameTooMany(ofOther, ofOne)) return;
    }
    if (keptApart !== undefined && anyKeptApart(keptApart, members, others)) return;
    joins.push({ one: edge.one, other: edge.other, probability: edge.probability });
    const [keep, gone] = one < other ? [one, other] : [other, one];
    clusters.parent[gone] = keep;
    clusters.traits[keep] = uniteTraits([ofOne, ofOther]);
    clusters.members[keep] = [...members, ...others];
    clusters.traits[gone] = undefined;
    clusters.members[gone] = undefined;
  };
}

function anyKeptApart(
  keptApart: ReadonlySet<string>,
  members: readonly number[],
  others: readonly number[],
): boolean {
  if (keptApart.size === 0) return false;
  return members.some((one) =>
    others.some((other) => keptApart.has(`${one} ${other}`) || keptApart.has(`${other} ${one}`)),
  );
}

// Whoever changed their name is one user of a key, once they are known to be one.
function* countNamesOfClusters(index: KeyIndex, clusters: Clusters): Turns<Map<number, number>> {
  const found = new Map<number, number>();
  let looked = 0;
  for (const hash of index.namesUsing.keys()) {
    const holders = index.holders.get(hash) ?? [];
    const roots = new Set(holders.map((at) => rootOf(clusters, at)));
    const count = countNames([...roots].map((root) => clusters.traits[root]));
    if (count > 1) found.set(hash, count);
    looked += holders.length;
    if (looked < perTurn) continue;
    looked = 0;
    yield;
  }
  return found;
}

function amongRivals(edges: readonly Edge[], rules: MatchRules): Edge[] {
  const shared = shareBetweenRivals(edges);
  return edges.map((edge, at) => {
    const probability = shared[at] ?? edge.probability;
    return { ...edge, probability, mayMerge: edge.mayMerge && probability >= rules.mergeFrom };
  });
}

function sizeOf(clusters: Clusters, root: number): number {
  return clusters.members[root]?.length ?? 0;
}

// One edge per pair of clusters, scored on all that both sides know.
function* betweenClusters(
  edges: readonly Edge[],
  clusters: Clusters,
  judgeOf: Judge,
): Turns<Edge[]> {
  const found = new Map<string, Edge>();
  for (const [at, edge] of edges.entries()) {
    if (at % perTurn === 0) yield;
    const roots = [rootOf(clusters, edge.one), rootOf(clusters, edge.other)];
    const [one = 0, other = 0] = roots.toSorted((a, b) => a - b);
    const key = `${one} ${other}`;
    if (one === other || found.has(key)) continue;
    const [ofOne, ofOther] = [clusters.traits[one], clusters.traits[other]];
    if (ofOne === undefined || ofOther === undefined) continue;
    const size = sizeOf(clusters, one) + sizeOf(clusters, other);
    // How many names use a key may have changed since; nothing else has where nobody came to either side.
    if (size === edge.judged.size && !edge.isKeyed) {
      const { probability, mayMerge } = edge.judged;
      found.set(key, { ...edge, one, other, probability, mayMerge });
      continue;
    }
    const { probability, verdict, isKeyed } = judgeOf(ofOne, ofOther);
    const mayMerge = verdict === 'same';
    const judged = { probability, mayMerge, size };
    found.set(key, { one, other, probability, mayMerge, isKeyed, judged });
  }
  return [...found.values()];
}
