import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../input-error.ts';
import { outreachEffects, statuses } from '../status/status.ts';
import { checkPauseRules, defaultPauseRules, effectOf } from './pause-rules.ts';

test('by default leads continue, everyone past that pauses, and what has ended stops', () => {
  const expected = {
    lead: 'continue',
    contacted: 'continue',
    responded: 'pause',
    applicant: 'pause',
    in_process: 'pause',
    offer: 'pause',
    hired: 'stop',
    rejected: 'stop',
    withdrawn: 'stop',
  };
  for (const status of statuses) {
    assert.equal(effectOf(defaultPauseRules, status), expected[status]);
  }
});

test('every effect is accepted for every status and for a reply', () => {
  for (const status of statuses) {
    for (const effect of outreachEffects) {
      const rules = checkPauseRules({
        statuses: { ...defaultPauseRules.statuses, [status]: effect },
        reply: effect,
      });
      assert.equal(effectOf(rules, status), effect);
      assert.equal(rules.reply, effect);
    }
  }
});

const refused: [name: string, body: unknown, field: string][] = [
  ['no object', null, 'rules'],
  ['an unknown part', { ...defaultPauseRules, open: 'stop' }, 'open'],
  [
    'an unknown status',
    { ...defaultPauseRules, statuses: { ...defaultPauseRules.statuses, lost: 'stop' } },
    'statuses.lost',
  ],
  [
    'a missing status',
    { ...defaultPauseRules, statuses: { lead: 'continue' } },
    'statuses.contacted',
  ],
  [
    'an unknown effect',
    { ...defaultPauseRules, statuses: { ...defaultPauseRules.statuses, offer: 'hold' } },
    'statuses.offer',
  ],
  ['no effect of a reply', { statuses: defaultPauseRules.statuses }, 'reply'],
  [
    'a pause for everybody',
    {
      ...defaultPauseRules,
      statuses: { ...defaultPauseRules.statuses, lead: 'pause', contacted: 'stop' },
    },
    'statuses',
  ],
];

for (const [name, body, field] of refused) {
  test(`pause rules with ${name} are refused, naming the place`, () => {
    assert.throws(
      () => checkPauseRules(body),
      (error) => error instanceof InputError && error.field === field,
    );
  });
}
