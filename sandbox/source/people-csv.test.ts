import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { generatePeople } from './generate-people.ts';
import { writeCsv } from './write-csv.ts';

const folder = new URL('../../demo/', import.meta.url);

test('the shipped people are exactly what the generator makes of the seed', async () => {
  const { hits } = generatePeople({ seed: 'demo', hitCount: 500 });
  assert.equal(await readFile(new URL('people.csv', folder), 'utf8'), writeCsv(hits));
});

test('the page beside it tells the number of humans in it', async () => {
  const { humans } = generatePeople({ seed: 'demo', hitCount: 500 });
  const page = await readFile(new URL('README.md', folder), 'utf8');
  assert.match(page, new RegExp(`\\*\\*${humans.length} people\\*\\*`));
});
