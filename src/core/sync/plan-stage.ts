// The stage's part of a plan: outreach moves a candidate forward over the lead stages, and only from where we left it.

import type { RecordFacts, RecordStep } from './plan-record.ts';
import { decideStageMove } from './stage-move.ts';

/** A reading older than this is made again before a move. */
const stageFreshMs = 60_000;

/** Null where the candidate stays. */
export function nextStageStep(facts: RecordFacts): RecordStep | null {
  const { stage, opportunity, base, nowMs } = facts;
  if (stage === null || !stage.rules.isOn || facts.frozen.has('stage')) return null;
  if (stage.outreachStage === 'none' || stage.outreachStage === 'in_sequence') return null;
  // Never read since it was made: it has to be read to know where it stands.
  if (opportunity === null) return { step: 'read_opportunity' };
  const currentStageId = opportunity.stage ?? null;
  const decision = decideStageMove({
    ...stage,
    currentStageId,
    ownStageId: base.stageId ?? firstStageOf(facts),
    isArchived: opportunity.archived !== null,
  });
  if (decision.decide === 'stay') return null;
  if (nowMs - (facts.opportunityReadAtMs ?? 0) > stageFreshMs) return { step: 'read_opportunity' };
  return {
    step: 'effect',
    effect: { kind: 'set_stage', from: currentStageId, to: decision.stageId },
    lane: 2,
    because: decision.because,
  };
}

/** Where a candidate of ours was created; unknown once anybody moved it before we looked. */
function firstStageOf({ isOurs, opportunity }: RecordFacts): string | null {
  if (!isOurs || opportunity === null) return null;
  return (opportunity.stageChanges ?? []).length <= 1 ? (opportunity.stage ?? null) : null;
}
