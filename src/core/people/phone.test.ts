import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalisePhone } from './phone.ts';

test('every way to write a number gives the same key', () => {
  for (const text of [
    '(415) 555-0132',
    '+1 415-555-0132',
    '001 415 555 0132',
    '415.555.0132',
    'tel: +14155550132',
    '415 555 0132 ext. 12',
  ]) {
    assert.equal(normalisePhone(text, 'US')?.value, '+14155550132', text);
  }
});

test('a bare number belongs to the given country, and says that this is a guess', () => {
  assert.equal(normalisePhone('0171 1234567', 'DE')?.value, '+491711234567');
  assert.equal(normalisePhone('0171 1234567', 'DE')?.isCountryGuessed, true);
  assert.equal(normalisePhone('+49 171 1234567', 'US')?.isCountryGuessed, false);
});

test('digits of other scripts are digits', () => {
  assert.equal(normalisePhone('٠٥٠٨٣٤٩٢٦١', 'SA')?.value, '+966508349261');
  assert.equal(normalisePhone('+९१ ९८७६२ ३४५१०', 'US')?.value, '+919876234510');
  assert.equal(normalisePhone('０９０-８３４９-２６１７', 'JP')?.value, '+819083492617');
});

test('numbers that stand for none are refused', () => {
  for (const text of [
    '',
    'n/a',
    '0000000000',
    '1234567890',
    '555-555-5555',
    '4.15555E+09',
    '12',
    'x'.repeat(100),
  ]) {
    assert.equal(normalisePhone(text, 'US'), null, text);
  }
});

test('a key is its own key, also of Italian numbers and of ones with a doubled prefix', () => {
  for (const text of ['-00049 30 23125 001', '+39 06 1234 5678', '0049 30 23125 001']) {
    const key = normalisePhone(text, 'DE');
    if (key !== null) assert.equal(normalisePhone(key.value, 'US')?.value, key.value, text);
  }
  assert.equal(normalisePhone('+39 06 1234 5678', 'DE')?.value, '+390612345678');
});
