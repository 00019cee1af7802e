import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withEmail } from '../../../test/received.ts';
import { canonicalPerson } from './canonical.ts';
import { applyCorrections, profileOfCorrections } from './corrections.ts';
import type { Correction } from './corrections.ts';

const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));

function person() {
  const profile = withEmail('ADA LOVELACE', 'ada@home.example', {
    title: 'Analyst',
    emails: [
      { value: 'ada@home.example', status: 'verified' },
      { value: 'old@home.example', status: 'unverified' },
    ],
  });
  return canonicalPerson([{ id: 'p1', profile }], 'US');
}

test('what a human set beats what the sources say, the newer of two corrections holds', () => {
  const corrections: Correction[] = [
    { id: 'c2', field: 'name', value: { text: 'Ada King' }, setAt: at(2) },
    { id: 'c1', field: 'name', value: { text: 'Ada Lovelace' }, setAt: at(1) },
    { id: 'c3', field: 'title', value: { text: '' }, setAt: at(1) },
  ];
  const corrected = applyCorrections(person(), corrections);
  assert.deepEqual(corrected.name, { value: 'Ada King', from: 'c2' });
  assert.equal(corrected.title, null);
  assert.deepEqual(applyCorrections(person(), []), person());
});

test("a human's word on an address beats every check, and the good one goes first", () => {
  const corrected = applyCorrections(person(), [
    {
      id: 'c1',
      field: 'email',
      key: 'ada@home.example',
      value: { shownAs: 'ada@home.example', status: 'invalid' },
      setAt: at(1),
    },
    {
      id: 'c2',
      field: 'email',
      key: 'new@home.example',
      value: { shownAs: 'New@home.example', status: 'verified' },
      setAt: at(2),
    },
  ]);
  assert.deepEqual(
    corrected.emails.map(({ value, status }) => [value, status]),
    [
      ['new@home.example', 'verified'],
      ['old@home.example', 'unverified'],
      ['ada@home.example', 'invalid'],
    ],
  );
});

test('corrections are matched by, except addresses that are said not to be theirs', () => {
  const profile = profileOfCorrections([
    { id: 'c1', field: 'name', value: { text: 'Ada King' }, setAt: at(1) },
    {
      id: 'c2',
      field: 'email',
      key: 'x@y.example',
      value: { shownAs: 'x@y.example', status: 'invalid' },
      setAt: at(1),
    },
  ]);
  assert.equal(profile?.name, 'Ada King');
  assert.deepEqual(profile?.emails, []);
  assert.equal(profileOfCorrections([]), null);
});
