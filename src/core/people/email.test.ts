import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normaliseEmail } from './email.ts';

const keyOf = (text: string): string | undefined => normaliseEmail(text)?.value;

test('dots and labels of a Gmail mailbox do not matter', () => {
  for (const text of [
    'Ada.Love@gmail.com',
    'adalove+jobs@googlemail.com',
    ' mailto:a.d.alove@GMAIL.com ',
  ]) {
    assert.equal(keyOf(text), 'adalove@gmail.com');
  }
});

test('dots matter at other providers, labels only where the provider has them', () => {
  assert.equal(keyOf('ada.love+x@outlook.com'), 'ada.love@outlook.com');
  assert.equal(keyOf('ada.love+x@acme.example'), 'ada.love+x@acme.example');
  assert.notEqual(keyOf('ada.love@acme.example'), keyOf('adalove@acme.example'));
});

test('an address is taken out of its display form and shown as it was written', () => {
  const email = normaliseEmail('Ada Lovelace <Ada.L@Acme.Example>;');
  assert.equal(email?.value, 'ada.l@acme.example');
  assert.equal(email?.shownAs, 'Ada.L@acme.example');
});

test('office and placeholder mailboxes are no key of one human', () => {
  for (const text of [
    'info@acme.example',
    'no-reply@acme.example',
    'HR@acme.example',
    'test@test.com',
    'xxx@acme.example',
    'someone@example.com',
  ]) {
    assert.equal(normaliseEmail(text)?.isShared, true, text);
  }
  assert.equal(normaliseEmail('ada@acme.example')?.isShared, false);
});

test('a no-reply address of GitHub names the account', () => {
  assert.equal(normaliseEmail('123+ada-l@users.noreply.github.com')?.githubLogin, 'ada-l');
});

test('what is no address is refused', () => {
  for (const text of [
    '',
    'n/a',
    '@',
    'ada@',
    'ada@acme',
    'a b@acme.example',
    'ada@acme..example',
    'ada@@x.example',
    `${'a'.repeat(70)}@x.example`,
  ]) {
    assert.equal(normaliseEmail(text), null, text);
  }
});

test('marks without a width are no part of an address, and control characters make it none', () => {
  for (const text of ['ada@acme.example\u200B', '\uFEFFada@acme.example', 'a\u00ADda@acme.example'])
    assert.equal(keyOf(text), 'ada@acme.example');
  for (const text of ['a\u0000da@acme.example', '\u0001ada@acme.example', 'ada\u007F@acme.example'])
    assert.equal(keyOf(text), undefined);
});

test('an address that is too long once its letters are small is none', () => {
  assert.equal(keyOf(`${'\u0130'.repeat(40)}ada@mail.example`), undefined);
});
