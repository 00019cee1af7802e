// How well matching tells people apart on every made-up world, and whether the order of arrival matters:
// npm run bench -- people [held-out] [--profiles N] [--seed N]. Seeds that weights are fitted on are never used here;
// nothing was ever fitted on the worlds held out.

import { arriveInOrder } from './arrivals.ts';
import { fitSeed, fitSizes } from './fit-weights.ts';
import { mergedLookAlikes, pairwise } from './identity-figures.ts';
import type { LookAlikeFigures } from './identity-figures.ts';
import type { LabelledSet } from './identity-file.ts';
import { identityReport } from './identity.ts';
import { heldInSets, heldOutSets } from './made-sets.ts';
import { randomFrom } from './worlds/random.ts';

export interface PeopleBenchOptions {
  profiles: number;
  seed: number;
  /** The worlds nothing was fitted on or decided by, instead of the others. */
  isHeldOut?: boolean;
  say(line: string): void;
}

export const peopleBenchDefaults = { profiles: 2_000, seed: 1 };

export interface PeopleReport {
  world: string;
  balancedF1: number;
  automatic: { precision: number; recall: number; f1: number; largestCluster: number };
  /** Made alike on purpose and merged automatically all the same: from scratch, and where they arrive one by one. */
  lookAlikes: { fromScratch: LookAlikeFigures; oneByOne: LookAlikeFigures };
  questionsPer1000: number;
  questionsTrue: number;
  afterReviewF1: number;
  /** Where only the likeliest 90 questions per 1,000 profiles are answered. */
  afterNinetyF1: number;
  calibrationError: number;
  /** F1 of automatic merges where the profiles arrive one by one: as they stand, and shuffled twice. */
  oneByOneF1: number[];
  /** Between the largest and the smallest F1, whatever the order and the way. */
  orderDifference: number;
}

export function peopleBench(options: PeopleBenchOptions): Promise<PeopleReport[]> | PeopleReport[] {
  const { profiles, seed } = options;
  if (fitSizes.some((_size, at) => fitSeed + at === seed))
    throw new Error(`Weights are fitted on seed ${seed}; choose another one.`);
  const wish = { profiles, seed };
  const sets = options.isHeldOut === true ? heldOutSets(wish) : heldInSets(wish);
  return sets.map(([world, make]) => {
    const set = make();
    const report = reportOn(world, set, seed);
    options.say(
      `${world}: F1 ${report.balancedF1.toFixed(4)}, automatic ${report.automatic.precision.toFixed(4)} / ${report.automatic.recall.toFixed(3)}, order ${report.orderDifference.toFixed(4)}, look-alikes merged ${lookAlikesText(report)}`,
    );
    return report;
  });
}

function lookAlikesText({ lookAlikes }: PeopleReport): string {
  const { fromScratch, oneByOne } = lookAlikes;
  return `${fromScratch.merged} and one by one ${oneByOne.merged} of ${fromScratch.pairs}`;
}

function reportOn(world: string, set: LabelledSet, seed: number): PeopleReport {
  const found = identityReport(set);
  const { pairs, largestCluster } = found.automatic;
  const plain = set.profiles.map((_profile, at) => at);
  const orders = [plain, shuffled(plain, seed + 1), shuffled(plain, seed + 2)];
  const arrived = orders.map((order) => arriveInOrder(set, order));
  const oneByOneF1 = arrived.map((persons) => pairwise(persons, set.personIds).f1);
  const none: LookAlikeFigures = { pairs: 0, merged: 0, share: 0, kinds: {} };
  const all = [pairs.f1, ...oneByOneF1];
  return {
    world,
    balancedF1: found.balanced.pairs.f1,
    automatic: { ...pairs, largestCluster },
    lookAlikes: {
      fromScratch: found.lookAlikes ?? none,
      oneByOne: mergedLookAlikes(arrived.at(-1) ?? [], set.personIds, set.lookAlikes ?? []),
    },
    questionsPer1000: found.review.per1000,
    questionsTrue: found.review.trueShare,
    afterReviewF1: found.afterPerfectReview.f1,
    afterNinetyF1: found.afterNinetyPer1000.f1,
    calibrationError: found.calibrationError,
    oneByOneF1,
    orderDifference: Math.max(...all) - Math.min(...all),
  };
}

function shuffled(order: readonly number[], seed: number): number[] {
  const random = randomFrom(seed);
  return order
    .map((at) => [random.next(), at] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, at]) => at);
}
