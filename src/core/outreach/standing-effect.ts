// What a new reading of an opportunity does to outreach: a pure comparison of the reading before with the one now.

import { strongerEffect } from '../status/status.ts';
import type { OutreachEffect, Status } from '../status/status.ts';
import { statusOf, statusOfStage } from '../status/status-rules.ts';
import type { Standing, StatusRules } from '../status/status-rules.ts';
import { effectOf } from './pause-rules.ts';
import type { PauseRules } from './pause-rules.ts';

export interface Reading extends Standing {
  /** Stages entered, oldest first. */
  stageChanges: readonly { stageId: string; at: number }[];
}

export interface StandingEffect {
  status: Status;
  /** Why the status is what it is. */
  statusBecause: string;
  /** The strongest effect of everything entered since the reading before; `continue` where nothing was. */
  effect: OutreachEffect;
  /** The status that caused the effect. */
  effectStatus: Status;
}

/**
 * A hold follows from a change, not from a state: what a human has lifted must not come back with every reading.
 * Stages entered and left between two readings count too, so a poll sees what a webhook would have told.
 */
export function standingEffect(
  rules: { status: StatusRules; pause: PauseRules },
  before: Reading | null,
  now: Reading,
): StandingEffect {
  const { status, because } = statusOf(rules.status, now);
  const entered = before === null ? [] : stagesEnteredSince(before, now);
  const passed = entered.map((stageId) => statusOfStage(rules.status, stageId).status);
  const hasChanged = before === null || !isSameStanding(before, now);
  let effect: OutreachEffect = hasChanged ? effectOf(rules.pause, status) : 'continue';
  let effectStatus = status;
  for (const each of passed) {
    const next = strongerEffect(effect, effectOf(rules.pause, each));
    if (next !== effect) effectStatus = each;
    effect = next;
  }
  return { status, statusBecause: because, effect, effectStatus };
}

function stagesEnteredSince(before: Reading, now: Reading): string[] {
  const known = new Set(before.stageChanges.map((change) => `${change.at} ${change.stageId}`));
  return now.stageChanges
    .filter((change) => !known.has(`${change.at} ${change.stageId}`))
    .map((change) => change.stageId);
}

function isSameStanding(before: Standing, now: Standing): boolean {
  return (
    before.stageId === now.stageId &&
    (before.archive?.reasonId ?? null) === (now.archive?.reasonId ?? null)
  );
}
