import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { identifyAll } from '../../../test/people.ts';
import { openApi, profileOf } from '../api.fixture.ts';
import type { Api } from '../api.fixture.ts';

eachDatabase((_kind, open) => {
  async function withApi(use: (api: Api) => Promise<void>): Promise<void> {
    const api = await openApi(await open());
    try {
      await use(api);
    } finally {
      await api.close();
    }
  }

  const take = (api: Api, content: string, query = '') =>
    api.call('POST', `/v1/suppressions/import${query}`, { raw: { type: 'text/csv', content } });

  const sheet = [
    'kind;value;cause;because',
    'employer;Northwind Ltd;no_poach;agreed in 2025',
    ';client.example;client;',
    ';ines@target.example;;',
    ';+1 415 555 2671;;',
    ';linkedin.com/in/ines-ferro;;',
    ';who is this;;',
    'planet;Mars;;',
    ';gmail.com;;',
    ';x@y;;',
    ';z@target.example;because;',
  ].join('\r\n');

  test('a list is read, taken in row by row, and adds nothing the second time', async () => {
    await withApi(async (api) => {
      const before = await take(api, sheet, '?preview=true');
      assert.equal(before.status, 200, before.text);
      assert.deepEqual(
        [before.body.isPreview, before.body.added, before.body.refused],
        [true, 5, 5],
      );
      assert.equal((await api.call('GET', '/v1/suppressions')).body.items.length, 0);
      const first = await take(api, sheet);
      assert.deepEqual([first.body.rows, first.body.added, first.body.refused], [10, 5, 5]);
      assert.deepEqual(
        (first.body.problems as { row: number }[]).map((problem) => problem.row),
        [6, 7, 8, 9, 10],
      );
      const again = await take(api, sheet);
      assert.deepEqual([again.body.added, again.body.refused], [0, 5]);
      const listed = await api.call('GET', '/v1/suppressions?cause=no_poach&names=true');
      assert.deepEqual(
        (listed.body.items as { shownAs: string; because: string }[]).map((one) => [
          one.shownAs,
          one.because,
        ]),
        [['Northwind Ltd', 'agreed in 2025']],
      );
    });
  });

  test('what is given out can be taken in again; of strangers only the hash was kept', async () => {
    await withApi(async (api) => {
      await api.call('POST', '/v1/profiles', { body: profileOf('1') });
      await identifyAll(api.deps);
      const people = await api.call('GET', '/v1/people');
      const person = people.body.items[0] as { id: string };
      const found = await api.call('GET', `/v1/people/${person.id}`);
      const email = /[\w.+-]+@[\w.-]+/u.exec(found.text)?.[0] ?? '';
      await take(api, `value\r\n${email}\r\nstranger@nowhere.example\r\nclient.example\r\n`);
      const given = await api.call('GET', '/v1/suppressions/export.csv');
      assert.equal(given.status, 200, given.text);
      const lines = given.text.trim().split('\r\n');
      assert.match(lines[0] ?? '', /^kind,value,cause,because/u);
      assert.equal(lines.length, 4);
      assert.ok(lines.some((line) => line.startsWith(`address,${email},import,`)));
      assert.ok(lines.some((line) => line.startsWith('domain,client.example,import,')));
      assert.ok(!given.text.includes('stranger@'));
      const again = await take(api, given.text);
      assert.deepEqual([again.body.added, again.body.refused], [0, 1]);
      const audit = await api.call('GET', '/v1/audit');
      assert.ok(audit.text.includes('suppressions.exported'));
    });
  });

  test('who only reads neither takes in nor gets the list, and a file without values is refused', async () => {
    await withApi(async (api) => {
      const { read } = api.keys;
      const raw = { type: 'text/csv', content: 'value\r\na@b.example' };
      const refused = await api.call('POST', '/v1/suppressions/import', { key: read, raw });
      assert.equal(refused.status, 403);
      const other = await api.call('GET', '/v1/suppressions/export.csv', { key: read });
      assert.equal(other.status, 403);
      assert.equal((await take(api, 'name,city\r\nIna,Rome')).status, 422);
      assert.equal((await api.call('POST', '/v1/suppressions/import', { body: {} })).status, 415);
    });
  });
});
