import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeContactBasis } from './contact-basis.ts';
import type { ContactBasisFacts } from './contact-basis.ts';

const nowMs = Date.UTC(2026, 10, 23);
const silent: ContactBasisFacts = { basis: null, consent: null, lever: [], nowMs };

const given = { kind: 'given', expiresAtMs: null } as const;
const expired = { kind: 'given', expiresAtMs: nowMs } as const;
const revoked = { kind: 'revoked', expiresAtMs: null } as const;

const cases: [string, Partial<ContactBasisFacts>, { isAllowed: boolean; hasConsent: boolean }][] = [
  ['nothing on record', {}, { isAllowed: true, hasConsent: false }],
  ['a consent', { consent: given }, { isAllowed: true, hasConsent: true }],
  [
    'a consent that runs out later',
    { consent: { kind: 'given', expiresAtMs: nowMs + 1 } },
    { isAllowed: true, hasConsent: true },
  ],
  [
    'a consent that ran out, of many grounds one',
    { consent: expired },
    { isAllowed: true, hasConsent: false },
  ],
  [
    'a consent that ran out, being the ground',
    { consent: expired, basis: 'consent' },
    { isAllowed: false, hasConsent: false },
  ],
  ['consent as ground without one', { basis: 'consent' }, { isAllowed: false, hasConsent: false }],
  ['a consent taken back', { consent: revoked }, { isAllowed: false, hasConsent: false }],
  [
    'an objection beside a consent',
    { consent: given, basis: 'objected' },
    { isAllowed: false, hasConsent: true },
  ],
  ['no ground at all', { basis: 'none' }, { isAllowed: false, hasConsent: false }],
  ['legitimate interest', { basis: 'legitimate_interest' }, { isAllowed: true, hasConsent: false }],
  [
    'Lever forbids what a consent allows',
    { consent: given, lever: [{ isAllowed: false, untilMs: null }] },
    { isAllowed: false, hasConsent: true },
  ],
  [
    'one of two candidates in Lever forbids',
    {
      lever: [
        { isAllowed: true, untilMs: null },
        { isAllowed: false, untilMs: null },
      ],
    },
    { isAllowed: false, hasConsent: false },
  ],
  [
    'the permission in Lever ran out a moment ago',
    { lever: [{ isAllowed: true, untilMs: nowMs }] },
    { isAllowed: false, hasConsent: false },
  ],
  [
    'the permission in Lever runs out in a moment',
    { lever: [{ isAllowed: true, untilMs: nowMs + 1 }] },
    { isAllowed: true, hasConsent: false },
  ],
  [
    'Lever has no policy',
    { lever: [{ isAllowed: null, untilMs: null }] },
    { isAllowed: true, hasConsent: false },
  ],
];

for (const [name, facts, wanted] of cases) {
  test(`contact with ${name}`, () => {
    const { isAllowed, hasConsent, because } = judgeContactBasis({ ...silent, ...facts });
    assert.deepEqual({ isAllowed, hasConsent }, wanted);
    assert.notEqual(because, '');
  });
}
