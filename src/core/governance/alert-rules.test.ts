import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../input-error.ts';
import { checkAlertRules, defaultAlertRules, digestDay, isQuiet } from './alert-rules.ts';
import { alertText, digestText } from './alert-text.ts';

const lisbon = { ...defaultAlertRules, zone: 'Europe/Lisbon' };

test('quiet hours go over midnight and by the wall clock of the owner, in summer and winter', () => {
  const at = (text: string) => isQuiet(lisbon, new Date(text));
  assert.deepEqual([at('2026-01-10T19:59:00Z'), at('2026-01-10T20:00:00Z')], [false, true]);
  assert.deepEqual([at('2026-01-11T06:59:00Z'), at('2026-01-11T07:00:00Z')], [true, false]);
  // Summer time: an hour earlier in UTC.
  assert.deepEqual([at('2026-07-10T18:59:00Z'), at('2026-07-10T19:00:00Z')], [false, true]);
  assert.equal(isQuiet({ ...lisbon, quiet: null }, new Date('2026-01-10T23:00:00Z')), false);
  const noon = { ...lisbon, quiet: { from: '12:00', to: '13:00' } };
  assert.deepEqual(
    ['11:59', '12:30', '13:00'].map((time) => isQuiet(noon, new Date(`2026-01-10T${time}:00Z`))),
    [false, true, false],
  );
});

test('a digest is due once a local day, after its time', () => {
  const due = (text: string, sentOn: string | null) => digestDay(lisbon, new Date(text), sentOn);
  assert.equal(due('2026-07-10T06:59:00Z', null), null);
  assert.equal(due('2026-07-10T07:00:00Z', null), '2026-07-10');
  assert.equal(due('2026-07-10T23:30:00Z', '2026-07-10'), null, 'already the next day there');
  assert.equal(due('2026-07-11T07:00:00Z', '2026-07-10'), '2026-07-11');
  assert.equal(
    digestDay({ ...lisbon, digestAt: null }, new Date('2026-07-10T12:00:00Z'), null),
    null,
  );
});

test('rules that cannot be meant are refused with their field', () => {
  const owner = { name: 'Ada', email: 'ada@initech.example' };
  assert.deepEqual(checkAlertRules({ owner }), { ...defaultAlertRules, owner });
  for (const [body, field] of [
    [{ owner: { name: 'Ada', email: 'x' } }, 'owner.email'],
    [{ owner: { name: ' ', email: owner.email } }, 'owner.name'],
    [{ zone: 'Mars/Olympus' }, 'zone'],
    [{ quiet: { from: '25:00', to: '07:00' } }, 'quiet.from'],
    [{ digestAt: '8' }, 'digestAt'],
    [{ remindHours: 0 }, 'remindHours'],
    [{ muted: ['nothing'] }, 'muted'],
    [{ phone: 1 }, 'phone'],
    [null, 'body'],
  ] as const)
    assert.throws(
      () => checkAlertRules(body),
      (error) => error instanceof InputError && error.field === field,
    );
});

test('one thing is the subject, several are counted, and a digest says what went', () => {
  const openedAt = new Date('2026-11-24T09:15:00Z');
  const one = { kind: 'x', because: 'It broke', nextAction: 'Mend it.', openedAt, closedAt: null };
  const two = { ...one, because: 'More broke' };
  assert.equal(alertText('Acme', [one]).subject, 'Fulcrum, Acme: It broke');
  assert.equal(alertText('Acme', [one, two]).subject, 'Fulcrum, Acme: 2 things need you');
  assert.match(alertText('Acme', [one]).body, /Since 2026-11-24 09:15 UTC. Mend it./u);
  const digest = digestText('Acme', [{ ...one, closedAt: openedAt }]);
  assert.match(digest.subject, /all is well/u);
  assert.match(digest.body, /Over since the last digest:\n- It broke/u);
});
