import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outreachStages } from './field-facts.ts';
import { checkStageMoveRules, decideStageMove, defaultStageMoveRules } from './stage-move.ts';
import type { StageToDecide } from './stage-move.ts';

const stageIds = ['lead-new', 'lead-reached-out', 'lead-responded', 'applicant-new', 'offer'];
const rules = { ...defaultStageMoveRules, isOn: true };
const places = [null, 'gone', ...stageIds];

function* everyCase(): Generator<StageToDecide> {
  for (const isOn of [false, true])
    for (const outreachStage of outreachStages)
      for (const currentStageId of places)
        for (const ownStageId of places)
          for (const isArchived of [false, true])
            yield {
              rules: { ...rules, isOn },
              outreachStage,
              stageIds,
              currentStageId,
              ownStageId,
              isArchived,
            };
}

describe('a stage move', () => {
  it('only ever goes forward, from where we left it, while it is on and not archived', () => {
    let moveCount = 0;
    for (const input of everyCase()) {
      const decision = decideStageMove(input);
      assert.notEqual(decision.because, '');
      if (decision.decide !== 'move') continue;
      moveCount += 1;
      assert.ok(input.rules.isOn && !input.isArchived);
      assert.equal(input.currentStageId, input.ownStageId);
      assert.ok(stageIds.indexOf(decision.stageId) > stageIds.indexOf(input.currentStageId ?? ''));
      assert.ok(['lead-reached-out', 'lead-responded'].includes(decision.stageId));
    }
    // contacted: from new; replied: from new and from reached out.
    assert.equal(moveCount, 3);
  });

  it('does not happen twice', () => {
    for (const input of everyCase()) {
      const decision = decideStageMove(input);
      if (decision.decide !== 'move') continue;
      const { stageId } = decision;
      const next = decideStageMove({ ...input, currentStageId: stageId, ownStageId: stageId });
      assert.equal(next.decide, 'stay');
    }
  });

  it('is off until somebody switches it on', () => {
    assert.equal(defaultStageMoveRules.isOn, false);
  });

  it('rules are refused with what to change', () => {
    assert.deepEqual(checkStageMoveRules(rules, stageIds), { rules });
    assert.deepEqual(checkStageMoveRules(defaultStageMoveRules, []), {
      rules: defaultStageMoveRules,
    });
    const problems = (body: unknown, stages = stageIds): string => {
      const checked = checkStageMoveRules(body, stages);
      return 'problems' in checked ? checked.problems.join('\n') : '';
    };
    assert.match(problems(rules, ['lead-new']), /contactedStageId must be.*lead-new/);
    assert.match(problems({ ...rules, extra: 1 }), /Remove extra/);
    assert.match(problems({ ...rules, isOn: 'yes' }), /isOn/);
    assert.match(
      problems({ ...rules, contactedStageId: 'lead-responded', repliedStageId: 'lead-new' }),
      /swap them/,
    );
    assert.match(problems(null), /isOn/);
  });
});
