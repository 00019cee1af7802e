// Moving a candidate to another stage; the stage it already has changes nothing and says nothing.
import { candidateIds, changeOpportunity, type Account, type Actor } from '../account.ts';
import type { Opportunity, StageChange } from '../world/rows.ts';
import { stageById } from './lookups.ts';

/** Moves to a stage, archived or not; returns whether anything changed. */
export function moveStage(
  account: Account,
  { row, stage: stageId }: { row: Opportunity; stage: string },
  actor: Actor,
): boolean {
  const stage = stageById(account, stageId);
  if (stage.id === row.stage) return false;
  const now = account.clock.now();
  const fromStageId = row.stage;
  const change: StageChange = {
    toStageId: stage.id,
    toStageIndex: account.world.stages.indexOf(stage),
    updatedAt: now,
    ...(actor.user === null ? {} : { userId: actor.user }),
  };
  changeOpportunity(account, row, {
    stage: stage.id,
    rank: stage.rank,
    stageChanges: [...row.stageChanges, change],
    lastAdvancedAt: now,
    lastInteractionAt: now,
  });
  account.emit({
    event: 'candidateStageChange',
    data: { ...candidateIds(row), fromStageId, toStageId: stage.id },
    origin: row.origin,
    api: actor.api,
  });
  return true;
}
