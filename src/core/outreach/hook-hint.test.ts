import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hookEvents, hookHint, isTestCall } from './hook-hint.ts';

const cases: [event: string, data: unknown, claim: unknown][] = [
  ['candidateStageChange', { toStageId: 's' }, { kind: 'stage', stageId: 's' }],
  ['candidateStageChange', {}, { kind: 'changed' }],
  ['candidateStageChange', { toStageId: 7 }, { kind: 'changed' }],
  ['candidateArchiveChange', { toArchived: { reason: 'r' } }, { kind: 'archived', reasonId: 'r' }],
  ['candidateArchiveChange', { toArchived: {} }, { kind: 'archived', reasonId: '' }],
  ['candidateArchiveChange', { toArchived: null }, { kind: 'changed' }],
  ['candidateHired', { opportunityId: 'o' }, { kind: 'hired' }],
  ['candidateDeleted', { opportunityId: 'o' }, { kind: 'deleted' }],
  ['applicationCreated', { opportunityId: 'o' }, { kind: 'changed' }],
  ['contactUpdated', { contactId: 'c' }, { kind: 'changed' }],
  ['interviewCreated', { opportunityId: 'o' }, { kind: 'interview' }],
  ['somethingNew', null, { kind: 'changed' }],
];

for (const [event, data, claim] of cases) {
  test(`${event} with ${JSON.stringify(data)} claims ${JSON.stringify(claim)}`, () => {
    assert.deepEqual(hookHint(event, data).claim, claim);
  });
}

test('ids are taken where they are texts of sensible length, whatever else comes along', () => {
  const odd = [undefined, null, 7, '', {}, [], 'x'.repeat(201)];
  for (const event of hookEvents) {
    for (const value of odd) {
      const hint = hookHint(event, { opportunityId: value, contactId: value, other: 1 });
      assert.deepEqual([hint.opportunityId, hint.contactId], [null, null]);
    }
    const hint = hookHint(event, { opportunityId: 'o', contactId: 'c' });
    assert.deepEqual([hint.opportunityId, hint.contactId], ['o', 'c']);
  }
});

test('only a hire without data is a test call', () => {
  assert.equal(isTestCall('candidateHired', {}), true);
  assert.equal(isTestCall('candidateHired', { opportunityId: 'o' }), false);
  assert.equal(isTestCall('candidateDeleted', {}), false);
});
