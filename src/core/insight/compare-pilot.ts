// A pilot beside the time before it: each number with how sure it is, and a verdict in plain words.

import { differenceOf, type Difference, type Share } from './intervals.ts';
import { pilotTargets, type PilotBody, type PilotTarget } from './pilot.ts';

/** A number with the bounds between which it lies with 95 %. */
export interface Measured {
  value: number | null;
  low: number | null;
  high: number | null;
  /** Of how many. */
  of: number;
  isFew: boolean;
}

export type Measures = Record<PilotTarget, Measured>;

export const findings = ['better', 'worse', 'no_difference', 'too_few'] as const;
export type Finding = (typeof findings)[number];

export interface Comparison {
  kpi: PilotTarget;
  before: Measured;
  pilot: Measured;
  /** Of shares: pilot minus before. */
  difference: Difference | null;
  finding: Finding;
  target: number | null;
  /** open: the interval holds the target, so it may still be either. */
  targetMet: 'met' | 'missed' | 'open' | null;
}

export interface Verdict {
  comparisons: Comparison[];
  advice: 'widen' | 'go_on' | 'do_not_widen';
  text: string;
}

const lowerIsBetter: readonly PilotTarget[] = ['median_hours_to_first_contact', 'duplicate_rate'];
const isTime = (kpi: PilotTarget): boolean => kpi === 'median_hours_to_first_contact';

const names: Readonly<Record<PilotTarget, string>> = {
  median_hours_to_first_contact: 'Median hours to first contact',
  response_rate: 'Response rate',
  positive_rate: 'Positive replies',
  interview_rate: 'Sourced to interview',
  duplicate_rate: 'Duplicate rate',
};

/** Compares number by number and says what to do. */
export function comparePilot(
  before: Measures,
  pilot: Measures,
  targets: PilotBody['targets'],
): Verdict {
  const comparisons = pilotTargets.map((kpi) =>
    compareOne(kpi, { before: before[kpi], pilot: pilot[kpi], target: targets[kpi] ?? null }),
  );
  const some = (finding: Finding): Comparison[] =>
    comparisons.filter((one) => one.finding === finding);
  const isMissed = comparisons.some((one) => one.targetMet === 'missed');
  const advice =
    some('worse').length > 0 || isMissed
      ? 'do_not_widen'
      : some('better').length > 0 || comparisons.some((one) => one.targetMet === 'met')
        ? 'widen'
        : 'go_on';
  return { comparisons, advice, text: [...comparisons.map(lineOf), adviceText[advice]].join('\n') };
}

/** A share as a measured number. */
export function measuredShare({ value, low, high, of, isFew }: Share): Measured {
  return { value, low, high, of, isFew };
}

function compareOne(
  kpi: PilotTarget,
  given: { before: Measured; pilot: Measured; target: number | null },
): Comparison {
  const { before, pilot, target } = given;
  const difference = isTime(kpi) ? null : differenceOf(asShare(pilot), asShare(before));
  const [low, high] = isTime(kpi)
    ? timesApart(before, pilot)
    : [difference?.low ?? 0, difference?.high ?? 0];
  const isFew = before.isFew || pilot.isFew || before.value === null || pilot.value === null;
  const isLower = lowerIsBetter.includes(kpi);
  const finding: Finding = isFew
    ? 'too_few'
    : low > 0
      ? isLower
        ? 'worse'
        : 'better'
      : high < 0
        ? isLower
          ? 'better'
          : 'worse'
        : 'no_difference';
  return {
    kpi,
    before,
    pilot,
    difference,
    finding,
    target,
    targetMet: targetOf(kpi, pilot, target),
  };
}

/** Two medians differ surely only where their intervals do not touch. */
function timesApart(before: Measured, pilot: Measured): [number, number] {
  return [(pilot.low ?? 0) - (before.high ?? 0), (pilot.high ?? 0) - (before.low ?? 0)];
}

function targetOf(
  kpi: PilotTarget,
  { low, high }: Measured,
  target: number | null,
): Comparison['targetMet'] {
  if (target === null) return null;
  if (low === null || high === null) return 'open';
  const isLower = lowerIsBetter.includes(kpi);
  if (isLower ? high <= target : low >= target) return 'met';
  return (isLower ? low > target : high < target) ? 'missed' : 'open';
}

function asShare(measured: Measured): Share {
  return { ...measured, count: 0 };
}

const adviceText: Readonly<Record<Verdict['advice'], string>> = {
  widen:
    'Verdict: better than before or on target, and worse in nothing that can be told. It can be widened.',
  go_on: 'Verdict: no difference can be told yet. Go on, or take in more people.',
  do_not_widen:
    'Verdict: worse than before, or a target is surely missed. Do not widen it; look at the findings.',
};

const findingText: Readonly<Record<Finding, string>> = {
  better: 'better',
  worse: 'worse',
  no_difference: 'no difference that can be told',
  too_few: 'too few people to tell',
};

function lineOf({ kpi, before, pilot, finding, target, targetMet }: Comparison): string {
  const goal =
    target === null || targetMet === null ? '' : `; target ${shown(kpi, target)}: ${targetMet}`;
  return `${names[kpi]}: ${measured(kpi, pilot)}, before ${measured(kpi, before)}: ${findingText[finding]}${goal}`;
}

function measured(kpi: PilotTarget, { value, low, high, of }: Measured): string {
  if (value === null || low === null || high === null) return 'nothing to measure';
  return `${shown(kpi, value)} (${shown(kpi, low)} to ${shown(kpi, high)}, of ${of})`;
}

function shown(kpi: PilotTarget, value: number): string {
  return isTime(kpi) ? `${value.toFixed(1)} h` : `${(value * 100).toFixed(1)} %`;
}
