import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalProfileUrl } from './profile-url.ts';

const keyOf = (text: string): string | undefined => canonicalProfileUrl(text)?.value;

test('every way to write a LinkedIn address gives the same key', () => {
  for (const text of [
    'https://www.linkedin.com/in/Ada-Lovelace/',
    'linkedin.com/in/ada-lovelace?utm_source=share',
    'http://uk.linkedin.com/in/ada-lovelace/en',
    'https://www.linkedin.com/in/ada-lovelace/details/experience/#top',
    'https://m.linkedin.com/in/ada%2Dlovelace',
  ]) {
    assert.equal(keyOf(text), 'linkedin.com/in/ada-lovelace', text);
  }
});

test('the old public form becomes the new one', () => {
  assert.equal(
    keyOf('linkedin.com/pub/ada-lovelace/a7/576/b50'),
    'linkedin.com/in/ada-lovelace-b50576a7',
  );
});

test('accents in an address are one letter however they are encoded', () => {
  const composed = keyOf('https://linkedin.com/in/ren%C3%A9-m');
  assert.equal(keyOf('https://linkedin.com/in/rene%CC%81-m'), composed);
  assert.equal(
    canonicalProfileUrl('linkedin.com/in/rené-m')?.shownAs,
    'https://www.linkedin.com/in/ren%C3%A9-m',
  );
});

test('pages that only their user can open are no key', () => {
  for (const text of [
    'https://www.linkedin.com/talent/profile/AEMAAA',
    'https://www.linkedin.com/sales/lead/ACwAAA,NAME_SEARCH',
    'https://www.linkedin.com/recruiter/profile/1,2',
    'https://www.linkedin.com/company/acme',
    'https://www.linkedin.com/in/',
    'https://www.linkedin.com/in/me',
    'https://www.linkedin.com/search/results?q=x',
    'https://github.com/topics/x',
    'https://stackoverflow.com/questions/1/x',
    'not an address',
    'ftp://linkedin.com/in/x',
  ]) {
    assert.equal(canonicalProfileUrl(text), null, text);
  }
});

test('accounts of other sites are keys, own pages are only shown', () => {
  assert.equal(keyOf('https://github.com/Ada?tab=repositories'), 'github.com/ada');
  assert.equal(keyOf('https://github.com/ada/engine'), 'github.com/ada');
  assert.equal(keyOf('https://twitter.com/@Ada'), keyOf('x.com/ada'));
  assert.equal(keyOf('https://stackoverflow.com/users/42/ada'), 'stackoverflow.com/users/42');
  assert.equal(keyOf('https://mstdn.example/@ada/'), 'mstdn.example/@ada');
  assert.equal(canonicalProfileUrl('https://ada.example/cv')?.isKey, false);
});

test('a slash in disguise ends the name as a plain one does', () => {
  for (const text of ['linkedin.com/in/ada%2Flovelace', 'linkedin.com/in/ada/lovelace']) {
    const url = canonicalProfileUrl(text);
    assert.equal(url?.value, 'linkedin.com/in/ada');
    assert.equal(canonicalProfileUrl(url.shownAs)?.value, url.value);
  }
});
