// A dry run of the rule that lets outreach move stages: who would be moved, from where to where.

import { emptyPreview, type RecordPreview } from '../core/sync/preview-record.ts';
import { nextStageStep } from '../core/sync/plan-stage.ts';
import type { RecordFacts } from '../core/sync/plan-record.ts';
import type { StageMoveRules } from '../core/sync/stage-move.ts';
import { listRecordsInLever } from '../db/queries/run-scope.ts';
import type { Deps } from './deps.ts';
import { loadRecordFacts } from './load-record-facts.ts';
import type { PreviewedPerson, RunContext } from './preview-run.ts';

const pageSize = 500;
const pagesMax = 20_000;

/** Every record that stands in Lever, decided on the last reading of it. */
export async function* previewStageMoves(
  deps: Deps,
  run: RunContext,
  rules: StageMoveRules,
): AsyncGenerator<PreviewedPerson> {
  const { workspaceId } = run;
  const surroundings = { ...run.surroundings, stageMoves: rules };
  let after: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const scope = { workspaceId, after, limit: pageSize };
    const ids: string[] = await listRecordsInLever(deps.db, scope);
    for (const recordId of ids) {
      const key = { workspaceId, recordId };
      const loaded = await loadRecordFacts(deps.db, key, { ...run, surroundings });
      if (loaded === undefined) continue;
      const { personId } = loaded.record;
      yield { personId, recordId, preview: previewOf(loaded.facts) };
    }
    if (ids.length < pageSize) return;
    after = ids.at(-1) ?? null;
  }
}

function previewOf(facts: RecordFacts): RecordPreview {
  const { opportunity, nowMs } = facts;
  const fresh = { ...facts, opportunityReadAtMs: opportunity === null ? null : nowMs };
  const step = nextStageStep(fresh);
  if (step?.step === 'read_opportunity') {
    const because = 'Lever is read first; where the candidate stands is not known yet';
    return { ...emptyPreview(because), isNew: false, calls: { [step.step]: 1 }, callCount: 1 };
  }
  if (step?.step !== 'effect' || step.effect.kind !== 'set_stage')
    return { ...emptyPreview('the candidate stays where it is'), isNew: false };
  const { from, to } = step.effect;
  const { because } = step;
  const calls = { set_stage: 1, read_opportunity: 3 };
  return {
    isNew: false,
    outcomes: [{ field: 'stage', kind: 'change', because, before: from, after: to }],
    because: '',
    hasChange: true,
    calls,
    callCount: 4,
  };
}
