import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../input-error.ts';
import { statuses } from './status.ts';
import { checkStatusRules, defaultStatusRules, statusOf } from './status-rules.ts';
import type { ArchiveReason, StatusRules } from './status-rules.ts';

const stageIds = [
  'lead-new',
  'lead-reached-out',
  'lead-responded',
  'applicant-new',
  'offer',
  '00000000-0000-4000-8000-000000000001',
  'constructor',
  '__proto__',
  null,
] as const;

const expectedOfStage = [
  'lead',
  'contacted',
  'responded',
  'applicant',
  'offer',
  'in_process',
  'in_process',
  'in_process',
  'in_process',
] as const;

const reasons: (ArchiveReason | null)[] = [
  null,
  { reasonId: 'r-hired', text: 'Hired', isHired: true },
  { reasonId: 'r-odd', text: 'Withdrew his notice, hired', isHired: true },
  { reasonId: 'r-withdrew', text: 'Withdrew', isHired: false },
  { reasonId: 'r-withdrew-2', text: 'Candidate WITHDREW (salary)', isHired: false },
  { reasonId: 'r-comp', text: 'Comp', isHired: false },
  { reasonId: 'r-unknown', text: null, isHired: false },
];

const expectedOfReason = [
  null,
  'hired',
  'hired',
  'withdrawn',
  'withdrawn',
  'rejected',
  'rejected',
] as const;

test('by default every stage and archive reason has the status the documentation says', () => {
  for (const [i, stageId] of stageIds.entries()) {
    for (const [j, archive] of reasons.entries()) {
      const { status, because } = statusOf(defaultStatusRules, { stageId, archive });
      assert.equal(status, expectedOfReason[j] ?? expectedOfStage[i]);
      assert.notEqual(because, '');
    }
  }
});

test('an archived opportunity has the status of its reason, whatever its stage', () => {
  for (const archive of reasons) {
    if (archive === null) continue;
    const all = stageIds.map(
      (stageId) => statusOf(defaultStatusRules, { stageId, archive }).status,
    );
    assert.equal(new Set(all).size, 1);
  }
});

test('a rule that names a reason wins over being a hire and over the text', () => {
  for (const status of statuses) {
    const rules: StatusRules = {
      ...defaultStatusRules,
      archiveReasons: { 'r-odd': status, 'r-withdrew': status },
    };
    for (const archive of reasons.slice(2, 4)) {
      assert.equal(statusOf(rules, { stageId: 'offer', archive: archive ?? null }).status, status);
    }
  }
});

test('the default rules and every status in every place pass the check unchanged', () => {
  assert.deepEqual(checkStatusRules(structuredClone(defaultStatusRules)), defaultStatusRules);
  for (const status of statuses) {
    const rules: StatusRules = {
      stages: { s: status },
      otherStage: status,
      archiveReasons: { r: status },
      hiredReason: status,
      reasonTexts: [{ contains: 'x', status }],
      otherReason: status,
    };
    assert.deepEqual(checkStatusRules(rules), rules);
  }
});

const refused: [name: string, body: unknown, field: string][] = [
  ['no object', 'lead', 'rules'],
  ['a list', [], 'rules'],
  ['an unknown part', { ...defaultStatusRules, stage: {} }, 'stage'],
  ['a missing part', { ...defaultStatusRules, otherStage: undefined }, 'otherStage'],
  ['an unknown status', { ...defaultStatusRules, otherReason: 'lost' }, 'otherReason'],
  ['an unknown status of a stage', { ...defaultStatusRules, stages: { s: 'Lead' } }, 'stages.s'],
  ['a stage map that is a list', { ...defaultStatusRules, stages: [] }, 'stages'],
  [
    'a reason without status',
    { ...defaultStatusRules, archiveReasons: { r: null } },
    'archiveReasons.r',
  ],
  ['texts that are no list', { ...defaultStatusRules, reasonTexts: {} }, 'reasonTexts'],
  [
    'an empty text',
    { ...defaultStatusRules, reasonTexts: [{ contains: ' ', status: 'lead' }] },
    'reasonTexts[0].contains',
  ],
];

for (const [name, body, field] of refused) {
  test(`status rules with ${name} are refused, naming the place and what it may be`, () => {
    assert.throws(
      () => checkStatusRules(body),
      (error) => {
        assert.ok(error instanceof InputError);
        assert.equal(error.field, field);
        assert.match(error.message, /Use one of|Remove it|Give/);
        return true;
      },
    );
  });
}
