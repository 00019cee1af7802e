// Files in and out: a name that climbs out of its folder, and cells that a spreadsheet would run.

import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { exportImportErrors } from '../../src/flows/export-import-errors.ts';
import { openApi } from '../../src/http/api.fixture.ts';
import { embeddedDatabase } from '../databases.ts';

const climbing = [
  '../../../../tmp/fulcrum-climbed.csv',
  '..\\..\\fulcrum-climbed.csv',
  '/tmp/fulcrum-climbed.csv',
  'C:\\fulcrum-climbed.csv',
  '%2e%2e%2ffulcrum-climbed.csv',
  '....//fulcrum-climbed.csv',
  'a".csv',
  'a;b=c.csv',
];

const formulas = [
  '=1+1',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-1+1',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  ' =1+1',
  '=HYPERLINK("http://127.0.0.1/?x="&A1,"click")',
  '＝1+1',
];

embeddedDatabase((open) => {
  test('an uploaded file lies where we put it, whatever its name says', async () => {
    const api = await openApi(await open());
    for (const name of climbing) {
      const content = [
        '--b',
        `content-disposition: form-data; name="file"; filename="${name.replaceAll('"', '%22')}"`,
        'content-type: text/csv',
        '',
        'Event ID,Name',
        `1,Ada ${climbing.indexOf(name)}`,
        '--b--',
        '',
      ].join('\r\n');
      const answer = await api.call('POST', '/v1/imports?source=pin', {
        raw: { type: 'multipart/form-data; boundary=b', content },
      });
      assert.equal(answer.status, 201, `${name}: ${answer.text}`);
    }
    const kept = await api.deps.db.selectFrom('imports').select('filePath').execute();
    assert.equal(kept.length, climbing.length);
    for (const { filePath } of kept) {
      assert(existsSync(filePath));
      assert.match(filePath, /fulcrum-api-[^/]+\/[0-9a-f-]{36}\.csv$/u);
    }
    assert.deepEqual(globSync(join('/tmp', 'fulcrum-climbed*')), []);
    await api.close();
  });

  test('an id in a path climbs nowhere', async () => {
    const api = await openApi(await open());
    for (const id of ['..', '../..', '..%2f..%2fetc%2fpasswd', '%00', '.', 'x'.repeat(150)]) {
      for (const tail of ['', '/errors.csv', '/preview']) {
        const answer = await api.call('GET', `/v1/imports/${id}${tail}`);
        // `..` alone is taken out by every URL reader: the list answers then.
        if (!id.startsWith('.'))
          assert(answer.status === 400 || answer.status === 404, answer.text);
        assert(!answer.text.includes('root:'));
      }
    }
    assert.deepEqual(api.errors, []);
    await api.close();
  });

  test('no cell of an exported file begins like a formula, and each reads back as it was', async () => {
    const api = await openApi(await open());
    const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
    const header = `Event ID,Name,Email,${quoted('=1+1')}\r\n`;
    const rows = formulas.map((formula, index) =>
      [String(index), formula, 'not an address', formula].map(quoted).join(','),
    );
    const made = await api.call('POST', '/v1/imports?source=pin', {
      raw: { type: 'text/csv', content: header + rows.join('\r\n') },
    });
    const { id } = made.body.import;
    await api.call('POST', `/v1/imports/${id}/start`);
    const { runImport } = await import('../../src/flows/run-import.ts');
    const place = { workspaceId: api.workspaceId, importId: id as string };
    while ((await runImport(api.deps, place, { sliceRows: 100 })) === 'more');
    const answer = await api.call('GET', `/v1/imports/${id}/errors.csv`);
    assert.match(
      String(answer.headers['content-disposition']),
      /^attachment; filename="[\w.-]+"$/u,
    );
    assert.match(String(answer.headers['content-type']), /^text\/csv/u);
    const cells = parse(answer.text);
    assert.equal(cells.length, formulas.length + 1);
    for (const cell of cells.flat()) {
      assert.doesNotMatch(cell, /^\s*[=+\-@＝＋－＠]/u, JSON.stringify(cell));
    }
    let text = '';
    for await (const line of exportImportErrors(api.deps, place)) text += line;
    assert.equal(text.trim(), answer.text.trim(), 'the command line writes the same');
    await api.close();
  });
});
