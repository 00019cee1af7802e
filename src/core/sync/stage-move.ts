// Whether outreach moves a candidate to another stage in Lever: only forward, only over leads, and never once a
// human has moved the candidate. Off until an admin switches it on for stages that the account has.

import type { OutreachStage } from './field-facts.ts';

export interface StageMoveRules {
  isOn: boolean;
  /** Stage ids; null: this step moves nothing. */
  contactedStageId: string | null;
  repliedStageId: string | null;
}

export const defaultStageMoveRules: StageMoveRules = {
  isOn: false,
  contactedStageId: 'lead-reached-out',
  repliedStageId: 'lead-responded',
};

export interface StageToDecide {
  rules: StageMoveRules;
  outreachStage: OutreachStage;
  /** The account's stages in pipeline order. */
  stageIds: readonly string[];
  currentStageId: string | null;
  /** Where the candidate was created, or where we last moved it; null: it is not ours. */
  ownStageId: string | null;
  isArchived: boolean;
}

export type StageDecision =
  | { decide: 'move'; stageId: string; because: string }
  | { decide: 'stay'; because: string };

/** Pure. A stage at another place than where we left it was moved by a human, and stays theirs for good. */
export function decideStageMove(input: StageToDecide): StageDecision {
  const { rules, outreachStage, currentStageId, ownStageId } = input;
  const stay = (because: string): StageDecision => ({ decide: 'stay', because });
  if (!rules.isOn) return stay('outreach moves no stages here');
  if (outreachStage === 'none' || outreachStage === 'in_sequence')
    return stay('nobody has written yet');
  const target = outreachStage === 'replied' ? rules.repliedStageId : rules.contactedStageId;
  if (target === null) return stay(`no stage is set for ${outreachStage}`);
  if (input.isArchived) return stay('the candidate is archived');
  if (currentStageId === null || ownStageId === null) return stay('its stage is not ours to move');
  if (currentStageId === target) return stay('it is there already');
  if (currentStageId !== ownStageId) return stay('a human moved the candidate');
  const targetIndex = input.stageIds.indexOf(target);
  if (targetIndex < 0) return stay(`the account has no stage ${target}`);
  const currentIndex = input.stageIds.indexOf(currentStageId);
  if (currentIndex < 0) return stay('its stage is not in the pipeline any more');
  if (currentIndex > targetIndex) return stay('that would be backwards');
  const because =
    outreachStage === 'replied' ? 'the candidate replied' : 'the first message went out';
  return { decide: 'move', stageId: target, because };
}

/**
 * The stage a human chose between our reading and our move, which our move covered; null where nobody did. Lever
 * lists every change of stage, oldest first, and a move to where the candidate stands is none.
 */
export function overtakenStage(
  after: { stage: string | null; stageChanges: readonly { stageId: string; at: number }[] },
  { from, to }: { from: string | null; to: string },
): string | null {
  if (after.stage !== to || from === null) return null;
  const changes = after.stageChanges.toSorted((one, two) => one.at - two.at);
  const [before, last] = changes.slice(-2);
  if (before === undefined || last?.stageId !== to) return null;
  return before.stageId === from || before.stageId === to ? null : before.stageId;
}

/** What is wrong with rules from outside, with what to change; empty where they can be kept. */
export function checkStageMoveRules(
  body: unknown,
  stageIds: readonly string[],
): { rules: StageMoveRules } | { problems: string[] } {
  const { isOn, contactedStageId, repliedStageId, ...rest } = (body ?? {}) as Record<
    string,
    unknown
  >;
  const problems = Object.keys(rest).map((key) => `Remove ${key}: it is no part of these rules.`);
  if (typeof isOn !== 'boolean') problems.push('isOn must be true or false.');
  const read = (value: unknown, name: string): string | null => {
    if (value === null) return null;
    if (typeof value === 'string' && (isOn !== true || stageIds.includes(value))) return value;
    problems.push(`${name} must be null or one of the account's stages: ${stageIds.join(', ')}.`);
    return null;
  };
  const contacted = read(contactedStageId, 'contactedStageId');
  const replied = read(repliedStageId, 'repliedStageId');
  if (contacted !== null && replied !== null && isOn === true) {
    if (stageIds.indexOf(replied) < stageIds.indexOf(contacted))
      problems.push('repliedStageId comes before contactedStageId in the pipeline; swap them.');
  }
  if (problems.length > 0) return { problems };
  return { rules: { isOn: isOn === true, contactedStageId: contacted, repliedStageId: replied } };
}
