import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { aProfile } from '../../../test/received.ts';
import { canonicalPerson } from './canonical.ts';
import type { MemberProfile } from './canonical.ts';
import type { ReceivedProfile } from './received.ts';

const member = (id: string, given: Partial<ReceivedProfile>): MemberProfile => ({
  id,
  profile: aProfile(given),
});

test('a verified address stands before an unverified one, newer before older', () => {
  const person = canonicalPerson(
    [
      member('1', {
        foundAt: '2026-01-03T00:00:00Z',
        emails: [{ value: 'new@x.example', status: 'unverified' }],
      }),
      member('2', {
        foundAt: '2026-01-01T00:00:00Z',
        emails: [{ value: 'ok@x.example', status: 'verified' }],
      }),
      member('3', {
        foundAt: '2026-01-02T00:00:00Z',
        emails: [{ value: 'bad@x.example', status: 'invalid' }],
      }),
    ],
    'US',
  );
  assert.deepEqual(
    person.emails.map((email) => email.value),
    ['ok@x.example', 'new@x.example', 'bad@x.example'],
  );
  assert.equal(person.emails[0]?.from, '2');
});

test('of two checks of one address the newer holds, and any check beats none', () => {
  const at = (
    day: string,
    status: 'verified' | 'invalid' | 'unverified',
  ): Partial<ReceivedProfile> => ({
    foundAt: `2026-01-${day}T00:00:00Z`,
    emails: [{ value: 'a@x.example', status }],
  });
  const person = canonicalPerson(
    [
      member('1', at('01', 'verified')),
      member('2', at('02', 'invalid')),
      member('3', at('03', 'unverified')),
    ],
    'US',
  );
  assert.deepEqual(
    person.emails.map((email) => [email.status, email.from]),
    [['invalid', '2']],
  );
});

test('a human’s word beats a newer machine’s', () => {
  const person = canonicalPerson(
    [
      member('1', { source: 'manual', foundAt: '2026-01-01T00:00:00Z', title: 'Engineer' }),
      member('2', { foundAt: '2026-02-01T00:00:00Z', title: 'Manager' }),
    ],
    'US',
  );
  assert.equal(person.title?.value, 'Engineer');
});

test('a whole name in ordinary spelling beats a newer fragment', () => {
  const person = canonicalPerson(
    [
      member('1', { foundAt: '2026-01-01T00:00:00Z', name: 'Ada Lovelace' }),
      member('2', { foundAt: '2026-02-01T00:00:00Z', name: 'ADA LOVELACE' }),
      member('3', { foundAt: '2026-03-01T00:00:00Z', name: 'Ada' }),
    ],
    'US',
  );
  assert.deepEqual(person.name, { value: 'Ada Lovelace', from: '1' });
});

test('office mailboxes are not a person’s address', () => {
  const person = canonicalPerson(
    [member('1', { emails: [{ value: 'info@x.example', status: 'verified' }] })],
    'US',
  );
  assert.deepEqual(person.emails, []);
});

const anyContact = fc.record({
  value: fc.constantFrom(
    'a@x.example',
    'A@x.example',
    'b@y.example',
    'c.d@gmail.com',
    'cd@gmail.com',
  ),
  status: fc.constantFrom('verified', 'unverified', 'invalid'),
});
const anyProfile = fc.record({
  source: fc.constantFrom('pin', 'manual', 'csv'),
  foundAt: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'),
  name: fc.constantFrom('Ada Lovelace', 'ADA LOVELACE', 'Ada', ''),
  title: fc.option(fc.constantFrom('Engineer', 'Manager'), { nil: '' }),
  emails: fc.array(anyContact, { maxLength: 3 }),
  tags: fc.array(fc.constantFrom('x', 'X', 'y'), { maxLength: 3 }),
  workHistory: fc.array(
    fc.record({
      employer: fc.constantFrom('Acme', 'acme', 'Bolt'),
      startedOn: fc.constantFrom('2020', '2021'),
    }),
    { maxLength: 3 },
  ),
  custom: fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom('1', '2')),
});

test('the canonical person does not depend on the order of its members', () => {
  fc.assert(
    fc.property(
      fc.array(anyProfile, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      (profiles, seed) => {
        const members = profiles.map((profile, index) => member(`p${index}`, profile));
        const shuffled = members.toSorted(
          (one, other) =>
            ((one.id.charCodeAt(1) * (seed + 7)) % 13) -
            ((other.id.charCodeAt(1) * (seed + 7)) % 13),
        );
        const straight = JSON.stringify(canonicalPerson(members, 'US'));
        assert.equal(JSON.stringify(canonicalPerson(shuffled, 'US')), straight);
        assert.equal(JSON.stringify(canonicalPerson(members.toReversed(), 'US')), straight);
      },
    ),
    { numRuns: 300 },
  );
});
