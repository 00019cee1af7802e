// Sheets as they come out of real tools: encodings, delimiters, mangled cells, broken ends.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { array, assert as always, asyncProperty, string } from 'fast-check';
import type { RowReading, SheetRow } from '../../ports/sheets.ts';
import { sheetFiles } from './sheet-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'fulcrum-sheets-'));
const sheets = sheetFiles({ folder, bytesMax: 20 * 1024 * 1024 });
let count = 0;

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  // Cut in the middle of characters.
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

async function read(content: string | Buffer): Promise<{ rows: SheetRow[]; encoding: string }> {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
  count += 1;
  const kept = await sheets.keep(inPieces(bytes), `sheet-${count}`);
  const layout = await sheets.look(kept.path);
  const rows: SheetRow[] = [];
  for await (const row of sheets.rows(kept.path, layout, { byte: 0, row: 0 })) rows.push(row);
  return { rows, encoding: kept.encoding };
}

function fit(reading: RowReading | undefined): Extract<RowReading, { isFit: true }> {
  assert.ok(reading?.isFit === true, JSON.stringify(reading));
  return reading;
}

const text = 'Full Name;Email;Company\r\nJosé Müller;jose@example.com;Initech\r\n';
const utf16 = Buffer.from(text, 'utf16le');
const encoded: [name: string, bytes: Buffer][] = [
  ['utf-8', Buffer.from(text)],
  ['utf-8', Buffer.from(`\uFEFF${text}`)],
  ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
  ['utf-16le', utf16],
  ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
  ['windows-1252', Buffer.from(text, 'latin1')],
];

for (const [index, [name, bytes]] of encoded.entries()) {
  test(`accents survive ${name} (${index + 1})`, async () => {
    const { rows, encoding } = await read(bytes);
    assert.equal(encoding, name);
    assert.equal(fit(rows[0]?.reading).profile['name'], 'José Müller');
    assert.equal(fit(rows[0]?.reading).profile['employer'], 'Initech');
  });
}

for (const delimiter of [',', ';', '\t', '|']) {
  test(`the delimiter ${JSON.stringify(delimiter)} is recognised beside commas in cells`, async () => {
    const lines = [
      ['Name', 'Email', 'Location'],
      ['Ana', 'ana@example.com', delimiter === ',' ? '"Berlin, DE"' : 'Berlin, DE'],
      ['Bo', 'bo@example.com', delimiter === ',' ? '"Oslo, NO"' : 'Oslo, NO'],
    ];
    const { rows } = await read(lines.map((cells) => cells.join(delimiter)).join('\n'));
    assert.deepEqual(
      rows.map((row) => fit(row.reading).profile['location']),
      ['Berlin, DE', 'Oslo, NO'],
    );
  });
}

test('a sep= line before the header is obeyed', async () => {
  const { rows } = await read('sep=|\r\nName|Email\r\nAna, Dr.|ana@example.com\r\n');
  assert.equal(fit(rows[0]?.reading).profile['name'], 'Ana, Dr.');
});

test('quoted newlines and quotes stay in their cell, blank lines are no rows', async () => {
  const { rows } = await read('Name,Headline\n"Ana ""A"" S","one\ntwo"\n\n\nBo,x');
  assert.deepEqual(
    rows.map((row) => row.number),
    [1, 2],
  );
  assert.deepEqual(fit(rows[0]?.reading).profile, { name: 'Ana "A" S', headline: 'one\ntwo' });
});

test('several addresses, their proof from the columns of their name, company-wide ones left out', async () => {
  const { rows } = await read(
    [
      'First Name,Last Name,Email,Email Status,Primary Email Source,Primary Email Catch-all Status,Primary Email Last Verified At,Secondary Email,Secondary Email Status,Email,Corporate Phone,Mobile Phone',
      'Ana,Souza,ana@example.com,Verified,Apollo,Not Catch-all,2026-11-01,"b@example.com, c@example.com",Extrapolated,info@example.com,+1 800,+1 415 555 0100; 020 7946 0000',
      'Bo,Li,bo@example.com,Verified,Apollo,Catch-all,,,,,,',
    ].join('\n'),
  );
  const first = fit(rows[0]?.reading);
  assert.deepEqual(first.profile['emails'], [
    {
      value: 'ana@example.com',
      status: 'verified',
      source: 'Apollo',
      verifiedAt: '2026-11-01T00:00:00.000Z',
    },
    { value: 'b@example.com', status: 'unverified' },
    { value: 'c@example.com', status: 'unverified' },
  ]);
  assert.deepEqual(first.profile['phones'], ['+1 415 555 0100', '020 7946 0000']);
  assert.deepEqual(
    first.notes.map((one) => one.column),
    ['Email (2)'],
  );
  assert.deepEqual(fit(rows[1]?.reading).profile['emails'], [
    { value: 'bo@example.com', status: 'unverified', source: 'Apollo', method: 'catch_all' },
  ]);
});

test('what spreadsheets do to values is undone or left out with a note', async () => {
  const { rows } = await read(
    [
      'Name,Mobile Phone,LinkedIn,Company,Do Not Call',
      'Ana,1.4155550100E+10,"=HYPERLINK(""https://linkedin.com/in/ana"",""Ana"")",#N/A,TRUE',
      'Bo,1.41556E+10,,-,FALSE',
      'Cy,\'+1 415 555 0100,,"=""Initech""",maybe',
      'Di,14155550100.0,,N/A,',
    ].join('\n'),
  );
  const [ana, bo, cy, di] = rows.map((row) => fit(row.reading));
  assert.deepEqual(ana?.profile, {
    name: 'Ana',
    phones: ['14155550100'],
    profileUrls: ['https://linkedin.com/in/ana'],
    hasOptedOut: true,
  });
  assert.deepEqual(bo?.profile['phones'], []);
  assert.match(bo?.notes[0]?.note ?? '', /lost digits: left out/);
  assert.deepEqual(cy?.profile, { name: 'Cy', phones: ['+1 415 555 0100'], employer: 'Initech' });
  assert.deepEqual(
    cy?.notes.map((one) => one.column),
    ['Company', 'Do Not Call'],
  );
  assert.deepEqual(di?.profile['phones'], ['14155550100']);
});

