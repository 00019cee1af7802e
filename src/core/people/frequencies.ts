// How frequent names, employers and places are here: what an agreement on them is worth.

import { skeleton } from './name.ts';
import { knownGivenNames } from './nicknames.ts';

/** Counts over the people of one workspace; kept as they come in. */
export interface Frequencies {
  /** How many descriptions were counted. */
  total: number;
  count(kind: FrequencyKind, value: string): number;
}

export const frequencyKinds = ['word', 'employer', 'city', 'title'] as const;
export type FrequencyKind = (typeof frequencyKinds)[number];

// Shares of frequent name words among people in recruiting data, in 1/10,000, from public census orders of
// magnitude. They matter while a workspace is small; its own counts take over as it grows.
const packaged = new Map(
  `smith 60 johnson 45 williams 40 brown 36 jones 35 garcia 30 miller 28 davis 28 rodriguez 26 martinez 26
  hernandez 24 lopez 24 gonzalez 24 wilson 20 anderson 20 thomas 24 taylor 20 moore 18 jackson 20 martin 24 lee 60
  perez 18 thompson 17 white 17 harris 16 sanchez 18 clark 14 ramirez 16 lewis 14 robinson 14 walker 14 young 13
  allen 13 king 13 wright 13 scott 14 torres 13 nguyen 40 hill 11 flores 11 green 11 adams 11 nelson 11 baker 10
  hall 10 rivera 10 campbell 10 mitchell 10 carter 10 roberts 10 wang 70 li 70 zhang 65 liu 50 chen 60 yang 40
  huang 30 zhao 25 wu 35 zhou 25 xu 25 sun 22 ma 20 zhu 18 hu 18 guo 18 he 18 lin 25 luo 15 kim 70 park 30 choi 20
  jung 15 cho 15 singh 60 kumar 60 sharma 45 patel 45 gupta 30 shah 25 khan 35 ali 35 reddy 20 rao 18 das 15 jain 18
  mehta 12 verma 12 tran 20 pham 12 le 15 silva 30 santos 22 souza 14 oliveira 15 costa 12 muller 14 schmidt 10
  rossi 8 ivanov 8 sato 10 suzuki 9 tanaka 8 takahashi 8 james 60 john 70 robert 55 michael 75 william 50 david 70
  richard 35 joseph 40 thomas 40 charles 25 christopher 40 daniel 55 matthew 45 anthony 30 mark 35 steven 25 paul 30
  andrew 40 joshua 35 kevin 30 brian 30 mary 30 patricia 20 jennifer 40 linda 18 elizabeth 28 barbara 14 susan 18
  jessica 38 sarah 40 karen 18 lisa 22 nancy 12 maria 45 anna 30 laura 25 emily 25 michelle 22 amanda 22 stephanie 20
  melissa 18 rebecca 18 alexander 28 benjamin 25 jose 30 juan 25 carlos 22 luis 22 wei 25 jing 18 yan 15 min 15
  mohammed 30 ahmed 20 rahul 12 priya 12 amit 12 alex 30 chris 25 mike 18 peter 22 eric 22 jason 25 ryan 28 nicholas 22
  jonathan 20 samuel 20 jacob 18 tyler 16 aaron 15 adam 18 nathan 14 sofia 10 julia 14 kate 10 marie 12`
    .split(/\s+/)
    .reduce<[string, number][]>((pairs, word, index, all) => {
      if (index % 2 === 0) pairs.push([skeleton(word), Number(all[index + 1]) / 10_000]);
      return pairs;
    }, []),
);

const unlisted: Record<FrequencyKind, number> = {
  word: 0.0001,
  employer: 0.0008,
  city: 0.006,
  title: 0.01,
};
// A given name that has familiar forms is a frequent one, even where no share is packaged.
const familiarShare = 0.001;
let familiar: ReadonlySet<string> | undefined;

function shareBefore(kind: FrequencyKind, value: string): number {
  if (kind !== 'word') return unlisted[kind];
  const listed = packaged.get(value);
  if (listed !== undefined) return listed;
  familiar ??= new Set([...knownGivenNames()].map(skeleton));
  return familiar.has(value) ? familiarShare : unlisted.word;
}

/** What is known beforehand weighs as much as this many descriptions. */
const priorWeight: Record<FrequencyKind, number> = {
  word: 1_500,
  employer: 300,
  city: 300,
  title: 300,
};

/** The share of people with this value: own counts mixed with what is known beforehand. */
export function shareOf(frequencies: Frequencies, kind: FrequencyKind, value: string): number {
  const before = shareBefore(kind, value);
  const weight = priorWeight[kind];
  return (frequencies.count(kind, value) + weight * before) / (frequencies.total + weight);
}

/** Counts as they are stored: one of them, kind "total", is the number of descriptions. */
export function frequenciesOf(
  counts: readonly { kind: string; value: string; count: number }[],
): Frequencies {
  const byValue = new Map(counts.map(({ kind, value, count }) => [`${kind} ${value}`, count]));
  return {
    total: byValue.get('total ') ?? 0,
    count: (kind, value) => byValue.get(`${kind} ${value}`) ?? 0,
  };
}
