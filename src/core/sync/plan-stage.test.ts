import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextStageStep } from './plan-stage.ts';
import type { RecordFacts } from './plan-record.ts';
import { aBase, noonMs, someFacts } from './record-facts.fixture.ts';
import { defaultStageMoveRules } from './stage-move.ts';

const stageIds = ['lead-new', 'lead-reached-out', 'lead-responded', 'applicant-new'];
const rules = { ...defaultStageMoveRules, isOn: true };
const opportunity = {
  id: 'o',
  contact: 'c',
  name: '',
  emails: [],
  links: [],
  tags: [],
  sources: [],
  stage: 'lead-new',
  stageChanges: [{ stageId: 'lead-new', at: 1 }],
  archived: null,
  postingIds: [],
  createdAt: 0,
};

function factsWith(given: Partial<RecordFacts> = {}): RecordFacts {
  return someFacts({
    opportunityId: 'o',
    opportunity,
    opportunityReadAtMs: noonMs,
    stage: { rules, stageIds, outreachStage: 'contacted' },
    ...given,
  });
}

test('the first message moves a new lead, after a fresh look', () => {
  const step = nextStageStep(factsWith());
  assert.deepEqual(step?.step === 'effect' ? step.effect : step, {
    kind: 'set_stage',
    from: 'lead-new',
    to: 'lead-reached-out',
  });
  const read = { step: 'read_opportunity' };
  assert.deepEqual(nextStageStep(factsWith({ opportunityReadAtMs: noonMs - 60_001 })), read);
  assert.deepEqual(nextStageStep(factsWith({ opportunity: null })), read);
});

test('nothing is read or moved where it is off, frozen, or nobody wrote yet', () => {
  const off = { rules: defaultStageMoveRules, stageIds, outreachStage: 'contacted' } as const;
  const quiet = { rules, stageIds, outreachStage: 'in_sequence' } as const;
  for (const stage of [null, off, quiet])
    assert.equal(nextStageStep(factsWith({ stage, opportunity: null })), null);
  assert.equal(nextStageStep(factsWith({ frozen: new Set(['stage']) })), null);
});

test('a candidate that a human moved, or that is not ours, is left where it is', () => {
  const stageChanges = [...opportunity.stageChanges, { stageId: 'lead-new', at: 2 }];
  assert.equal(nextStageStep(factsWith({ opportunity: { ...opportunity, stageChanges } })), null);
  assert.equal(nextStageStep(factsWith({ isOurs: false })), null);
  const moved = factsWith({
    base: aBase({ stageId: 'lead-reached-out' }),
    stage: { rules, stageIds, outreachStage: 'replied' },
  });
  assert.equal(nextStageStep(moved), null, 'back at new lead: not by us');
});
