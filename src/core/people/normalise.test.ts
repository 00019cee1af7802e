import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aProfile } from '../../../test/received.ts';
import { compareNames } from './compare-names.ts';
import type { NameLevel } from './compare-names.ts';
import { normaliseEmail } from './email.ts';
import { employerKey } from './employer.ts';
import { keysOfProfile } from './identifiers.ts';
import { placeKey } from './place.ts';
import { canonicalProfileUrl } from './profile-url.ts';
import { titleKey } from './title.ts';
import { traitsOfProfile } from './traits.ts';
import type { NameForm } from './traits.ts';

function namesOf(name: string): NameForm[] {
  const profile = aProfile({ name });
  return traitsOfProfile(profile, keysOfProfile(profile, 'US')).names;
}

const levelOf = (one: string, other: string): NameLevel =>
  compareNames(namesOf(one), namesOf(other)).level;

test('a provider’s mailboxes are personal under the domains of all its countries', () => {
  for (const domain of ['live.nl', 'hotmail.nl', 'outlook.co.jp', 'yahoo.com.au', 'gmx.fr'])
    assert.equal(normaliseEmail(`ada@${domain}`)?.isPersonal, true, domain);
  assert.equal(normaliseEmail('ada+jobs@hotmail.nl')?.value, 'ada@hotmail.nl');
  assert.equal(normaliseEmail('ada+jobs@acme.example')?.value, 'ada+jobs@acme.example');
  assert.equal(normaliseEmail('ada@outlook.acme.example')?.isPersonal, false);
});

test('an office’s mailbox for one town is an office’s', () => {
  assert.equal(normaliseEmail('jobs.berlin@acme.example')?.isShared, true);
  assert.equal(normaliseEmail('hr-emea@acme.example')?.isShared, true);
  assert.equal(normaliseEmail('jobs.steve@gmail.com')?.isShared, false);
  assert.equal(normaliseEmail('joan.jobs@acme.example')?.isShared, false);
});

test('a login’s own pages name the login', () => {
  for (const address of [
    'https://ada.github.io',
    'http://ada.github.io/blog',
    'gist.github.com/ada/12',
  ])
    assert.equal(canonicalProfileUrl(address)?.value, 'github.com/ada', address);
  assert.equal(canonicalProfileUrl('https://github.com/orgs/acme'), null);
});

test('Stack Overflow numbers its users per language', () => {
  const english = canonicalProfileUrl('https://stackoverflow.com/users/5/ada');
  assert.equal(english?.value, 'stackoverflow.com/users/5');
  assert.equal(canonicalProfileUrl('https://es.stackoverflow.com/users/5/ada'), null);
});

test('pages that only their own user can open are no public profile', () => {
  for (const path of [
    'recruiter/profile/1',
    'sales/lead/ACwAAB,NAME',
    'talent/profile/AEMAAB',
    'feed/',
    'in/me',
    'company/acme',
  ])
    assert.equal(canonicalProfileUrl(`https://www.linkedin.com/${path}`), null, path);
});

test('names meet across scripts', () => {
  const pairs = [
    ['Юлия Пахомова', 'Yuliya Pakhomova'],
    ['Дмитрий Щербаков', 'Dmitry Shcherbakov'],
    ['Γιώργος Παπαδόπουλος', 'George Papadopoulos'],
    ['王伟', 'Wei Wang'],
    ['김민준', 'Min-jun Kim'],
    ['タナカ ケンタ', 'Kenta Tanaka'],
    ['さとう はるか', 'Haruka Sato'],
    ['محمد حسين', 'Mohammed Hussein'],
  ] as const;
  for (const [one, other] of pairs)
    assert.ok(['exact', 'variant'].includes(levelOf(one, other)), `${one} and ${other}`);
  assert.equal(levelOf('Юлия Пахомова', 'Olga Kuznetsova'), 'different');
});

test('a title is the same however it is cut short', () => {
  const same = [
    ['Sr. SW Eng', 'Senior Software Engineer', 'Staff SWE', 'Software Engineer II'],
    ['VP of Sales', 'Vice President, Sales'],
    ['Director, Product', 'Director of Product'],
    ['Senior PM', 'Product Manager'],
    ['Software Engineer, Payments', 'Software Eng.'],
  ];
  for (const titles of same) {
    const cores = new Set(titles.map((title) => titleKey(title)?.core));
    assert.equal(cores.size, 1, [...cores].join(' | '));
  }
  assert.notEqual(titleKey('Director, Product')?.core, titleKey('Director, Sales')?.core);
});

test('places and employers are read in their own scripts, and nowhere is no city', () => {
  assert.equal(placeKey('東京都')?.city, placeKey('Tokyo, Japan')?.city);
  assert.equal(placeKey('Київ')?.city, placeKey('Kiev, Ukraine')?.city);
  assert.equal(placeKey('Remote'), null);
  assert.deepEqual(placeKey('Remote, Germany'), { city: null, country: 'DE' });
  assert.equal(employerKey('株式会社アクメ')?.full, employerKey('アクメ')?.full);
});
