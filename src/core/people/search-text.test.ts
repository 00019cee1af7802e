import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { CanonicalPerson } from './person.ts';
import { searchQuery, searchText } from './search-text.ts';

function person(name: string, employer = ''): CanonicalPerson {
  return {
    name: { value: name, from: 'p' },
    employer: { value: employer, from: 'p' },
  } as CanonicalPerson;
}

test('a name is found as it is written and in plain letters', () => {
  const words = searchText(person('Zoë Łukasiewicz', 'Käsewerk GmbH')).split(' ');
  for (const word of ['zoë', 'zoe', 'łukasiewicz', 'lukasiewicz', 'kasewerk', 'gmbh']) {
    assert.ok(words.includes(word), word);
  }
  assert.ok(searchText(person('渡邉 花子')).includes('渡邉'));
});

test('what a person types is words to begin with, whatever signs are between', () => {
  assert.equal(searchQuery(" Zoë  o'conn"), 'zoë:* & o:* & conn:*');
  assert.equal(searchQuery("a & b | !c <-> (d):* '\\"), 'a:* & b:* & c:* & d:*');
  assert.equal(searchQuery(' &|! '), null);
});

test('long texts and many words stay within bounds', () => {
  const text = searchText(person('x'.repeat(10_000), 'word '.repeat(10_000)));
  assert.ok(text.length < 60 * 61);
  assert.ok((searchQuery('a b c d e f g h i j k l') ?? '').length < 8 * 70);
});
