import { test } from 'node:test';
import assert from 'node:assert/strict';
import { scopeOf } from './bounce-scope.ts';
import type { BounceScope } from './bounce-scopes.ts';

const replies: readonly { says: string; scope: BounceScope; isHard?: boolean }[] = [
  { says: '550 5.1.1 User unknown', scope: 'address', isHard: true },
  {
    says: '550 5.1.1 https://support.example/?p=NoSuchUser no such account',
    scope: 'address',
    isHard: true,
  },
  { says: '550 5.1.2 Host unknown', scope: 'address', isHard: true },
  { says: '556 5.1.10 Recipient domain has a null MX', scope: 'address', isHard: true },
  { says: '550 5.2.1 The account is disabled', scope: 'address', isHard: false },
  { says: '552 5.2.2 Mailbox full', scope: 'mailbox_full' },
  { says: '550 5.2.0 Unknown user someone@carrier.example', scope: 'recipient_policy' },
  { says: '554 5.7.1 Relay access denied', scope: 'recipient_policy' },
  { says: '554 5.7.1 blocked using zen.spamhaus.org', scope: 'sender_reputation' },
  { says: '550 5.7.25 no PTR record', scope: 'sender_reputation' },
  { says: '550 5.1.8 Sender address rejected', scope: 'sender_reputation' },
  { says: '550 5.7.26 DMARC check failed', scope: 'auth' },
  { says: '550 5.7.30 Basic authentication is not supported', scope: 'auth' },
  { says: '552 5.3.4 Message size exceeds limit', scope: 'content' },
  { says: '554 5.6.0 virus found', scope: 'content' },
  { says: '451 4.7.1 Greylisted, try again later', scope: 'transient' },
  { says: '421 4.4.2 connection timed out', scope: 'transient' },
  { says: '450 4.2.1 something odd', scope: 'transient' },
  { says: 'nobody knows', scope: 'unknown' },
];

for (const { says, scope, isHard = false } of replies) {
  test(`"${says}" is about: ${scope}`, () => {
    const verdict = scopeOf({ status: null, diagnostic: says, stage: null, isReported: true });
    assert.equal(verdict.scope, scope);
    assert.equal(verdict.isHard, isHard);
  });
}

test('no such user, said only after the content was read, is a filter', () => {
  const said = { status: null, diagnostic: '550 no such user', isReported: true };
  assert.equal(scopeOf({ ...said, stage: 'data' }).scope, 'recipient_policy');
  assert.equal(scopeOf({ ...said, stage: 'rcpt' }).isHard, true);
});

test('what is said before the recipient was named is about us', () => {
  const verdict = scopeOf({
    status: null,
    diagnostic: '550 no such user',
    stage: 'before',
    isReported: true,
  });
  assert.equal(verdict.scope, 'sender_reputation');
});

test('of a hostile diagnostic of a megabyte only the beginning is read', () => {
  const diagnostic = `550 ${'user mailbox account '.repeat(50_000)}`;
  const verdict = scopeOf({ status: null, diagnostic, stage: null, isReported: true });
  assert.equal(verdict.scope, 'unknown');
});