const refusedCells: [row: string, field: string, message: RegExp][] = [
  ["=cmd|'/c calc'!A0,2026-01-01", 'Name', /holds a formula .*replace it by its value/],
  ['"+SUM(1,2)",2026-01-01', 'Name', /holds a formula/],
  ['"@IMPORTXML(""x"")",2026-01-01', 'Name', /holds a formula/],
  ['Ana,2026-02-30', 'Date Added', /no possible date \(2026-02-30\)/],
  ['Ana,soon', 'Date Added', /no possible date/],
  ['Ana,2026-01-01,surplus', 'row', /3 cells where the header has 2/],
];

for (const [line, field, message] of refusedCells) {
  test(`the row ${line} is refused by its column`, async () => {
    const { rows } = await read(`Name,Date Added\n${line}\nBo,2026-01-01\n`);
    const reading = rows[0]?.reading;
    assert.ok(reading?.isFit === false);
    assert.equal(reading.field, field);
    assert.match(reading.message, message);
    assert.equal(fit(rows[1]?.reading).profile['name'], 'Bo');
  });
}

const dates: [cell: string, instant: string][] = [
  ['2026-11-03', '2026-11-03T00:00:00.000Z'],
  ['2026-11-03 14:05', '2026-11-03T14:05:00.000Z'],
  ['2026-11-03T14:05:09+02:00', '2026-11-03T12:05:09.000Z'],
  ['1793700000', '2026-11-03T10:00:00.000Z'],
  ['1793700000000', '2026-11-03T10:00:00.000Z'],
  ['11/3/2026', '2026-11-03T00:00:00.000Z'],
  ['23/11/2026', '2026-11-23T00:00:00.000Z'],
  ['3.11.2026', '2026-11-03T00:00:00.000Z'],
  ['03 Nov 2026', '2026-11-03T00:00:00.000Z'],
  ['"Nov 3, 2026"', '2026-11-03T00:00:00.000Z'],
];

test('the dates of the exports we know are read', async () => {
  const { rows } = await read(
    `Name,Date Added\n${dates.map(([cell]) => `Ana,${cell}`).join('\n')}`,
  );
  const found = rows.map((row) => fit(row.reading).profile['foundAt']);
  assert.deepEqual(
    found,
    dates.map(([, instant]) => instant),
  );
});

test('a quote that is never closed ends the file with the row it began in', async () => {
  const { rows } = await read('Name,Title\nAna,x\n"Bo,y\nCy,z\n');
  assert.equal(rows.length, 2);
  const reading = rows[1]?.reading;
  assert.ok(reading !== undefined && 'isEnd' in reading);
  assert.match(reading.message, /A quote opened in row 2 is never closed/);
});

test('reading goes on from any row without repeating or losing one', async () => {
  const body = Array.from({ length: 40 }, (_, index) => `Ana ${index},"é\n${index}"\r\n`).join('');
  const bytes = Buffer.from(`Name,Headline\r\n${body}`);
  const kept = await sheets.keep(inPieces(bytes), 'resume');
  const layout = await sheets.look(kept.path);
  let from = { byte: 0, row: 0 };
  const names: unknown[] = [];
  while (names.length < 40) {
    let taken = 0;
    for await (const row of sheets.rows(kept.path, layout, from)) {
      names.push(fit(row.reading).profile['name']);
      from = { byte: row.endByte, row: row.number };
      taken += 1;
      if (taken === 7) break;
    }
  }
  assert.deepEqual(
    names,
    Array.from({ length: 40 }, (_, index) => `Ana ${index}`),
  );
  assert.equal(from.row, 40);
});

test('a file that is too large, empty or without a header is refused and leaves nothing behind', async () => {
  const small = sheetFiles({ folder, bytesMax: 10 });
  const before = readdirSync(folder).length;
  await assert.rejects(small.keep(inPieces(Buffer.from(text)), 'big'), { code: 'too_large' });
  await assert.rejects(sheets.keep(inPieces(Buffer.alloc(0)), 'empty'), { code: 'invalid' });
  assert.equal(readdirSync(folder).length, before);
  const blank = await sheets.keep(inPieces(Buffer.from('\n\n')), 'blank');
  await assert.rejects(sheets.look(blank.path), /no header row/);
});

test('a written line is no formula to a spreadsheet and reads back as the same cells', async () => {
  const cell = string({ unit: 'grapheme' }).map((value) => value.replaceAll(/[\0\ufeff]/g, ''));
  const property = asyncProperty(array(cell, { minLength: 2, maxLength: 4 }), async (cells) => {
    const given = ['x', ...cells];
    const line = sheets.line(given);
    const header = sheets.line(given.map((_, index) => `h${index}`));
    const { rows } = await read(header + line);
    for (const [index, written] of (rows[0]?.cells ?? []).entries()) {
      assert.doesNotMatch(written, /^[=+\-@]/);
      const original = given[index] ?? '';
      assert.ok(
        written === original || written === `'${original}`,
        JSON.stringify([written, original]),
      );
    }
  });
  await always(property, { numRuns: 60 });
});
