import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { generatePeople } from './generate-people.ts';
import { writeCsv } from './write-csv.ts';

const { hits } = generatePeople({ seed: 'csv', hitCount: 300 });

test('a CSV reader gives back every cell, with commas, quotes and line breaks inside', () => {
  const rows: Record<string, string>[] = parse(writeCsv(hits), { columns: true });
  assert.equal(rows.length, hits.length);
  for (const [index, hit] of hits.entries()) {
    assert.equal(rows[index]?.['Headline'], hit.headline);
    assert.equal(rows[index]?.['Company'], hit.employer);
    assert.equal(rows[index]?.['Location'], hit.location);
    assert.equal(rows[index]?.['LinkedIn URL'], hit.profileUrl);
  }
});

test('the file does not tell which hits are one human', () => {
  const text = writeCsv(hits);
  for (const hit of hits) assert.ok(!text.includes(hit.humanKey));
});

test('nothing is a formula for a spreadsheet', () => {
  const rows: string[][] = parse(writeCsv(hits));
  for (const cell of rows.flat()) assert.doesNotMatch(cell, /^(?:=|@|\+(?!\d))/);
});
